"""The words of a briefing: the source's own figures, the day of what is older, one title and one order."""

from __future__ import annotations

from datetime import date

from geo.model import Attribution, DisplacementClaim, Movement, Polarity, Precision, Span, When
from layers.briefing import compose
from layers.briefing.words import earlier_words, note_words
from tests.synth import SyntheticWar
from tests.unit.layers.fakes import dossier

WAR = SyntheticWar(n=40, days=90)


def people(words: str, since: date | None = None, until: date | None = None) -> DisplacementClaim:
    return DisplacementClaim(
        article_id="a", theatre="nw-syria", attribution=Attribution(outlet="Wire"), published=date(2020, 2, 27),
        quote=words, span=Span(start=0, end=len(words)), rule="people", sentence=words, polarity=Polarity.ASSERTED,
        count_min=855_000, count_max=950_000, as_written=words, movement=Movement.FLED, area=None,
        area_place_id=None, since=since, until=until,
    )  # fmt: skip


def test_figures_are_told_in_the_words_of_their_source() -> None:
    assert note_words(people("Almost 950,000"), {}) == "almost 950,000 people fled"
    assert note_words(people("Tens of thousands"), {}) == "tens of thousands of people fled"
    until = people("over 800,000", until=date(2020, 2, 16))
    assert note_words(until, {}) == "over 800,000 people fled by 16 February 2020"
    both = people("900,000", since=date(2019, 12, 1), until=date(2020, 2, 17))
    assert note_words(both, {}).endswith("between 1 December 2019 and 17 February 2020")


def test_what_is_older_than_its_report_carries_its_day() -> None:
    published = date(2020, 2, 27)
    assert earlier_words(When(day=date(2020, 2, 26)), published) == ""
    assert earlier_words(None, published) == ""
    assert earlier_words(When(day=date(2020, 2, 5)), published) == " on 5 Feb"
    assert earlier_words(When(day=date(2020, 2, 24), precision=Precision.WEEK), published) == " in the week to 24 Feb"
    assert earlier_words(When(day=date(2019, 12, 1), precision=Precision.MONTH), published) == " in December 2019"
    assert earlier_words(When(day=date(2012, 1, 1), precision=Precision.YEAR), published) == " in 2012"


def test_title_claims_and_changes_lead_with_the_same_place() -> None:
    told = compose(dossier(WAR))
    named = next(line for line in told.claims if line.place_id)
    place = next(p for p in WAR.places if p.id == named.place_id)
    assert f"{place.name}:" in told.headline


def test_what_age_alone_changed_says_so() -> None:
    told = compose(dossier(WAR))
    day = told.since
    assert day is not None
    known = dossier(WAR).claims
    for line in told.changes:
        behind = [known[k] for k in (*line.after.supporting, *line.after.dissenting) if k in known]
        if behind and not line.words.endswith("no new report"):
            spoken = any(getattr(c, "place_id", None) == line.place.id and c.published > day for c in known.values())
            assert spoken or any(claim.published > day for claim in behind)
