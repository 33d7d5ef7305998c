"""From hand to painted map: our timeline beside the usual ways, all in one run of real headless Chromium.

``python -m tests.bench ui`` runs what fits; ``python -m tests.bench.ui VARIANT N DAYS`` one row. Times are
from the key press (or the slider's input event, for jumps) to the first task after the frame that shows
the new day; a jump starts in a frame, as input events do, and ends after that frame is painted. Timings
depend on what else the machine does: the load is printed with each row.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Page, sync_playwright

from geo.theatre import load_theatre
from layers.folium_map import timeline_map
from layers.timeline import page as html_page
from tests.bench.ui_plugins import PLUGIN_STEP, plugin_page
from tests.bench.ui_world import World
from tests.chrome import FLAGS, chromium

SIZES = ((60, 365), (2000, 365), (30_000, 1000))
SERVED = ("naive", "stepped", "component")
TOO_BIG = {("naive", 30_000), ("TimestampedGeoJson", 30_000), ("TimeSliderChoropleth", 30_000)}
"""Rows that were tried and never reach a first map in two minutes, or make files of gigabytes."""

INIT = """
window.__marks = [];
window.__mark = (day) => { const js = performance.timeOrigin + performance.now();
  requestAnimationFrame(() => { const c = new MessageChannel();
    c.port1.onmessage = () => { const top = window.top; top.__marks.push({day, js, painted: performance.timeOrigin + performance.now()}); };
    c.port2.postMessage(0); }); };
window.addEventListener('keydown', (e) => { window.top.__key = performance.timeOrigin + e.timeStamp; }, true);
"""
HOOK = """() => { const m = window.claimlineMap, show = m.canvas.show.bind(m.canvas);
  m.canvas.show = () => { show(); window.__mark(m.story.day); }; }"""
JUMPS = """async (n) => { const m = window.claimlineMap, D = m.story.days, s = m.bar.slider, out = [];
  for (let i = 0; i < n; i++) { await new Promise(requestAnimationFrame);
    s.value = (m.story.day + 1 + Math.floor(Math.random() * (D - 1))) % D; const t = performance.now();
    s.dispatchEvent(new Event('input'));
    await new Promise((r) => { const c = new MessageChannel(); c.port1.onmessage = r; c.port2.postMessage(0); });
    out.push(performance.now() - t); }
  return out; }"""
PLAY = """async () => { const m = window.claimlineMap, D = m.story.days; let k = 0, t0 = performance.now();
  while (performance.now() - t0 < 3000) { await new Promise(requestAnimationFrame); m.go(k++ % D, 'play'); }
  return k / 3; }"""
PAN = """() => { const m = window.claimlineMap, out = []; for (let i = 0; i < 20; i++) { const t = performance.now();
  m.canvas.reset(); out.push(performance.now() - t); } return out.sort((a, b) => a - b)[18]; }"""


@dataclass
class Row:
    """One line of the table; ms unless the name says otherwise."""

    variant: str
    n: int
    days: int
    first_s: float = 0.0
    steps: list[float] = field(default_factory=list)
    jumps: list[float] = field(default_factory=list)
    kb_step: float = 0.0
    kept: str = "-"
    play_fps: float = 0.0
    pan_p95: float = 0.0
    heap_mb: list[float] = field(default_factory=list)
    file_mb: float = 0.0

    def line(self) -> str:
        """The row as text."""
        heap = "/".join(f"{mb:.0f}" for mb in self.heap_mb) or "-"
        return (
            f"{self.variant:21} {self.n:6} {self.days:5} {self.first_s:6.1f} {spread(self.steps):>15} {spread(self.jumps):>15}"
            f" {self.kb_step:8.1f} {self.kept:>5} {self.play_fps:6.1f} {self.pan_p95:6.1f} {heap:>10} {self.file_mb:7.2f}"
            f" {os.getloadavg()[0]:5.1f}"
        )


HEAD = (
    f"{'variant':21} {'places':>6} {'days':>5} {'first':>6} {'step p50/p95':>15} {'jump p50/p95':>15} {'KB/step':>8} "
    f"{'view':>5} {'fps':>6} {'pan':>6} {'heap MB':>10} {'MB':>7} {'load':>5}"
)


def spread(values: list[float]) -> str:
    """Median and 95th percentile as text."""
    if not values:
        return "-"
    ordered = sorted(values)
    return f"{statistics.median(ordered):.1f} / {ordered[int(0.95 * (len(ordered) - 1))]:.1f}"


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


def heap_mb(page: Page) -> float:
    """Used JavaScript heap after collecting garbage."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    session.send("HeapProfiler.collectGarbage")
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(m["value"] for m in metrics if m["name"] == "JSHeapUsedSize")) / 1e6


