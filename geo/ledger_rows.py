"""The tables of the ledger, and how a claim becomes a row and a row a claim."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from geo.model import (
    Attribution,
    Claim,
    ControlClaim,
    DisplacementClaim,
    Event,
    Movement,
    Polarity,
    Precision,
    RoadClaim,
    RoadEvent,
    Span,
    When,
)

SCHEMA = sa.MetaData()
"""All tables of the ledger."""

meta_table = sa.Table(
    "meta",
    SCHEMA,
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("value", sa.String, nullable=False),
)

articles_table = sa.Table(
    "articles",
    SCHEMA,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("theatre", sa.String, nullable=False, index=True),
    sa.Column("outlet", sa.String, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("url", sa.Text),
    sa.Column("published", sa.Date, nullable=False),
    sa.Column("language", sa.String, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("licence", sa.String, nullable=False),
    sa.Column("is_sample", sa.Boolean, nullable=False),
)

readings_table = sa.Table(
    "readings",
    SCHEMA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("article_id", sa.ForeignKey("articles.id"), nullable=False, index=True),
    sa.Column("reader_version", sa.String, nullable=False),
    sa.Column("ingested_at", sa.String, nullable=False),
    sa.UniqueConstraint("article_id", "reader_version"),
)

statements_table = sa.Table(
    "statements",
    SCHEMA,
    sa.Column("reading_id", sa.ForeignKey("readings.id"), primary_key=True),
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("article_id", sa.String, nullable=False),
    sa.Column("theatre", sa.String, nullable=False, index=True),
    sa.Column("span_start", sa.Integer, nullable=False),
    sa.Column("span_end", sa.Integer, nullable=False),
    sa.Column("quote", sa.Text, nullable=False),
    sa.Column("sentence", sa.Text, nullable=False),
    sa.Column("outlet", sa.String, nullable=False),
    sa.Column("claimant", sa.Text, nullable=False),
    sa.Column("claimant_side", sa.String, nullable=False),
    sa.Column("polarity", sa.String, nullable=False),
    sa.Column("published", sa.Date, nullable=False, index=True),
    sa.Column("rule", sa.String, nullable=False),
    sa.Column("event", sa.String),
    sa.Column("place", sa.Text),
    sa.Column("place_id", sa.String, index=True),
    sa.Column("holder", sa.String),
    sa.Column("inside", sa.Text),
    sa.Column("day", sa.Date),
    sa.Column("day_precision", sa.String),
    sa.Column("road", sa.String),
    sa.Column("count_min", sa.Integer),
    sa.Column("count_max", sa.Integer),
    sa.Column("as_written", sa.Text),
    sa.Column("movement", sa.String),
    sa.Column("destination", sa.Text),
    sa.Column("destination_place_id", sa.String),
    sa.Column("since", sa.Date),
    sa.Column("until", sa.Date),
)

mentions_table = sa.Table(
    "mentions",
    SCHEMA,
    sa.Column("reading_id", sa.ForeignKey("readings.id"), primary_key=True),
    sa.Column("start", sa.Integer, primary_key=True),
    sa.Column("end", sa.Integer, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("place_id", sa.String, index=True),
    sa.Column("method", sa.String, nullable=False),
    sa.Column("reasons", sa.Text, nullable=False),
    sa.Column("candidates", sa.Text, nullable=False),
)

_EMPTY = {column.name: None for column in statements_table.columns if column.name != "reading_id"}


def row_of(claim: Claim) -> dict[str, object]:
    """Return a claim as a row of ``statements`` (every column but ``reading_id``)."""
    row: dict[str, object] = {
        **_EMPTY,
        "id": claim.id,
        "article_id": claim.article_id,
        "theatre": claim.theatre,
        "span_start": claim.span.start,
        "span_end": claim.span.end,
        "quote": claim.quote,
        "sentence": claim.sentence,
        "outlet": claim.attribution.outlet,
        "claimant": claim.attribution.claimant,
        "claimant_side": claim.attribution.side,
        "polarity": claim.polarity.value,
        "published": claim.published,
        "rule": claim.rule,
    }
    match claim:
        case ControlClaim():
            row |= {
                "kind": "control",
                "event": claim.event.value,
                "place": claim.place,
                "place_id": claim.place_id,
                "holder": claim.holder,
                "inside": claim.inside,
                "day": claim.when.day,
                "day_precision": claim.when.precision.value,
            }
        case RoadClaim():
            row |= {
                "kind": "highway",
                "event": claim.event.value,
                "road": claim.road,
                "place": claim.at,
                "place_id": claim.at_place_id,
                "holder": claim.holder,
                "day": claim.when.day if claim.when else None,
                "day_precision": claim.when.precision.value if claim.when else None,
            }
        case DisplacementClaim():
            row |= {
                "kind": "displacement",
                "place": claim.area,
                "place_id": claim.area_place_id,
                "count_min": claim.count_min,
                "count_max": claim.count_max,
                "as_written": claim.as_written,
                "movement": claim.movement.value,
                "destination": claim.destination,
                "destination_place_id": claim.destination_place_id,
                "since": claim.since,
                "until": claim.until,
            }
    return row


def claim_of(row: sa.RowMapping) -> Claim:
    """Return the claim that a row of ``statements`` holds; ValueError for an unknown kind."""
    match row["kind"]:
        case "control":
            return _control(row)
        case "highway":
            return _highway(row)
        case "displacement":
            return _displacement(row)
        case unknown:
            raise ValueError(f"statement {row['id']} is of the unknown kind {unknown!r}")


def _statement(row: sa.RowMapping) -> dict[str, Any]:
    """Return the fields that every kind of claim has."""
    return {
        "id": row["id"],
        "article_id": row["article_id"],
        "theatre": row["theatre"],
        "span": Span(start=row["span_start"], end=row["span_end"]),
        "quote": row["quote"],
        "sentence": row["sentence"],
        "attribution": _attribution(row),
        "polarity": Polarity(row["polarity"]),
        "published": row["published"],
        "rule": row["rule"],
    }


def _attribution(row: sa.RowMapping) -> Attribution:
    return Attribution(outlet=row["outlet"], claimant=row["claimant"], side=row["claimant_side"])


def _when(row: sa.RowMapping) -> When | None:
    if row["day"] is None:
        return None
    return When(day=row["day"], precision=Precision(row["day_precision"]))


def _control(row: sa.RowMapping) -> ControlClaim:
    when = _when(row)
    assert when is not None, "control rows always carry a day"
    return ControlClaim(
        **_statement(row),
        place=row["place"],
        place_id=row["place_id"],
        event=Event(row["event"]),
        holder=row["holder"],
        when=when,
        inside=row["inside"],
    )


def _highway(row: sa.RowMapping) -> RoadClaim:
    return RoadClaim(
        **_statement(row),
        road=row["road"],
        event=RoadEvent(row["event"]),
        holder=row["holder"],
        at=row["place"],
        at_place_id=row["place_id"],
        when=_when(row),
    )


def _displacement(row: sa.RowMapping) -> DisplacementClaim:
    return DisplacementClaim(
        **_statement(row),
        count_min=row["count_min"],
        count_max=row["count_max"],
        as_written=row["as_written"],
        movement=Movement(row["movement"]),
        area=row["place"],
        area_place_id=row["place_id"],
        destination=row["destination"],
        destination_place_id=row["destination_place_id"],
        since=row["since"],
        until=row["until"],
    )
