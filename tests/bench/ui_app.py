"""A Streamlit app that draws the same made-up days in several ways: ``?v=naive&n=2000&days=365``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import folium
import streamlit as st
from branca.element import MacroElement
from folium.template import Template
from streamlit_folium import st_folium

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from layers.folium_map import OfflineMap
from layers.timeline import COMPONENT_HTML, component_css, component_js, page_css, publish
from tests.bench.ui_world import COLOURS, world_of

STATIC = Path(__file__).parent / "static"
st.set_page_config(layout="wide")
query = st.query_params
variant, n, days = query.get("v", "naive"), int(query.get("n", 60)), int(query.get("days", 365))
folium.Map.default_js = OfflineMap.default_js
folium.Map.default_css = OfflineMap.default_css


class Mark(MacroElement):
    """Tells the page which day the map now shows."""

    _template = Template(
        "{% macro script(this, kwargs) %}window.__mark && window.__mark({{ this.day }});{% endmacro %}"
    )

    def __init__(self, day: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca carries no types
        self._name = "Mark"
        self.day = day


class Compact(MacroElement):
    """One day as arrays, drawn as canvas circles: the least a server step can send through folium."""

    _template = Template(
        """{% macro script(this, kwargs) %}
        (function () { var D = {{ this.data }}, C = {{ this.colours }}, P = {{ this._parent.get_name() }};
        L.geoJSON(D.polys, {style: function (f) { return {color: f.properties.c, weight: 1}; }}).addTo(P);
        for (var i = 0; i < D.la.length; i++)
          L.circleMarker([D.la[i], D.lo[i]], {radius: 4, color: C[D.s[i]], fill: true, weight: 1}).addTo(P); })();
        {% endmacro %}"""
    )

    def __init__(self, data: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca carries no types
        self._name = "Compact"
        self.data = data
        self.colours = json.dumps(COLOURS)


def bare_map(**options: Any) -> folium.Map:
    """A map without tiles at the place of the made-up days."""
    return folium.Map(location=[35.7, 36.8], zoom_start=8, tiles=None, **options)


def naive(day: int) -> None:
    """Rebuild the whole map on every run, as most apps do."""
    here = world_of(n, days)
    map_ = bare_map()
    for i, code in enumerate(here.codes_on(day).tolist()):
        folium.CircleMarker(
            [here.points[i, 1], here.points[i, 0]], radius=4, color=COLOURS[code], fill=True, popup=f"Place {i}"
        ).add_to(map_)
    folium.GeoJson(here.geojson_outlines(day), style_function=lambda f: {"color": f["properties"]["c"]}).add_to(map_)
    Mark(day).add_to(map_)
    st_folium(map_, width=1000, height=600)


@st.fragment
def stepped() -> None:
    """Keep the map, send one compact feature group a step, run only this fragment."""
    day = st.slider("Day", 0, days - 1, 0)
    map_ = bare_map(prefer_canvas=True)
    group = folium.FeatureGroup("day")
    Compact(world_of(n, days).compact_day(day)).add_to(group)
    Mark(day).add_to(group)
    st_folium(map_, width=1000, height=600, returned_objects=[], key="m", feature_group_to_add=group)


if variant == "naive":
    naive(st.slider("Day", 0, days - 1, 0))
elif variant == "stepped":
    stepped()
else:
    st.html(f"<style>{page_css()}</style>")
    claim_map = st.components.v2.component("bench", html=COMPONENT_HTML, css=component_css(), js=component_js())
    packed = world_of(n, days).file
    claim_map(key="map", data={"build": packed.build, "url": f"app/static/{publish(packed, STATIC)}"})
