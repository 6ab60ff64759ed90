"""One page of HTML that prints on A4: nothing is fetched, so it opens from an e-mail or a memory stick as it was made."""

from __future__ import annotations

from math import ceil

from markupsafe import Markup, escape

from framing.exporters.charts import Chart, chart_of
from framing.exporters.page import CONSENT_HEADING, SOURCES_HEADING, Block, Page, Source, page_of
from framing.model import Framing

LABEL = "One page to print (HTML)"
GOOD_FOR = "a handout on one sheet of A4, or a page to open on any screen"
PLACE = 30
EXTENSION = "html"
MIME = "text/html; charset=utf-8"
SMALLEST = 0.7  # of the full size in print: just under 7 points for running text
_ACROSS, _SHEET = 178.0, 267.0  # millimetres of an A4 sheet inside its margins; less in height than there is, for other fonts than ours
_MM = 0.3528  # millimetres to a point

_STYLE = Markup("""
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;background:#e8edee;color:#212b32;font:16px/1.45 Arial,"Liberation Sans",sans-serif}
main{max-width:52rem;margin:1.5rem auto;padding:2.2rem 2.6rem;background:#fff;border-top:10px solid #005eb8}
h1{margin:0 0 .6rem;font-size:1.9rem;line-height:1.2;color:#003087;text-wrap:balance}
h2{margin:1.1rem 0 .15rem;font-size:1.05rem;line-height:1.3;color:#003087;break-after:avoid}
p{margin:0 0 .45rem;orphans:3;widows:3}
.note{font-weight:700;color:#425563;font-size:.92rem}
figure{margin:.9rem 0;padding:.1rem 0 .1rem 1.1rem;border-left:6px solid #005eb8;break-inside:avoid}
blockquote{margin:0;font:1.45rem/1.32 Georgia,"Liberation Serif",serif;text-wrap:pretty}
figcaption{margin-top:.35rem;color:#425563;font-size:.92rem}
.chart{margin:.5rem 0 .7rem;padding:0;border:0}
.bar{display:grid;grid-template-columns:auto auto 1fr;gap:.7rem;align-items:center;margin:.2rem 0;font-size:.92rem}
.bar span:empty{display:none}.bar:has(span:empty){grid-template-columns:auto 1fr}
.bar b{font-size:1.5rem;color:#003087}
.bar svg{display:block;width:100%;height:1.15rem}
ul{margin:.2rem 0 0;padding-left:1.1rem;font-size:.84rem;color:#425563}
li{margin:.1rem 0;overflow-wrap:anywhere}
a{color:#005eb8}
@media (max-width:34rem){main{margin:0;padding:1.3rem 1.1rem}h1{font-size:1.5rem}blockquote{font-size:1.2rem}}
@page{size:A4;margin:11mm 16mm 10mm}
@media print{body{background:#fff;font-size:calc(var(--k)*9.8pt);line-height:1.3}main{max-width:none;margin:0;padding:3mm 0 0;border-top-width:2mm}
h1{font-size:calc(var(--k)*16.5pt);margin-bottom:1mm}h2{font-size:calc(var(--k)*10.6pt);margin:calc(var(--k)*1.7mm) 0 0}p{margin:0 0 calc(var(--k)*.8mm)}.note{font-size:calc(var(--k)*9pt)}
blockquote{font-size:calc(var(--k)*13.5pt)}figure{margin:calc(var(--k)*1.6mm) 0;padding-left:4mm}figcaption{margin-top:.5mm;font-size:calc(var(--k)*9pt)}
.chart{margin:calc(var(--k)*.8mm) 0}ul{margin:0;font-size:calc(var(--k)*7.8pt);line-height:1.25}li{margin:0}a{color:inherit;text-decoration:none}
.bar{margin:.4mm 0}.bar b{font-size:calc(var(--k)*12pt)}.bar svg{height:3.4mm}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
""")
_PAGE = Markup(
    '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="referrer" content="no-referrer">\n'
    "<title>{title}</title>\n<style>:root{{--k:{scale:.2f}}}{style}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n{body}\n</main>\n</body>\n</html>\n"
)


