"""Sheets and the single page beside a screenshot: seconds, processor seconds and sizes, in one run.

Wall times grow with whatever else the machine does; processor seconds hardly do, so both stand here.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from playwright.sync_api import sync_playwright

from geo.state.frames import Cast, encode
from layers import LAYERS
from layers.briefing import compose
from layers.dossier import Dossier, build_id_of, known_by
from layers.sheet import A4, WIDE, SheetSpec, sheet_pdf, sheet_png, sheet_svg
from layers.slides import slides_pptx
from layers.timeline import page
from tests.browser.conftest import READY
from tests.chrome import FLAGS, chromium
from tests.synth import SyntheticWar

SIZES = ((2_000, 365), (30_000, 1_000))


def dossier_of(war: SyntheticWar, day_index: int) -> Dossier:
    """Return a made-up day compared with the week before."""
    frame = war.frame(day_index)
    return Dossier(
        theatre=war.theatre,
        frame=frame,
        since=war.frame(day_index - 7),
        places={place.id: place for place in war.places},
        claims=known_by(war.claims, frame.day),
        articles={article.id: article for article in war.articles},
        build_id=build_id_of(war.claims),
    )


def timed(name: str, make: Callable[[], bytes]) -> bytes:
    """Print the seconds, the processor seconds and the size of what is made."""
    wall, cpu = time.perf_counter(), time.process_time()
    data = make()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"  {name:44} {wall:6.2f} s  {cpu:6.2f} s cpu  {len(data) / 1024:8.0f} KB", flush=True)
    return data


def sheets(war: SyntheticWar) -> None:
    """Time every kind of sheet of a day, warm."""
    dossier = dossier_of(war, war.days // 2)
    told = compose(dossier)
    wide, tall = SheetSpec(layers=LAYERS, paper=WIDE), SheetSpec(layers=LAYERS, paper=A4)
    sheet_png(dossier, wide, told)  # warms fonts and base map
    timed("sheet PNG 16:9, 300 dpi, briefing included", lambda: sheet_png(dossier, wide, compose(dossier)))
    timed("sheet PNG A4, 300 dpi", lambda: sheet_png(dossier, tall, told))
    timed("sheet PDF A4, all pages", lambda: sheet_pdf(dossier, tall, told))
    timed("sheet SVG 16:9", lambda: sheet_svg(dossier, wide, told))
    if war.n <= 2_000:
        timed("slide PPTX, native shapes", lambda: slides_pptx(dossier, wide, told))


def single_page(war: SyntheticWar, folder: Path) -> Path:
    """Write the timeline as one page and say its size."""
    cast = Cast(theatre=war.theatre, places=war.places, claims=war.claims, articles=war.articles)
    text = timed("one HTML file", lambda: page(encode(war.frames(), cast), "x").encode("utf-8"))
    path = folder / f"{war.n}.html"
    path.write_bytes(text)
    return path


def screenshots(paths: list[Path]) -> None:
    """Open each page from disk with the network cut: first map, and a screenshot at 3x scale."""
    found = chromium()
    if found is None:
        print("  no Chromium found: first map and screenshot not measured")
        return
    with sync_playwright() as driver:
        started = time.perf_counter()
        browser = driver.chromium.launch(executable_path=found, args=FLAGS)
        print(f"  {'Chromium launch':44} {time.perf_counter() - started:6.2f} s")
        for path in paths:
            tab = browser.new_page(viewport={"width": 1333, "height": 750}, device_scale_factor=3)
            tab.context.set_offline(True)
            start = time.perf_counter()
            tab.goto(path.as_uri())
            tab.wait_for_function(READY)
            print(f"  {path.stem + ' places: first map from disk, offline':44} {time.perf_counter() - start:6.2f} s")
            shot = path.with_suffix(".png")
            timed(f"{path.stem} places: screenshot at 3x", partial(tab.screenshot, path=shot))
            tab.close()
        browser.close()


def main() -> None:
    """Print the table for both sizes."""
    print(f"  load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory() as folder:
        pages = []
        for places, days in SIZES:
            print(f" {places:,} places x {days:,} days")
            war = SyntheticWar(n=places, days=days)
            sheets(war)
            pages.append(single_page(war, Path(folder)))
        screenshots(pages)
    print(f"  load {os.getloadavg()[0]:.1f} at the end")


if __name__ == "__main__":
    main()
