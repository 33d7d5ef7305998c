"""What is done to a page to time it: scripts that run in the browser, and the numbers they give."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass, field

from playwright.sync_api import CDPSession, Error, Locator, Page

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
MAP = """() => { for (const w of [window, ...[...document.querySelectorAll('iframe')].map((f) => f.contentWindow)]) {
    try { if (w.claimlineMap) return w.claimlineMap.map;
      for (const k in w) if (w[k] && w[k].getZoom && w[k].panBy && w[k]._container) return w[k]; } catch (e) { continue; } }
  return null; }"""
VIEW = f"() => {{ const m = ({MAP})(); return m ? [m.getZoom(), m.getCenter().lat.toFixed(3)].join() : 'none'; }}"
SET_VIEW = f"() => {{ const m = ({MAP})(); if (m) m.setView([35.9, 36.9], 9, {{animate: false}}); }}"
PAN = f"""async () => {{ const m = ({MAP})(), out = []; if (!m) return 0;
  for (let i = 0; i < 20; i++) {{ await new Promise(requestAnimationFrame); const t = performance.now();
    m.panBy([i % 2 ? 40 : -40, i % 2 ? -30 : 30], {{animate: false}});
    await new Promise((r) => {{ const c = new MessageChannel(); c.port1.onmessage = r; c.port2.postMessage(0); }});
    out.push(performance.now() - t); }}
  return out.sort((a, b) => a - b)[18]; }}"""
WATCH = """() => { const b = window.__blank = { ms: 0 }; let last = performance.now();
  const there = () => { if (window.claimlineMap) return claimlineMap.canvas.g.sheet.canvas.isConnected;
    for (const w of [window, ...[...document.querySelectorAll('iframe')].map((f) => f.contentWindow)]) {
      try { if (w.document.querySelector('.leaflet-overlay-pane *')) return true; } catch (e) { continue; } } return false; };
  const look = () => { const now = performance.now(); if (!there()) b.ms += now - last; last = now; requestAnimationFrame(look); };
  requestAnimationFrame(look); }"""


@dataclass
class Row:
    """One line of the table; ms unless the name says otherwise."""

    variant: str
    n: int
    days: int
    first_s: float = 0.0
    steps: list[float] = field(default_factory=list)
    jumps: list[float] = field(default_factory=list)
    cpu: float = 0.0
    kb_step: float = 0.0
    blank: float = 0.0
    kept: str = "-"
    play_fps: float = 0.0
    pan_p95: float = 0.0
    heap_mb: list[float] = field(default_factory=list)
    file_mb: float = 0.0
    note: str = ""


def spread(values: list[float]) -> str:
    """Median and 95th percentile as text."""
    if not values:
        return "-"
    ordered = sorted(values)
    return f"{statistics.median(ordered):.1f} / {ordered[int(0.95 * (len(ordered) - 1))]:.1f}"


def heap_mb(page: Page) -> float:
    """Used JavaScript heap after collecting garbage."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    session.send("HeapProfiler.collectGarbage")
    metrics = session.send("Performance.getMetrics")["metrics"]
    session.detach()
    return float(next(m["value"] for m in metrics if m["name"] == "JSHeapUsedSize")) / 1e6


def busy_ms(session: CDPSession) -> float:
    """Processor time of the page's main thread so far: it hardly depends on what else the machine does."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(m["value"] for m in metrics if m["name"] == "TaskDuration")) * 1000


def ours(page: Page, row: Row, locator: Locator) -> None:
    """Key presses, random jumps, play, pan redraw and memory of the timeline; everything in view."""
    page.evaluate(HOOK)
    page.evaluate("() => { claimlineMap.goHome(false); }")
    page.wait_for_timeout(600)
    before = page.evaluate(VIEW)
    page.evaluate(WATCH)
    row.heap_mb = [heap_mb(page)]
    pressed(page, locator, ("Home",), 1, pause_ms=300)
    row.steps = pressed(page, locator, ("ArrowRight",), 60, pause_ms=60)
    row.jumps = page.evaluate(JUMPS, 100)
    row.blank = page.evaluate("() => window.__blank.ms") / 160
    row.kept = "yes" if page.evaluate(VIEW) == before else "NO"
    row.heap_mb.append(heap_mb(page))
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    busy = busy_ms(session)
    row.jumps += page.evaluate(JUMPS, 400)
    row.cpu = (busy_ms(session) - busy) / 400
    session.detach()
    row.heap_mb.append(heap_mb(page))
    row.play_fps, row.pan_p95 = page.evaluate(PLAY), page.evaluate(PAN)


def theirs(page: Page, row: Row, locator: Locator, budget_s: float) -> None:
    """Key presses and jumps of a server-stepped slider, as many as fit into the time."""
    until = time.monotonic() + budget_s
    page.evaluate(SET_VIEW)
    page.wait_for_timeout(1200)
    before = page.evaluate(VIEW)
    row.heap_mb = [heap_mb(page)]
    page.evaluate(WATCH)
    row.steps = pressed(page, locator, ("ArrowRight",), 20, pause_ms=900, until=time.monotonic() + budget_s * 0.6)
    row.jumps = pressed(page, locator, ("End", "Home"), 10, pause_ms=900, until=until)
    row.blank = page.evaluate("() => window.__blank.ms") / max(1, len(row.steps) + len(row.jumps))
    row.kept = "yes" if page.evaluate(VIEW) == before else "no"
    row.heap_mb.append(heap_mb(page))
    row.pan_p95 = page.evaluate(PAN)
    row.note = f"{len(row.steps)} steps, {len(row.jumps)} jumps (to the ends)"


def plugin(page: Page, row: Row, step: str, budget_s: float) -> None:
    """Steps and random jumps of a plugin of folium, as many as fit into the time."""
    until = time.monotonic() + budget_s
    before = page.evaluate(VIEW)
    row.heap_mb = [heap_mb(page)]
    page.evaluate(WATCH)
    for i in range(1, 16):
        if time.monotonic() < until - budget_s * 0.4:
            row.steps.append(page.evaluate(step, i))
    for i in range(1, 86):
        if time.monotonic() < until:
            row.jumps.append(page.evaluate(step, (i * 7919) % row.days))
    row.blank = page.evaluate("() => window.__blank.ms") / max(1, len(row.steps) + len(row.jumps))
    row.kept = "yes" if page.evaluate(VIEW) == before else "no"
    row.heap_mb.append(heap_mb(page))
    row.pan_p95 = page.evaluate(PAN)
    row.note = f"{len(row.steps)} steps, {len(row.jumps)} jumps"


def pressed(
    page: Page, locator: Locator, keys: tuple[str, ...], count: int, *, pause_ms: int, until: float | None = None
) -> list[float]:
    """Milliseconds of each key press on the slider, from the trusted event to the painted day."""
    locator.focus()
    times: list[float] = []
    for k in range(count):
        if until is not None and time.monotonic() > until:
            break
        page.evaluate("() => { window.__marks.length = 0; }")
        locator.press(keys[k % len(keys)])
        left = 60.0 if until is None else max(5.0, until - time.monotonic())
        try:
            page.wait_for_function("() => window.__marks.length", timeout=left * 1000)
        except Error:
            break
        times.append(page.evaluate("() => window.__marks[0].painted - window.__key"))
        page.wait_for_timeout(pause_ms)
    return times
