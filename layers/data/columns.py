"""The columns of every data file: same names in all formats, each with its unit and meaning."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table; ``type`` is text, int, real, date or bool."""

    name: str
    type: str
    meaning: str
    unit: str = ""


def _c(name: str, type_: str, meaning: str, unit: str = "") -> Column:
    return Column(name=name, type=type_, meaning=meaning, unit=unit)


_VALID = (
    _c("valid_from", "date", "first day of the row's interval", "ISO date"),
    _c("valid_to", "date", "last day of the interval, included", "ISO date"),
)
_CLAIM_IDS = _c("claim_ids", "text", "ids of the claims behind the row, separated by spaces")

COLUMNS: dict[str, tuple[Column, ...]] = {
    "claims": (
        _c("id", "text", "content hash of the claim"),
        _c("kind", "text", "control, highway or displacement"),
        _c("theatre", "text", "key of the theatre"),
        _c("claimant", "text", "who says it; narrator is the outlet itself"),
        _c("claimant_side", "text", "side of the claimant, or monitor, un, third-party, narrator"),
        _c("polarity", "text", "asserted or denied"),
        _c("event", "text", "gained, held, lost, contested; open, cut for roads"),
        _c("place", "text", "place as written"),
        _c("place_id", "text", "place as resolved; empty where it stays open"),
        _c("place_name", "text", "the gazetteer's name of the place"),
        _c("holder", "text", "side said to hold it"),
        _c("inside", "text", "part of the place the claim speaks of"),
        _c("day", "date", "day of the event", "ISO date"),
        _c("day_precision", "text", "day, week, month or year"),
        _c("road", "text", "road number"),
        _c("count_min", "int", "lower end of a number of people", "people"),
        _c("count_max", "int", "upper end", "people"),
        _c("as_written", "text", "the number in the source's words"),
        _c("movement", "text", "fled or returned"),
        _c("destination", "text", "where to, as written"),
        _c("destination_place_id", "text", "where to, as resolved"),
        _c("since", "date", "start of the period a number covers", "ISO date"),
        _c("until", "date", "end of that period", "ISO date"),
        _c("outlet", "text", "who printed it"),
        _c("published", "date", "day of publication", "ISO date"),
        _c("quote", "text", "the words of the claim"),
        _c("sentence", "text", "the sentence they stand in"),
        _c("span_start", "int", "offset of the quote in the article", "characters"),
        _c("span_end", "int", "end offset, excluded", "characters"),
        _c("rule", "text", "reading rule that found the claim"),
        _c("article_id", "text", "id of the article"),
        _c("article_title", "text", "its headline"),
        _c("article_url", "text", "its address"),
        _c("article_language", "text", "its language", "ISO 639-1"),
        _c("article_licence", "text", "licence of its text"),
        _c("article_is_sample", "bool", "true for texts written for the sample corpus"),
        _c("lon", "real", "longitude of the place", "degrees, WGS 84"),
        _c("lat", "real", "latitude of the place", "degrees, WGS 84"),
    ),
    "statuses": (
        _c("place_id", "text", "id of the place"),
        _c("place_name", "text", "its name"),
        _c("local_name", "text", "its name in the local script"),
        _c("level", "text", "held, claimed, contested or unknown"),
        _c("side", "text", "by whom"),
        _c("contest", "text", "fighting or words, where contested"),
        _c("probability", "real", "probability that the side holds it, in steps of a tenth", "0 to 1"),
        *_VALID,
        _c("population", "int", "inhabitants", "people"),
        _CLAIM_IDS,
        _c("lon", "real", "longitude", "degrees, WGS 84"),
        _c("lat", "real", "latitude", "degrees, WGS 84"),
    ),
    "areas": (
        _c("side", "text", "who is said to hold the interpolated ground; empty: nobody knows"),
        *_VALID,
        _c("area_km2", "real", "geodesic or metric area", "km²"),
    ),
    "line": (
        _c("side_a", "text", "one side of the estimated line"),
        _c("side_b", "text", "the other"),
        *_VALID,
        _c("length_km", "real", "length", "km"),
        _c("place_ids", "text", "places that put it there, separated by spaces"),
        _CLAIM_IDS,
    ),
    "roads": (
        _c("id", "text", "id of the stretch"),
        _c("road", "text", "road number"),
        _c("from_node", "text", "first end"),
        _c("to_node", "text", "second end"),
        _c("stated", "text", "what was said of the stretch: open, cut, held, contested, unknown"),
        _c("stated_side", "text", "who was said to hold it"),
        _c("inferred", "text", "what control of the places along it implies"),
        _c("side", "text", "who holds it by inference"),
        *_VALID,
        _c("length_km", "real", "length", "km"),
        _CLAIM_IDS,
    ),
    "displacement": (
        _c("claim_id", "text", "id of the claim"),
        _c("claimant", "text", "who gives the number"),
        _c("movement", "text", "fled or returned"),
        _c("count_min", "int", "lower end", "people"),
        _c("count_max", "int", "upper end", "people"),
        _c("as_written", "text", "in the source's words"),
        _c("area", "text", "where from (where to for returns), as written"),
        _c("destination", "text", "where to, as written"),
        _c("since", "date", "start of the period", "ISO date"),
        _c("until", "date", "end of the period", "ISO date"),
        *_VALID,
        _c("published", "date", "day of publication", "ISO date"),
        _c("outlet", "text", "who printed it"),
        _c("to_lon", "real", "longitude of the destination", "degrees, WGS 84"),
        _c("to_lat", "real", "latitude of the destination", "degrees, WGS 84"),
    ),
}
"""Tables and their columns, in the order in which they are written."""

TABLES = tuple(COLUMNS)
"""Names of the tables."""


def columns_markdown() -> str:
    """Return the table of all columns for the README."""
    lines = ["| table | column | type | unit | meaning |", "|---|---|---|---|---|"]
    lines += [
        f"| {table} | `{c.name}` | {c.type} | {c.unit} | {c.meaning} |" for table in TABLES for c in COLUMNS[table]
    ]
    return "\n".join(lines) + "\n"