def ours(page: Page, row: Row, locator: Any) -> None:
    """Key presses, random jumps, play, pan redraw and memory of the timeline; everything in view."""
    page.evaluate(HOOK)
    page.evaluate("() => { claimlineMap.goHome(false); claimlineMap.map.setZoom(10.25); }")
    view = "() => [claimlineMap.map.getZoom(), claimlineMap.map.getCenter().lat].join()"
    page.wait_for_timeout(600)
    page.evaluate("() => claimlineMap.goHome(false)")
    before = page.evaluate(view)
    row.steps = pressed(page, locator, 40, "Home")
    row.jumps = page.evaluate(JUMPS, 200)
    row.kept = "yes" if page.evaluate(view) == before else "NO"
    row.play_fps, row.pan_p95 = page.evaluate(PLAY), page.evaluate(PAN)
    row.heap_mb = [heap_mb(page)]
    for steps in (100, 400):
        page.evaluate(JUMPS, steps)
        row.heap_mb.append(heap_mb(page))


def pressed(page: Page, locator: Any, count: int, first: str | None) -> list[float]:
    """Milliseconds of each right-arrow press on the slider, from the trusted event to the painted day."""
    locator.focus()
    if first:
        locator.press(first)
        page.wait_for_timeout(300)
    times = []
    for _ in range(count):
        page.evaluate("() => { window.__marks.length = 0; }")
        locator.press("ArrowRight")
        try:
            page.wait_for_function("() => window.__marks.length", timeout=60_000)
        except Error:
            break
        times.append(page.evaluate("() => window.__marks[0].painted - window.__key"))
        page.wait_for_timeout(120 if first else 1500)
    return times


def served_row(browser: Browser, root: str, variant: str, n: int, days: int) -> Row:
    """Measure one variant that a Streamlit server answers for."""
    row = Row(variant=f"{variant} (Streamlit)", n=n, days=days)
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    page = context.new_page()
    page.add_init_script(INIT)
    received = [0]
    page.on(
        "websocket",
        lambda ws: ws.on("framereceived", lambda data: received.__setitem__(0, received[0] + len(data or b""))),
    )
    started = time.time()
    page.goto(f"{root}/?v={variant}&n={n}&days={days}")
    mine = variant == "component"
    page.wait_for_function("() => window.claimlineMap" if mine else "() => window.__marks.length", timeout=150_000)
    row.first_s = time.time() - started
    page.wait_for_timeout(1500)
    at = received[0]
    if mine:
        ours(page, row, page.locator(".cl-range").first)
        row.kb_step = (received[0] - at) / 1024 / 740
    else:
        steps = 8 if n <= 60 else 4
        row.steps = pressed(page, page.locator("[data-testid=stSlider] input[type=range]").first, steps, None)
        row.kb_step = (received[0] - at) / 1024 / max(1, len(row.steps))
        row.kept = "no" if variant == "naive" else "yes"
        row.heap_mb = [heap_mb(page)]
    context.close()
    return row


def file_row(browser: Browser, variant: str, n: int, days: int, folder: Path) -> Row:
    """Measure one variant that is a saved page."""
    row = Row(variant=variant, n=n, days=days)
    path = folder / f"{variant}-{n}.html"
    here = World(n, days)
    if variant == "MacroElement":
        timeline_map(here.file, load_theatre("nw-syria"), height="860px").save(str(path))
    elif variant == "one HTML file":
        path.write_text(html_page(here.file, "bench"), encoding="utf-8")
    else:
        plugin_page(variant, here, path, folder)
    row.file_mb = path.stat().st_size / 1e6
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    page = context.new_page()
    page.add_init_script(INIT)
    started = time.time()
    page.goto(path.as_uri(), timeout=150_000)
    mine = variant in ("MacroElement", "one HTML file")
    page.wait_for_function(
        "() => window.claimlineMap" if mine else "() => document.querySelector('.leaflet-container')", timeout=120_000
    )
    row.first_s = time.time() - started
    page.wait_for_timeout(1500)
    if mine:
        ours(page, row, page.locator(".cl-range").first)
    else:
        row.steps = [page.evaluate(PLUGIN_STEP[variant], i) for i in range(1, 16)]
        row.kept, row.heap_mb = "yes", [heap_mb(page)]
    context.close()
    return row


def main(wanted: list[str] | None = None) -> None:
    """Print the table, all variants in one run; with VARIANT N DAYS only that row."""
    path = chromium()
    if path is None:
        raise FileNotFoundError("no Chromium found; install chromium")
    files = ("TimestampedGeoJson", "TimeSliderChoropleth", "MacroElement", "one HTML file")
    rows = [
        (v, n, d) for n, d in SIZES for v in (*SERVED[:2], *files[:2], SERVED[2], *files[2:]) if (v, n) not in TOO_BIG
    ]
    if wanted:
        rows = [(wanted[0], int(wanted[1]), int(wanted[2]))]
    print(HEAD)
    with tempfile.TemporaryDirectory() as folder, server() as root, sync_playwright() as driver:
        for variant, n, days in rows:
            browser = driver.chromium.launch(executable_path=path, args=[*FLAGS, "--allow-file-access-from-files"])
            try:
                row = (
                    served_row(browser, root, variant, n, days)
                    if variant in SERVED
                    else file_row(browser, variant, n, days, Path(folder))
                )
                print(row.line(), flush=True)
            except (Error, FileNotFoundError) as error:
                print(f"{variant:21} {n:6} {days:5} not measured: {str(error).splitlines()[0][:90]}", flush=True)
            browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
