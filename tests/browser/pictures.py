"""``make pictures``: every picture of the README, made from the sample articles."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.chrome import FLAGS, chromium

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
DAY = "2020-02-27"


def export(target: Path, *options: str) -> None:
    """Write one export of the day with the command a reader would use."""
    subprocess.run([sys.executable, "-m", "layers", "export", DAY, "-o", str(target), *options], check=True)


def screen(page_file: Path, target: Path, width: int, height: int) -> None:
    """Photograph the saved map at a size in CSS pixels."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(f"file://{page_file}?d={DAY}")
        page.wait_for_timeout(4000)
        page.screenshot(path=target)
        browser.close()


def main() -> None:
    """Make the sheet and the two screens."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        page_file = Path(scratch) / "map.html"
        export(page_file)
        screen(page_file, FOLDER / "map.png", 1280, 800)
        screen(page_file, FOLDER / "phone.png", 390, 844)
        sheet = Path(scratch) / "sheet.png"
        export(sheet)
        small(sheet, FOLDER / "sheet.png")


def small(source: Path, target: Path) -> None:
    """Shrink a 300 dpi sheet to the width of a README."""
    from PIL import Image

    with Image.open(source) as picture:
        picture.thumbnail((1600, 1600))
        picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=128).save(target, optimize=True)


if __name__ == "__main__":
    main()
