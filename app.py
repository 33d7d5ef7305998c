"""The screen, from top to bottom: the map fills it, a small dock holds tables, downloads and points of view."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import streamlit as st

from geo.clock import today
from geo.errors import ClaimlineError
from geo.ledger import Ledger, ledger_url
from geo.pipeline import Situation, View
from geo.theatre import load_theatre, theatre_keys
from layers import panel, roads_panel
from layers.export import FORMATS, Order, export_bytes
from layers.setup import ensure_ledger, ledger_mark, packed
from layers.timeline import COMPONENT_HTML, EXPORT_NOTE, component_css, component_js, page_css, publish

ROOT = Path(__file__).parent
SHELF = ROOT / "var" / "timelines"
PARTS = ("Evidence", "Roads and people", "Downloads", "Point of view")
st.set_page_config(page_title="Claimline", page_icon="🗺️", layout="wide", initial_sidebar_state="collapsed")
st.html(f"<style>{page_css()}</style>")
claim_map = st.components.v2.component("claimline", html=COMPONENT_HTML, css=component_css(), js=component_js())


def with_progress(words: str, work: Callable[[Callable[[float, str], object]], None]) -> None:
    """Show a progress bar while ``work`` runs; it goes away afterwards."""
    place = st.empty()
    bar = place.progress(0.0, text=words)
    work(lambda share, text: bar.progress(min(1.0, share), text=text))
    place.empty()


@st.cache_resource(max_entries=6, show_spinner=False)
def situation(mark: str, theatre: str, view: View) -> Situation:  # noqa: ARG001 -- mark is part of the key
    """Fuse the ledger once for everybody who looks at it in the same way."""
    with Ledger.open() as ledger:
        return Situation.of(ledger, load_theatre(theatre), view)


@st.cache_resource(max_entries=6, show_spinner=False)
def published(mark: str, theatre: str, view: View) -> tuple[str, str]:
    """Pack all days once, serve them as a static file, and return build id and file name."""
    made: list[tuple[str, str]] = []

    def work(tick: Callable[[float, str], object]) -> None:
        timeline = packed(theatre, view, SHELF, lambda: situation(mark, theatre, view), tick)
        made.append((timeline.build, publish(timeline, ROOT / "static")))

    with_progress("Laying out the days ...", work)
    return made[0]


@st.fragment
def screen(mark: str, theatre: str, view: View) -> None:
    """Show the map and what follows it; a picked place or a new day runs only this part again."""
    build, name = published(mark, theatre, view)
    held = st.session_state.get("map") or {}
    day, pick = str(held.get("day") or ""), str(held.get("pick") or "")
    now = situation(mark, theatre, view) if pick else None
    exact = panel.exact_weights(now, pick, day) if now else None
    ends = str(held.get("ends") or "")
    way = roads_panel.picked_way(situation(mark, theatre, view), ends) if ends else None
    data: dict[str, object] = {"build": build, "url": f"app/static/{name}", "credit": EXPORT_NOTE, "exact": exact}
    data["way"] = way
    claim_map(
        key="map",
        data=data,
        on_day_change=_heard,
        on_pick_change=_heard,
        on_view_change=_heard,
        on_layers_change=_heard,
        on_ends_change=_heard,
    )
    with st.container(key="dock"), st.popover("Data", help="Tables, downloads and points of view"):
        part = st.segmented_control("Show", PARTS, default=PARTS[0], label_visibility="collapsed")
        if part == PARTS[1]:
            show_roads(mark, theatre, view, day)
        elif part == PARTS[2]:
            show_downloads(mark, theatre, view, day, str(held.get("layers") or ""))
        elif part == PARTS[3]:
            show_points_of_view(theatre, view)
        else:
            show_evidence(now, pick, day)


def _heard() -> None:
    """Take note that the browser told a new day, pick, view, layers or ends of a route; the session holds it."""


def show_evidence(now: Situation | None, pick: str, day: str) -> None:
    """Show the claims behind the picked place as a table that can be sorted and saved."""
    status = panel.status_of(now, pick, day) if now else None
    if now is None or status is None:
        st.caption("Pick a place on the map: its claims stand here as a table.")
        return
    rows = panel.evidence_rows(status, now.claims, now.articles, now.theatre)
    st.caption(panel.why_words(now, status))
    st.dataframe(rows, hide_index=True, height=300, column_config={"link": st.column_config.LinkColumn("link")})


def show_roads(mark: str, theatre: str, view: View, day: str) -> None:
    """Show who can drive where, choke points and figures of people as tables; the strips are on the map."""
    sides = {side.key: side.short or side.label for side in load_theatre(theatre).sides}
    chosen = st.radio("Routes for", list(sides), index=None, format_func=lambda key: sides[key], horizontal=True)
    if chosen is None:
        st.caption("Choose a side: its routes, ways round and displacement figures stand here.")
        return
    now, when = situation(mark, theatre, view), date.fromisoformat(day or str(load_theatre(theatre).end))
    ends = st.multiselect("Any two towns instead of the listed routes", roads_panel.towns(now), max_selections=2)
    book = roads_panel.way_between(now, *ends) if len(ends) == 2 else now.book
    shown = roads_panel.roads_view(book, now.theatre, chosen, when)
    st.caption("Strips with the evidence of every run: the button Roads on the map.")
    st.dataframe(list(shown.rows), hide_index=True)
    st.caption("  \n".join(shown.sentences))
    st.download_button("Save the strips as a picture", shown.svg, f"routes-{theatre}-{chosen}.svg", on_click="ignore")
    st.caption("Choke points: places whose loss cuts most days of open routes; ways round as on this day.")
    st.dataframe(list(roads_panel.choke_table(now, chosen, when)), hide_index=True)
    st.caption("Figures of people, each source for itself.")
    st.dataframe(list(roads_panel.people_rows(now)), hide_index=True)


def show_downloads(mark: str, theatre: str, view: View, day: str, layers: str) -> None:
    """Offer every format for the day and the layers on screen; a file is made when its button is pressed."""
    suffix = st.selectbox("Format", list(FORMATS), format_func=lambda key: f"{FORMATS[key][0]} ({key[1:]})")
    order = panel.order_of(load_theatre(theatre), day, layers)
    st.download_button(
        f"Make and save {order.day.isoformat()}",
        data=partial(made, suffix, order, mark, theatre, view),
        file_name=f"claimline-{theatre}-{order.day.isoformat()}{suffix}",
        on_click="ignore",
    )
    st.caption(f"{EXPORT_NOTE}. Sheets take a few seconds; one is made at a time.")


def made(suffix: str, order: Order, mark: str, theatre: str, view: View) -> bytes:
    """Return the bytes of a file, made now; one at a time, so that nobody's map waits for long."""
    now = situation(mark, theatre, view)
    with panel.PRESS:
        if suffix == ".html":
            return panel.html_file(packed(theatre, view, SHELF, lambda: now), now.theatre, order.day)
        return export_bytes(now, order, suffix)


