"""The same claims as a folium map: the timeline for notebooks and saved pages, or one day with popups.

A map made here carries Leaflet and jQuery inside and works with the network cut. Every text passes
``safe_text``: folium writes popups into JavaScript templates, which HTML escaping alone does not defuse.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
from branca.element import Figure

from geo.basemap import layers as base_layers
from geo.state.day import Frame
from geo.state.frames import TimelineFile
from geo.theatre import Theatre
from layers import LAYERS
from layers.base import Layer
from layers.bundle import VENDOR
from layers.timeline import Timeline

_BREAKERS = str.maketrans({"\\": "&#92;", "$": "&#36;", "{": "&#123;", "}": "&#125;", "`": "&#96;"})


def safe_text(text: object) -> str:
    """Return text that HTML and JavaScript template literals show as it is and never run."""
    return html.escape(str(text)).translate(_BREAKERS)


def _inline(path: Path, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"


class OfflineMap(folium.Map):
    """A folium map whose scripts and styles are inside the page: nothing is asked of the network."""

    default_js = [  # noqa: RUF012 -- folium reads a list here
        ("leaflet", _inline(VENDOR / "leaflet" / "leaflet.js", "text/javascript")),
        ("jquery", _inline(VENDOR / "jquery" / "jquery.min.js", "text/javascript")),
    ]
    default_css = [("leaflet_css", _inline(VENDOR / "leaflet" / "leaflet.css", "text/css"))]  # noqa: RUF012 -- as above

    def __init__(self, theatre: Theatre, **options: Any) -> None:
        west, south, east, north = theatre.bbox
        super().__init__(
            location=[(south + north) / 2, (west + east) / 2],
            tiles=None,
            prefer_canvas=True,
            zoom_start=8,
            attributionControl=False,
            **options,
        )
        self.fit_bounds([[south, west], [north, east]])


def timeline_map(
    timeline: TimelineFile, theatre: Theatre, *, day: str | None = None, height: str = "640px"
) -> OfflineMap:
    """Return a folium map that holds the whole timeline, for ``.save("x.html")`` or a notebook cell."""
    map_ = OfflineMap(theatre, height=height)
    Timeline(timeline, day=day).add_to(map_)
    return map_


def frame_map(frame: Frame, theatre: Theatre, layers: Iterable[Layer] = LAYERS) -> OfflineMap:
    """Return one day as a plain folium map, each layer switchable, with a popup of its fields."""
    map_ = OfflineMap(theatre)
    figure = map_.get_root()
    if isinstance(figure, Figure):
        figure.header.add_child(folium.Element("<style>.leaflet-container{background:#dde6ec}</style>"))
    base = base_layers(theatre)
    styles = {"land": {"fillColor": "#f6f4ef", "fillOpacity": 1, "weight": 0}}
    for kind in ("land", "province", "border"):
        line = {"color": "#8b8578" if kind == "border" else "#d8d2c4", "weight": 1, "fill": False}
        style = styles.get(kind, line)
        rows = base[base["layer"] == kind][["geometry"]]
        folium.GeoJson(rows.to_json(), style_function=lambda _, s=style: s, control=False, interactive=False).add_to(
            map_
        )
    for layer in sorted(layers, key=lambda layer: layer.z):
        rows = layer.features(frame, theatre)
        if not rows.empty:
            _add(rows, layer, theatre, map_)
    folium.LayerControl(collapsed=False).add_to(map_)
    return map_


def _add(rows: gpd.GeoDataFrame, layer: Layer, theatre: Theatre, map_: OfflineMap) -> None:
    """Add a layer's features with styles from its symbols and popups from its fields, all texts made safe."""
    columns = ["label", *(field.column for field in layer.fields())]
    names = ["Name", *(f"{field.label} ({field.unit})" if field.unit else field.label for field in layer.fields())]
    shown = rows[[*columns, "kind", "confidence", "geometry"]].copy()
    for column in columns:
        shown[column] = [safe_text("" if value is None else value) for value in shown[column]]
    shown["kind"] = [safe_text(kind) for kind in shown["kind"]]

    def style(feature: dict[str, Any]) -> dict[str, Any]:
        words = feature["properties"]
        symbol = layer.symbol(words["kind"], float(words["confidence"] or 0.0), theatre)
        return {
            "color": symbol.stroke,
            "weight": symbol.stroke_px,
            "opacity": symbol.opacity,
            "fill": symbol.fill is not None,
            "fillColor": symbol.fill or symbol.stroke,
            "fillOpacity": symbol.opacity if symbol.fill else 0.0,
            "dashArray": " ".join(str(d) for d in symbol.dash) or None,
            "radius": symbol.radius_px or 5,
        }

    folium.GeoJson(
        shown.to_json(),
        name=safe_text(layer.title),
        show=layer.default_on,
        style_function=style,
        marker=folium.CircleMarker(radius=5, fill=True),
        popup=folium.GeoJsonPopup(columns, aliases=names, max_width=360),
    ).add_to(map_)
