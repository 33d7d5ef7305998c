"""Displacement: never summed across sources, returned apart from fled, conflicts side by side."""

from __future__ import annotations

from datetime import date

from geo.model import Attribution, DisplacementClaim, Movement, Place, Polarity, Span
from geo.state.displacement import (
    CURRENT_DAYS,
    Counting,
    conflicts_on,
    counting_of,
    current,
    notes_on,
    representative,
    series_of,
)
from geo.theatre import Theatre

IDLIB = Place(id="p:idlib", name="Idlib", kind="town", feature_code="PPL", lon=36.63, lat=35.93, country="SY")
AZAZ = Place(id="p:azaz", name="Azaz", kind="town", feature_code="PPL", lon=37.05, lat=36.59, country="SY")


def figure(
    low: int | None,
    high: int | None,
    day: str,
    *,
    by: str = "OCHA",
    since: str | None = "2019-12-01",
    until: str | None = None,
    movement: str = "fled",
    area: str | None = None,
    place: str | None = None,
    goal: str | None = None,
    denied: bool = False,
) -> DisplacementClaim:
    return DisplacementClaim(
        article_id=f"a-{day}-{by}",
        theatre="nw-syria",
        span=Span(start=0, end=1),
        quote="",
        sentence="",
        attribution=Attribution(outlet="an outlet", claimant=by, side="un"),
        polarity=Polarity.DENIED if denied else Polarity.ASSERTED,
        published=date.fromisoformat(day),
        rule="test",
        count_min=low,
        count_max=high,
        as_written=f"{low}-{high}",
        movement=Movement(movement),
        area=area,
        area_place_id=place,
        destination_place_id=goal,
        since=date.fromisoformat(since) if since else None,
        until=date.fromisoformat(until) if until else None,
    )


def test_series_are_kept_per_source_and_never_summed() -> None:
    claims = [
        figure(586_000, 586_000, "2020-02-07"),
        figure(800_000, None, "2020-02-12"),
        figure(900_000, 1_000_000, "2020-02-12", by="Erdogan"),
    ]
    rows = series_of(claims, last=date(2020, 3, 1))
    assert [(s.source, [(st.first.isoformat(), str(st.last), st.low, st.high) for st in s.steps]) for s in rows] == [
        ("Erdogan", [("2020-02-12", "2020-03-01", 900_000, 1_000_000)]),
        ("OCHA", [("2020-02-07", "2020-02-12", 586_000, 586_000), ("2020-02-12", "2020-03-01", 800_000, None)]),
    ]
    figures = {end for s in rows for step in s.steps for end in (step.low, step.high) if end}
    assert figures <= {586_000, 800_000, 900_000, 1_000_000}


def test_newer_figure_replaces_the_older_of_the_same_source_only() -> None:
    claims = [
        figure(586_000, 586_000, "2020-02-07"),
        figure(800_000, 800_000, "2020-02-12"),
        figure(500_000, None, "2020-02-05", by="UN"),
    ]
    assert [c.count_min for c in current(claims, date(2020, 2, 10))] == [586_000, 500_000]
    assert [c.count_min for c in current(claims, date(2020, 2, 20))] == [800_000, 500_000]
    old = date.fromordinal(date(2020, 2, 12).toordinal() + CURRENT_DAYS + 1)
    assert current(claims, old) == ()


def test_nothing_is_known_before_it_is_published() -> None:
    late = figure(35_000, 35_000, "2020-03-31", since="2020-03-06", until="2020-03-20")
    assert notes_on([late], [], date(2020, 3, 25)) == ()
    assert len(notes_on([late], [], date(2020, 3, 31))) == 1


def test_returned_is_apart_from_fled() -> None:
    claims = [figure(35_000, 35_000, "2020-03-31", movement="returned"), figure(948_000, 948_000, "2020-03-30")]
    assert [(s.movement.value, len(s.steps)) for s in series_of(claims)] == [("fled", 1), ("returned", 1)]
    assert len(current(claims, date(2020, 3, 31))) == 2


def test_conflicting_figures_stand_side_by_side() -> None:
    claims = [
        figure(900_000, 900_000, "2020-02-20"),
        figure(350_000, 350_000, "2020-02-20", by="SOHR"),
        figure(880_000, None, "2020-02-20", by="UNHCR"),
    ]
    (conflict,) = conflicts_on(claims, date(2020, 2, 20))
    assert [c.count_min for c in conflict.claims] == [900_000, 350_000, 880_000]
    assert conflicts_on(claims[::2], date(2020, 2, 20)) == ()  # "900,000" and "880,000 or more" can both be true


def test_an_arrow_needs_both_ends() -> None:
    both = figure(1000, 1000, "2020-02-20", place="p:idlib", goal="p:azaz", area="Idlib")
    one = figure(2000, 2000, "2020-02-20", place="p:idlib", by="other", area="Idlib")
    nowhere = figure(3000, 3000, "2020-02-20", by="third", goal="p:azaz")
    notes = {n.claim.count_min: n for n in notes_on([both, one, nowhere], [IDLIB, AZAZ], date(2020, 2, 20))}
    assert (notes[1000].lon, notes[1000].to_lon) == (36.63, 37.05)
    assert (notes[2000].lon, notes[2000].to_lon) == (36.63, None)
    assert (notes[3000].lon, notes[3000].to_lon) == (None, None)


def test_denied_figures_and_figures_without_a_number_are_left_out() -> None:
    assert series_of([figure(1, 1, "2020-02-01", denied=True), figure(None, None, "2020-02-01")]) == ()
    assert notes_on([figure(1, 1, "2020-02-01", denied=True)], [], date(2020, 2, 1)) == ()


def test_new_and_cumulative_counts_are_different_series() -> None:
    new = figure(142_000, 142_000, "2020-02-12", since="2020-02-09", until="2020-02-12")
    assert counting_of(new) is Counting.NEW
    assert counting_of(figure(1, 1, "2020-02-12")) is Counting.CUMULATIVE
    assert counting_of(figure(1, 1, "2020-02-12", since=None)) is Counting.UNSAID
    assert len(series_of([new, figure(800_000, 800_000, "2020-02-12")])) == 2


def test_symbol_is_sized_by_the_middle_of_the_range() -> None:
    assert representative(figure(900_000, 1_000_000, "2020-02-12")) == 950_000
    assert representative(figure(60_000, None, "2020-02-12")) == 60_000
    assert representative(figure(1_000, 500, "2020-02-12")) == 750


def test_one_body_under_several_names_is_one_series(nw_syria: Theatre) -> None:
    claims = [
        figure(350_000, 350_000, "2020-01-16", by="United Nations"),
        figure(
            900_000, 900_000, "2020-02-17", by="Mark Lowcock, the head of humanitarian affairs at the United Nations"
        ),
        figure(855_000, 950_000, "2020-02-27", by="UN"),
        figure(1, 1, "2020-02-27", by="Unity Party"),
    ]
    rows = series_of(claims, theatre=nw_syria)
    assert [(row.source, len(row.steps)) for row in rows] == [("UN OCHA", 3), ("Unity Party", 1)]
    assert [c.count_min for c in current(claims, date(2020, 2, 20), nw_syria)] == [900_000]