def outlets(theatre: str) -> list[str]:
    """Return the outlets that the ledger of a theatre quotes."""
    with Ledger.open() as ledger:
        return panel.source_names(ledger.claims(theatre=theatre))


def show_points_of_view(theatre: str, view: View) -> None:
    """Ask which war, known as of when, by whose statements, without which sources."""
    keys = theatre_keys()
    words: dict[str, str] = panel.perspectives(load_theatre(theatre))
    with st.form("look", border=False):
        chosen = st.selectbox("War", keys, keys.index(theatre), format_func=lambda key: load_theatre(key).title)
        known = st.date_input("Known as of (empty: each day by what was published then)", view.known_as_of)
        options: list[str] = list(words)
        eyes = st.selectbox(
            "Whose statements", options, options.index(view.perspective or ""), format_func=lambda key: words[key]
        )
        names = outlets(theatre)
        left = st.multiselect("Leave out", names, [name for name in view.leave_out if name in names])
        if st.form_submit_button("Draw"):
            view = View(known_as_of=known or None, perspective=eyes or None, leave_out=tuple(sorted(left)))
            st.session_state["asked"] = panel.Asked(theatre=chosen, view=view if chosen == theatre else View())
            st.rerun()


try:
    if "asked" not in st.session_state:
        st.session_state["asked"] = panel.asked_of(st.query_params.to_dict())
    asked: panel.Asked = st.session_state["asked"]
    with_progress("Reading the sample articles ...", lambda tick: ensure_ledger(ROOT / "articles", today(), tick))
    screen(ledger_mark(ledger_url()), asked.theatre, asked.view)
except ClaimlineError as error:
    st.error(str(error))