def rendered(framing: Framing) -> bytes:
    """`framing` as one UTF-8 HTML file without scripts, pictures or anything to fetch."""
    page, chart = page_of(framing), chart_of(framing)
    parts = [Markup('<p class="note">{}</p>').format(note) for note in page.notes]
    waiting = chart
    for number, block in enumerate(page.blocks):
        if block.kind == "credit" and number and page.blocks[number - 1].kind == "pull_quote":
            continue  # it stands in the figure, under the words
        follows = page.blocks[number + 1] if number + 1 < len(page.blocks) else None
        parts.append(_block(block, follows.text if follows and follows.kind == "credit" else ""))
        if waiting is not None and waiting.section in block.sections:
            parts.append(_chart(waiting))
            waiting = None
    if page.sources:
        parts.append(_list(SOURCES_HEADING, [_source(source) for source in page.sources]))
    parts.append(_list(CONSENT_HEADING, [escape(line) for line in page.consent]))
    return str(_PAGE.format(title=page.title, style=_STYLE, scale=scale_for(page, chart), body=Markup("\n").join(parts))).encode("utf-8")


def scale_for(page: Page, chart: Chart | None) -> float:
    """How large type may be in print, as a share of its full size, so that the whole stands on one sheet: estimated from how long each part is,
    because a file to hand on runs no script. SMALLEST where even that would not do."""
    steps = [1 - 0.01 * step for step in range(round(100 * (1 - SMALLEST)) + 1)]
    return next((scale for scale in steps if _height(page, chart, scale) <= _SHEET), SMALLEST)


def _height(page: Page, chart: Chart | None, scale: float) -> float:
    """Millimetres the printed page takes at `scale`: every part by its type size, line height and the share of a size that a letter is wide."""

    def lines(text: str, size: float, *, leading: float = 1.3, wide: float = 0.49, narrower: float = 0) -> float:
        across = (_ACROSS - narrower) / (size * scale * wide * _MM) - 2.5  # letters to a line, less what a broken word leaves
        return ceil(len(text) / across) * size * scale * leading * _MM

    total = lines(page.title, 16.5, leading=1.2, wide=0.55) + 1
    total += sum(lines(note, 9, wide=0.54) + 0.8 * scale for note in page.notes)
    for block in page.blocks:
        total += (lines(block.heading, 10.6, wide=0.54) + 1.7 * scale) if block.heading else 0
        if block.kind == "pull_quote":
            total += lines(block.text, 13.5, leading=1.32, wide=0.51, narrower=6) + 3.2 * scale
        elif block.kind == "credit":
            total += lines(block.text, 9, narrower=6) + 0.5
        else:
            total += lines(block.text, 9.8) + 0.8 * scale
    small = [*(f"{source.text} {source.url}" for source in page.sources), *page.consent]
    total += (
        sum(lines(text, 7.8, leading=1.25, narrower=5) for text in small) + (2 if page.sources else 1) * (10.6 * 1.3 * _MM + 1.7) * scale
    )
    return total + (len(chart.bars) * (12 * 1.3 * _MM * scale + 0.8) + 1.6 * scale if chart else 0)


def _block(block: Block, credit: str) -> Markup:
    head = Markup("<h2>{}</h2>\n").format(block.heading) if block.heading else Markup()
    if block.kind != "pull_quote":
        return head + Markup("<p>{}</p>").format(_words(block))
    caption = Markup("<figcaption>{}</figcaption>").format(credit) if credit else Markup()
    return head + Markup("<figure><blockquote>“{}”</blockquote>{}</figure>").format(_words(block), caption)


def _words(block: Block) -> Markup:
    """The text, with what stands in another language marked as such, for a screen reader and a hyphenating browser."""
    return Markup().join(Markup('<span lang="{}">{}</span>').format(tag, words) if tag else escape(words) for words, tag in block.pieces)


def _chart(chart: Chart) -> Markup:
    """The bars as one picture with its words; drawn, so that nothing has to be fetched."""
    bars = (
        Markup(
            '<div class="bar" aria-hidden="true"><b>{:g}%</b><span>{}</span><svg viewBox="0 0 100 4" preserveAspectRatio="none">'
            '<rect width="100" height="4" fill="#d8dde0"/><rect width="{:g}" height="4" fill="#005eb8"/></svg></div>'
        ).format(bar.percent, bar.label if len(chart.bars) > 1 else "", bar.percent)
        for bar in chart.bars
    )
    return Markup('<div class="chart" role="img" aria-label="{}">{}</div>').format(chart.description, Markup().join(bars))


def _list(heading: str, items: list[Markup]) -> Markup:
    return Markup("<h2>{}</h2>\n<ul>{}</ul>").format(heading, Markup().join(Markup("<li>{}</li>").format(item) for item in items))


def _source(source: Source) -> Markup:
    if not source.url:
        return escape(source.text)
    return Markup('{} <a href="{}" rel="noopener noreferrer">{}</a>').format(source.text, source.url, source.url)
