"""Text as it comes in, and text as it is searched. Cleaned once, at the door.

What is dropped and why was measured (see docs/adr): C0 controls break Word files, bidi overrides and zero-width spaces hide
words from readers, lone surrogates break the database. ZWJ and ZWNJ stay: emoji and Persian need them.
"""

from __future__ import annotations

import re
import unicodedata

_DROP = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u0080-\u0084\u0086-\u009f"  # controls, keeping tab, newline and carriage return
    "\u200b\u2060\ufeff"  # zero-width space, word joiner, byte order mark
    "\u202a-\u202e\u2066-\u2069"  # bidi overrides and isolates
    "\ud800-\udfff\ufffe\uffff]"  # lone surrogates, noncharacters
)
_SPACES = re.compile(r"[ \t\u00a0]+")
_PLAIN_QUOTES = {0x2019: "'", 0x2018: "'", 0x201C: '"', 0x201D: '"'}
_BLANK_LINES = re.compile(r"\n{3,}")


def clean(text: str) -> str:
    """`text` as the bank keeps it: NFC, no hidden characters, newlines as \\n, runs of blanks folded, ends trimmed.

    Idempotent: clean(clean(x)) == clean(x).
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u0085", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    text = unicodedata.normalize("NFC", _DROP.sub("", text))
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def one_line(text: str) -> str:
    """`clean` for titles and names: line breaks become spaces."""
    return " ".join(clean(text).split())


def search_form(text: str) -> str:
    """The casefolded NFKC form the lexical index reads, typographic quotes made plain. Never shown."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return folded.translate(_PLAIN_QUOTES)


def words(text: str) -> int:
    """How many words `text` has, counted by white space."""
    return len(text.split())


def minutes_to_read(text: str) -> int:
    """Reading time in whole minutes, at least 1, at 200 words a minute."""
    return max(1, round(words(text) / 200))
