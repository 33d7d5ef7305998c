"""folium's own time plugins over the same made-up days, with their scripts from the npm registry."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import folium
from folium.plugins import TimeSliderChoropleth, TimestampedGeoJson

from layers.folium_map import OfflineMap
from tests.bench.ui_world import COLOURS, World

PACKAGES = {
    "jquery-ui-dist": "1.13.3",
    "iso8601-js-period": "0.2.1",
    "leaflet-timedimension": "1.1.1",
    "moment": "2.30.1",
    "d3": "4.13.0",
}
PAINTED = """requestAnimationFrame(() => { const c = new MessageChannel();
  c.port1.onmessage = () => done(performance.now() - t); c.port2.postMessage(0); })"""
PLUGIN_STEP = {
    "TimestampedGeoJson": """(i) => new Promise((done) => { const m = Object.values(window).find((v) => v && v.timeDimension && v.getZoom);
      const t = performance.now(); m.timeDimension.setCurrentTimeIndex(i); requestAnimationFrame(() => { PAINTED; }); })""".replace("PAINTED", PAINTED),
    "TimeSliderChoropleth": """(i) => new Promise((done) => { const e = document.querySelector('input[type=range]');
      const t = performance.now(); e.value = i; e.dispatchEvent(new Event('input', {bubbles: true})); PAINTED; })""".replace("PAINTED", PAINTED),
}  # fmt: skip


PACKED = Path(__file__).resolve().parents[2] / "var" / "npm"
"""Where packages stay between runs; git does not see it."""


def fetched(name: str) -> Path:
    """Folder of an npm package, fetched once; FileNotFoundError without npm or network."""
    folder = PACKED
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / name
    if target.is_dir():
        return target
    npm = shutil.which("npm")
    if npm is None:
        raise FileNotFoundError("npm is missing: folium's plugins were not measured")
    done = subprocess.run(
        [npm, "pack", "--silent", f"{name}@{PACKAGES[name]}"], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise FileNotFoundError(f"npm package {name} cannot be had")
    with tarfile.open(folder / done.stdout.split()[-1]) as archive:
        archive.extractall(folder / f"{name}.unpacked", filter="data")
    shutil.move(folder / f"{name}.unpacked" / "package", target)
    return target


def _url(name: str, path: str) -> str:
    return (fetched(name) / path).as_uri()


def plugin_page(variant: str, world: World, path: Path) -> None:
    """Save a page that shows the world with one of folium's plugins."""
    map_ = folium.Map([35.7, 36.8], zoom_start=8, tiles=None, prefer_canvas=variant == "TimestampedGeoJson")
    map_.default_js, map_.default_css = OfflineMap.default_js, OfflineMap.default_css
    if variant == "TimestampedGeoJson":
        add_timestamped(world, map_)
    else:
        add_choropleth(world, map_)
    map_.save(str(path))


def add_timestamped(world: World, map_: folium.Map) -> None:
    """A feature for each change; it stays drawn underneath the later ones."""
    base, table = world.changes
    features: list[dict[str, Any]] = []
    for day, place, code in [(0, i, c) for i, c in enumerate(base.tolist())] + table[:, [0, 1, 3]].tolist():
        lon, lat = world.points[place].tolist()
        style = {"color": COLOURS[code], "radius": 4, "fill": True, "weight": 1}
        words = {"times": [world.day(day).isoformat()], "icon": "circle", "iconstyle": style}
        features.append(
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": words}
        )
    plugin = TimestampedGeoJson(  # type: ignore[no-untyped-call]  # folium leaves it untyped
        {"type": "FeatureCollection", "features": features}, period="P1D", auto_play=False
    )
    plugin.default_js = [
        ("jquery", OfflineMap.default_js[1][1]),
        ("jqueryui", _url("jquery-ui-dist", "jquery-ui.min.js")),
        ("iso8601", _url("iso8601-js-period", "iso8601.js")),
        ("timedimension", _url("leaflet-timedimension", "dist/leaflet.timedimension.min.js")),
        ("moment", _url("moment", "min/moment.min.js")),
    ]
    plugin.default_css = []
    plugin.add_to(map_)


def add_choropleth(world: World, map_: folium.Map) -> None:
    """A style for every place on every day; places have to be polygons."""
    size = 0.01
    base, table = world.changes
    features, styles = [], {}
    stamps = [str(int((world.day(d) - timedelta(0)).strftime("%s"))) for d in range(world.days)]
    runs: list[list[tuple[int, int]]] = [[(0, int(code))] for code in base]
    for day, place, _, new in table.tolist():
        runs[place].append((day, new))
    for i, (lon, lat) in enumerate(world.points.tolist()):
        ring = [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]
        features.append(
            {"type": "Feature", "id": str(i), "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        )
        own, code = {}, 0
        changes = dict(runs[i])
        for day in range(world.days):
            code = changes.get(day, code)
            own[stamps[day]] = {"color": COLOURS[code], "opacity": 0.8}
        styles[str(i)] = own
    plugin = TimeSliderChoropleth({"type": "FeatureCollection", "features": features}, styledict=styles)
    plugin.default_js = [
        ("d3v4", _url("d3", "build/d3.min.js")),
        ("moment", _url("moment", "min/moment.min.js")),
    ]
    plugin.add_to(map_)
