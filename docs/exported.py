"""Exports a demo pitch in every format, opens each as its reader would, and keeps what is seen as pictures: part of `make docs`."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageOps

from services import demo
from services.bank import open_bank
from services.settings import Settings
from services.telling.briefing import export_framing
from services.telling.pitches import start_pitch

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "pictures"
NEEDED = {"soffice": "libreoffice-writer libreoffice-impress", "pdftoppm": "poppler-utils", "chromium": "chromium"}


def write(folder: Path) -> None:
    """The demo pitch in each format, through the verb that people's files come from."""
    bank = open_bank(Settings(home=folder / "home", index="exact"))
    demo.seed(bank)
    pitch = start_pitch(bank, audience="finance_lead", topic="leaving hospital with nobody to ring", story_ids=("demo-discharge-1",))
    for format in ("word", "slides", "one_page"):
        file = export_framing(bank, pitch, format)
        (folder / f"{format}.{file.name.rsplit('.', 1)[1]}").write_bytes(file.data)
    bank.close()


def seen(folder: Path) -> None:
    """Word and PowerPoint as LibreOffice shows them, the page as a browser prints it."""
    office = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*office, str(folder / "word.docx"), str(folder / "slides.pptx")], check=True, capture_output=True, timeout=180)
    printing = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/chromium", "--no-pdf-header-footer"]
    subprocess.run(
        [*printing, f"--print-to-pdf={folder}/one_page.pdf", f"file://{folder}/one_page.html"], check=True, capture_output=True, timeout=120
    )
    for format in ("word", "slides", "one_page"):
        subprocess.run(
            ["pdftoppm", "-r", "75", "-png", str(folder / f"{format}.pdf"), str(folder / format)], check=True, capture_output=True
        )


def keep(folder: Path, format: str, *, across: int, width: int) -> None:
    """Every page of one file side by side, `across` in a row, in one small PNG."""
    pages = [ImageOps.expand(Image.open(path).convert("RGB"), 2, (0xC7, 0xD0, 0xD6)) for path in sorted(folder.glob(f"{format}-*.png"))]
    wide, high = pages[0].size
    rows = -(-len(pages) // across)
    sheet = Image.new("RGB", (wide * across, high * rows), "white")
    for number, page in enumerate(pages):
        sheet.paste(page, ((number % across) * wide, (number // across) * high))
    small = sheet.resize((width, round(sheet.height * width / sheet.width)), Image.Resampling.LANCZOS)
    small.convert("P", palette=Image.Palette.ADAPTIVE, colors=96).save(OUT / f"export-{format.replace('_', '-')}.png", optimize=True)


def main() -> None:
    missing = {program: package for program, package in NEEDED.items() if shutil.which(program) is None}
    if missing:
        print(  # noqa: T201 - a command's answer
            f"The pictures of exported files stay as they are: {', '.join(missing)} not found. To take them: apt-get install {' '.join(missing.values())}"
        )
        return
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["HOME"] = name
        write(folder)
        seen(folder)
        keep(folder, "slides", across=2, width=900)
        keep(folder, "word", across=1, width=520)
        keep(folder, "one_page", across=1, width=520)


if __name__ == "__main__":
    main()
