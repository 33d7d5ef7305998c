"""The rows of a briefing as sections of text columns, with chips in the colours of the sides."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geo.state.day import Level, PlaceStatus
from geo.theatre import Theatre
from layers.briefing.lines import Briefing, ChangeLine, ClaimLine, RouteLine, SourceLine, refs_text
from layers.briefing.words import NEUTRAL_LABELS, capital, date_words, short_date, side_label
from layers.sheet.flow import Chip, Row, Section
from layers.sheet.spec import INK, MUTED
from layers.sheet.text import Run, safe_url

GREY = "#9aa1a9"
IN_A_ROW = 4
"""Sources in one row of the short list."""


def side_colour(side: str | None, theatre: Theatre) -> str:
    """Return a side's colour from the theatre, grey for nobody and for neutral speakers."""
    found = next((s for s in theatre.sides if s.key == side), None)
    return found.colour if found else GREY


def status_chip(status: PlaceStatus | None, theatre: Theatre) -> Chip:
    """Return filled for held, a ring for claimed, split for contested, a grey ring for unknown."""
    if status is None or status.level is Level.UNKNOWN:
        return Chip((GREY,), filled=False)
    first = side_colour(status.side, theatre)
    if status.level is Level.CONTESTED:
        rival = side_colour(status.rivals[0], theatre) if status.rivals else GREY
        return Chip((first, rival))
    return Chip((first,), filled=status.level is Level.HELD)


def page_one(briefing: Briefing, theatre: Theatre, more: str = "more in the data") -> list[Section]:
    """Return the sections of the first page: totals, changes, claims, routes, displacement, sources in short."""
    since = f" since {date_words(briefing.since)}" if briefing.since else ""
    changes = tuple(_change_row(line, theatre) for line in briefing.changes)
    if briefing.since and not changes:
        changes = (Row((Run("No place changed.", MUTED),)),)
    contested = () if briefing.changes else tuple(_change_row(line, theatre) for line in briefing.contested)
    claims = tuple(_claim_row(line, theatre) for line in briefing.claims)
    count = len(briefing.sources)
    sizes = tuple(min(IN_A_ROW, count - i) for i in range(0, count, IN_A_ROW))
    return [
        Section("Said to hold", _total_rows(briefing, theatre), least=3, more=more),
        Section(f"What changed{since}", changes, least=4, more=more),
        Section("Key claims", claims, least=4, more=more),
        Section("Contested", contested, least=2, more=more),
        Section("Routes", _route_rows(briefing, theatre), least=2, more=more),
        Section("Displacement", _note_rows(briefing), least=2, more=more),
        Section("Sources", short_sources(briefing.sources), least=4, scale=0.84, more=more, sizes=sizes),
    ]


def short_sources(sources: Sequence[SourceLine]) -> tuple[Row, ...]:
    """Return outlets and days in rows of a few, so that a number on the page is found on the page."""
    rows = []
    for i in range(0, len(sources), IN_A_ROW):
        runs: list[Run] = []
        for source in sources[i : i + IN_A_ROW]:
            day = f", {short_date(source.published)}" if source.published else ""
            runs += [Run(f"{source.number}", bold=True), Run(f"{capital(source.outlet)}{day}.", MUTED)]
        rows.append(Row(tuple(runs)))
    return tuple(rows)


def page_more(briefing: Briefing, theatre: Theatre) -> list[Section]:
    """Return the sections of the following pages: every change, claim and contested place, all sources."""
    unknown = ", ".join(place.name for place in briefing.unknown[:60])
    more = f" and {len(briefing.unknown) - 60} more" if len(briefing.unknown) > 60 else ""
    silent = (Row((Run(f"{unknown}{more}"),)),) if briefing.unknown else ()
    return [
        Section("All sources", tuple(source_row(s, full=True) for s in briefing.sources)),
        Section(
            "All key claims, with their sentences", tuple(_claim_row(c, theatre, quote=True) for c in briefing.claims)
        ),
        Section("All changes", tuple(_change_row(line, theatre) for line in briefing.changes)),
        Section("Contested", tuple(_change_row(line, theatre) for line in briefing.contested)),
        Section("Reported once, unknown now", silent),
    ]


