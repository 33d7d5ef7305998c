"""From hand to painted map: our timeline beside the usual ways, all in one run of real headless Chromium.

``python -m tests.bench ui`` runs everything; ``python -m tests.bench.ui VARIANT N DAYS ...`` only those rows,
so that a long table can be made in pieces. Times are from the key press (or the slider's input event, for
jumps of ours and of the plugins) to the first task after the frame that shows the new day. A server is
asked once before its first map is timed, as its caches are warm for everybody but the first visitor.
Timings depend on what else the machine does: the load is printed with each row.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from geo.theatre import load_theatre
from layers.folium_map import timeline_map
from layers.timeline import page as html_page
from tests.bench.ui_plugins import PLUGIN_STEP, plugin_page
from tests.bench.ui_probe import INIT, Row, ours, plugin, spread, theirs
from tests.bench.ui_world import world_of
from tests.chrome import FLAGS, chromium

SIZES = ((60, 365), (2000, 365), (30_000, 1000))
SERVED = ("naive", "stepped", "component")
FILES = ("TimestampedGeoJson", "TimeSliderChoropleth", "MacroElement", "one HTML file")
OURS = ("component", "MacroElement", "one HTML file")
BUDGET_S = 60.0
"""Seconds that a slow row may take for its first map, and again for its steps."""

NEVER = {
    ("TimestampedGeoJson", 30_000): "not run: 440,000 features in one page",
    ("TimeSliderChoropleth", 30_000): "not run: a style for each of 30,000,000 place-days in one page",
}
"""Rows that cannot be made in the memory of a desk machine."""

HEAD = (
    f"{'variant':21} {'places':>6} {'days':>5} {'first s':>7} {'step p50/p95':>17} {'jump p50/p95':>17} {'cpu/jump':>8} {'KB/step':>8} "
    f"{'blank':>6} {'view':>4} {'fps':>5} {'pan':>6} {'heap MB 0/100/500':>17} {'file MB':>7} {'load':>5}"
)


def line(row: Row) -> str:
    """A row as text."""
    heap = "/".join(f"{mb:.0f}" for mb in row.heap_mb) or "-"
    cpu = f"{row.cpu:.1f}" if row.cpu else "-"
    fps = f"{row.play_fps:.1f}" if row.play_fps else "-"
    return (
        f"{row.variant:21} {row.n:6} {row.days:5} {row.first_s:7.2f} {spread(row.steps):>17} {spread(row.jumps):>17}"
        f" {cpu:>8} {row.kb_step:8.1f} {row.blank:6.1f} {row.kept:>4} {fps:>5} {row.pan_p95:6.1f} {heap:>17} {row.file_mb:7.2f}"
        f" {os.getloadavg()[0]:5.1f}  {row.note}"
    )


@contextmanager
def server() -> Iterator[str]:
    """Address of the bench app."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    script = Path(__file__).with_name("ui_app.py")
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(script),
        "--server.port",
        str(port),
        "--server.headless",
        "true",
    ]
    command += [
        "--server.address",
        "127.0.0.1",
        "--server.enableStaticServing",
        "true",
        "--server.fileWatcherType",
        "none",
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        address = f"http://127.0.0.1:{port}"
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.5)
        yield address
        process.terminate()


def opened(browser: Browser) -> tuple[BrowserContext, Page]:
    """A fresh profile with the timing script in every frame."""
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    page = context.new_page()
    page.add_init_script(INIT)
    return context, page


def served_row(browser: Browser, root: str, variant: str, n: int, days: int) -> Row:
    """Measure one variant that a Streamlit server answers for."""
    row = Row(variant=variant, n=n, days=days)
    address = f"{root}/?v={variant}&n={n}&days={days}"
    ready = "() => window.claimlineMap" if variant in OURS else "() => window.__marks.length"
    context, page = opened(browser)
    try:
        page.goto(address)
        page.wait_for_function(ready, timeout=BUDGET_S * 1000)
        page.wait_for_timeout(1500)
    except Error:
        row.note = f"no map after {BUDGET_S:.0f} s: stopped"
        return row
    finally:
        context.close()
    context, page = opened(browser)
    received = [0]
    page.on(
        "websocket",
        lambda ws: ws.on("framereceived", lambda data: received.__setitem__(0, received[0] + len(data or b""))),
    )
    started = time.monotonic()
    page.goto(address)
    page.wait_for_function(ready, timeout=BUDGET_S * 1000)
    row.first_s = time.monotonic() - started
    page.wait_for_timeout(2000)
    at = received[0]
    if variant in OURS:
        ours(page, row, page.locator(".cl-range").first)
        row.kb_step = (received[0] - at) / 1024 / 560
    else:
        theirs(page, row, page.locator("[data-testid=stSlider] input[type=range]").first, BUDGET_S)
        row.kb_step = (received[0] - at) / 1024 / max(1, len(row.steps) + len(row.jumps))
    context.close()
    return row


def file_row(browser: Browser, variant: str, n: int, days: int, folder: Path) -> Row:
    """Measure one variant that is a saved page."""
    row = Row(variant=variant, n=n, days=days)
    path = folder / f"{variant}-{n}.html"
    here = world_of(n, days)
    if variant == "MacroElement":
        timeline_map(here.file, load_theatre("nw-syria"), height="860px").save(str(path))
    elif variant == "one HTML file":
        path.write_text(html_page(here.file, "bench"), encoding="utf-8")
    else:
        plugin_page(variant, here, path)
    row.file_mb = path.stat().st_size / 1e6
    context, page = opened(browser)
    started = time.monotonic()
    page.goto(path.as_uri(), timeout=BUDGET_S * 1000)
    shown = (
        "() => window.claimlineMap" if variant in OURS else "() => document.querySelector('.leaflet-overlay-pane *')"
    )
    page.wait_for_function(shown, timeout=BUDGET_S * 1000)
    row.first_s = time.monotonic() - started
    page.wait_for_timeout(1500)
    if variant in OURS:
        ours(page, row, page.locator(".cl-range").first)
    else:
        plugin(page, row, PLUGIN_STEP[variant], BUDGET_S)
    context.close()
    return row


def wanted_rows(words: list[str]) -> list[tuple[str, int, int]]:
    """The rows named by words in threes, or all of them."""
    if words:
        return [(words[k], int(words[k + 1]), int(words[k + 2])) for k in range(0, len(words), 3)]
    return [(variant, n, days) for n, days in SIZES for variant in (*SERVED[:2], *FILES[:2], SERVED[2], *FILES[2:])]


def main(words: list[str] | None = None) -> None:
    """Print the table, all variants in one run; with VARIANT N DAYS ... only those rows."""
    path = chromium()
    if path is None:
        raise FileNotFoundError("no Chromium found; install chromium")
    print(HEAD)
    with tempfile.TemporaryDirectory() as folder, server() as root, sync_playwright() as driver:
        for variant, n, days in wanted_rows(words or []):
            reason = NEVER.get((variant, n), "")
            if not reason:
                browser = driver.chromium.launch(executable_path=path, args=[*FLAGS, "--allow-file-access-from-files"])
                try:
                    served = variant in SERVED
                    row = (
                        served_row(browser, root, variant, n, days)
                        if served
                        else file_row(browser, variant, n, days, Path(folder))
                    )
                    print(line(row), flush=True)
                except (Error, FileNotFoundError) as error:
                    reason = f"not measured: {str(error).splitlines()[0][:90]}"
                browser.close()
            if reason:
                print(f"{variant:21} {n:6} {days:5} {reason}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
