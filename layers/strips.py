"""Strip charts of routes: one bar per route for one side, time from left to right, as SVG text.

The upper band of a bar is control of the places along the route, the lower one what was said of the
road itself. No script, every text escaped; each run is a link target with its words as title.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape

from geo.state.routebook import RouteBook
from geo.state.routetext import Segment, day_words
from geo.theatre import Theatre

ROW_PX = 40
BAND_PX = 12
SAID_PX = 5
LABEL_PX = 230
WIDTH_PX = 900
KEY_PX = 44
DASHES = {"open": "none", "held": "8 2", "cut": "2 2", "contested": "5 2 1 2"}
"""How the line below a bar shows what was said of the road."""
KEY = (
    ("open", "open"),
    ("cut", "cut (colour: holder)"),
    ("closed", "not open before"),
    ("contested", "contested"),
    ("unknown", "unknown"),
)
GREY, INK, CONTEST = "#8C8C8C", "#1A1A1A", "#6A3D9A"


def strip_svg(book: RouteBook, theatre: Theatre, side: str, day: date | None = None) -> str:
    """Return all routes of a book for one side as one SVG, with ``day`` marked; same input, same bytes.

    KeyError for a side that the theatre does not have.
    """
    rows = [(journey.label, book.strip(journey.key, side)) for journey in book.journeys]
    height = ROW_PX * len(rows) + 26 + KEY_PX
    who = theatre.side(side).short or theatre.side(side).label
    box = f"0 0 {LABEL_PX + WIDTH_PX} {height}"
    title = escape(f"Routes for {who}, {_period(book.days)}")
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img" font-family="sans-serif" font-size="12">',
        f"<title>{title}</title>",
        _patterns(),
    ]
    for index, (label, segments) in enumerate(rows):
        parts.append(_bar(label, segments, book.days, index * ROW_PX, theatre))
    foot = height - KEY_PX
    parts += [_axis(book.days, foot - 8), _mark(book.days, day, foot - 26), _key(theatre, side, foot + 4), "</svg>"]
    return "".join(part for part in parts if part)


def _period(days: Sequence[date]) -> str:
    return f"{day_words(days[0])} to {day_words(days[-1])}" if days else "no days"


def _patterns() -> str:
    def hatch(key: str, stroke: str, path: str, width: float = 1.6) -> str:
        return (
            f'<pattern id="{key}" width="6" height="6" patternUnits="userSpaceOnUse">'
            f'<path d="{path}" stroke="{stroke}" stroke-width="{width}"/></pattern>'
        )

    hatches = (
        hatch("contested", CONTEST, "M0 6L6 0"),
        hatch("unknown", GREY, "M3 0V1.5"),
        hatch("closed", INK, "M0 0L6 6", 0.9),
        hatch("cut", INK, "M3 0V6", 2.4),
    )
    return f"<defs>{''.join(hatches)}</defs>"


def _block(status: str, holder: str | None, side: str, theatre: Theatre, box: str) -> str:
    """Return the shapes of one run: the colour says who holds the road, the hatch what that means."""
    match status:
        case "open":
            return f'<rect {box} fill="{escape(theatre.side(side).colour)}"/>'
        case "closed" | "cut":
            colour = theatre.side(holder).colour if holder in theatre.side_keys and holder else GREY
            ground = f'<rect {box} fill="{escape(colour)}" fill-opacity="0.45"/>'
            return f'{ground}<rect {box} fill="url(#{status})"/>'
        case "contested" | "unknown":
            return f'<rect {box} fill="#fff"/><rect {box} fill="url(#{status})" stroke="{GREY}" stroke-width="0.5"/>'
        case _:
            raise KeyError(status)


def _bar(label: str, segments: Sequence[Segment], days: Sequence[date], top: int, theatre: Theatre) -> str:
    texts = [f'<g transform="translate(0,{top})"><text x="0" y="18">{escape(label)}</text>']
    for row in segments:
        left, width = _x(days, row.first), _x(days, row.last + timedelta(days=1)) - _x(days, row.first)
        words = f"<title>{escape(segment_words(row))}</title>"
        box = f'x="{left:.1f}" y="8" width="{max(width - 0.6, 0.6):.1f}" height="{BAND_PX}"'
        link = f"#route={escape(row.route)}&amp;side={escape(row.side)}&amp;date={row.first.isoformat()}"
        texts.append(f'<a href="{link}">{words}{_block(row.status, row.holder, row.side, theatre, box)}</a>')
        if row.stated in DASHES:
            y = 8 + BAND_PX + SAID_PX
            texts.append(
                f'<line x1="{left:.1f}" x2="{left + width:.1f}" y1="{y}" y2="{y}" stroke="{INK}" '
                f'stroke-width="2.4" stroke-dasharray="{DASHES[row.stated]}">{words}</line>'
            )
    return "".join([*texts, "</g>"])


def _key(theatre: Theatre, side: str, top: int) -> str:
    """Return the legend below the bars."""
    parts, x = [f'<g transform="translate(0,{top})">'], LABEL_PX
    for status, words in KEY:
        box = f'x="{x}" y="0" width="22" height="{BAND_PX}"'
        parts.append(_block(status, side, side, theatre, box) + f'<text x="{x + 27}" y="10">{words}</text>')
        x += 150
    x = LABEL_PX
    for said, dash in DASHES.items():
        parts.append(
            f'<line x1="{x}" x2="{x + 22}" y1="26" y2="26" stroke="{INK}" stroke-width="2.4" '
            f'stroke-dasharray="{dash}"/><text x="{x + 27}" y="30">said to be {said}</text>'
        )
        x += 150
    return "".join([*parts, "</g>"])


def segment_words(row: Segment) -> str:
    """Return a run in words: its days, status, place and what was said of the road."""
    days = day_words(row.first) if row.first == row.last else f"{day_words(row.first)} to {day_words(row.last)}"
    at = f" at {row.at}" if row.at else ""
    said = "" if row.stated == "unknown" else f"; said of the road: {row.stated}"
    said += f" at {row.stated_at}" if row.stated_at else ""
    count = len(row.claim_ids) + len(row.statement_ids)
    return f"{days}: {row.status}{at}{said} ({count} statement{'' if count == 1 else 's'})"


def _x(days: Sequence[date], day: date) -> float:
    span = max(1, (days[-1] - days[0]).days + 1)
    return LABEL_PX + WIDTH_PX * (day - days[0]).days / span


def _axis(days: Sequence[date], baseline: int) -> str:
    firsts = [day for day in days if day.day == 1]
    return "".join(f'<text x="{_x(days, day):.1f}" y="{baseline}" fill="{GREY}">{day:%b %Y}</text>' for day in firsts)


def _mark(days: Sequence[date], day: date | None, bottom: int) -> str:
    if day is None or not days or not days[0] <= day <= days[-1]:
        return ""
    x = _x(days, day) + WIDTH_PX / (2 * max(1, (days[-1] - days[0]).days + 1))
    return f'<line x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{bottom}" stroke="{INK}" stroke-width="1"/>'