def _total_rows(briefing: Briefing, theatre: Theatre) -> tuple[Row, ...]:
    rows, few = [], []
    for total in briefing.totals:
        places = f"{total.held:,} held, {total.claimed:,} claimed"
        if total.area_km2 < 0.5 and not total.area_change_km2:
            few.append((total, places))
            continue
        change = ""
        if total.area_change_km2 is not None and abs(total.area_change_km2) >= 0.5:
            change = f" ({'+' if total.area_change_km2 > 0 else '−'}{abs(total.area_change_km2):,.0f})"
        runs = (Run(total.label, bold=True), Run(f"{places} · {total.area_km2:,.0f} km² interpolated{change}"))
        rows.append(Row(runs, chip=Chip((side_colour(total.side, theatre),))))
    for i in range(0, len(few), 3):
        pairs = [(Run(total.label, bold=True), Run(f"{places}.")) for total, places in few[i : i + 3]]
        colours = tuple(side_colour(total.side, theatre) for total, _ in few[i : i + 2])
        rows.append(Row(tuple(run for pair in pairs for run in pair), chip=Chip(colours)))
    return tuple(rows)


def _change_row(line: ChangeLine, theatre: Theatre) -> Row:
    return Row(
        (Run(f"{line.place.name}:", bold=True), Run(line.words), Run(refs_text(line.refs), MUTED)),
        chip=status_chip(line.after, theatre),
    )


def _claim_row(line: ClaimLine, theatre: Theatre, *, quote: bool = False) -> Row:
    role = NEUTRAL_LABELS.get(line.side) or side_label(line.side, theatre)
    denies = line.stance == "denies"
    runs = [
        Run(capital(line.speaker), bold=True),
        Run(f"({role}, {line.grade}, {short_date(line.day)})", MUTED),
        Run(f"{line.stance}:", INK, bold=denies),
        Run(f"{line.what}."),
        Run(refs_text(line.refs), MUTED),
    ]
    if quote:
        runs.append(Run(f"“{line.sentence}”", MUTED, italic=True))
    return Row(tuple(runs), chip=Chip((side_colour(line.side, theatre),), filled=not denies))


def _route_rows(briefing: Briefing, theatre: Theatre) -> tuple[Row, ...]:
    return tuple(
        Row(
            (Run(f"{line.status.label}:", bold=True), Run(_after_label(line)), Run(refs_text(line.refs), MUTED)),
            chip=Chip((side_colour(line.status.side, theatre),), filled=line.status.status == "open"),
        )
        for line in briefing.routes
    )


def _after_label(line: RouteLine) -> str:
    """Return what decides the route and what was said of the road; lengths and ways round stay in the brief."""
    words = line.words.removeprefix(f"{line.status.label}:").strip()
    sentences = [part.strip().rstrip(".") for part in words.split(". ")]
    said = [re.sub(r" \([^()]*\)$", "", part) for part in sentences[1:] if part.startswith("Said of the road")]
    first = sentences[0].replace(" since before the first report", "")
    return ". ".join([first, *said]) + "."


def _note_rows(briefing: Briefing) -> tuple[Row, ...]:
    return tuple(
        Row((Run(f"{capital(note.speaker)}:", bold=True), Run(f"{note.words}."), Run(refs_text(note.refs), MUTED)))
        for note in briefing.notes
    )


def source_row(source: SourceLine, *, full: bool = False) -> Row:
    """Return a source with its number, outlet, day, title, and in full its address and licence."""
    day = f", {date_words(source.published)}" if source.published else ""
    runs = [Run(f"{source.number}", bold=True), Run(f"{capital(source.outlet)}{day}:"), Run(source.title, MUTED)]
    if full:
        runs += [Run(source.url or "", MUTED)] if source.url else []
        licence = "; ".join(t for t in (source.licence, "sample text" if source.is_sample else "") if t)
        runs += [Run(f"({licence})", MUTED)] if licence else []
    return Row(tuple(runs), url=safe_url(source.url))
