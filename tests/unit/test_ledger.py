"""The ledger gives back what was written, takes nothing twice, and survives being cut off."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import LedgerError
from geo.ledger import Ledger, ledger_url
from geo.ledger_rows import SCHEMA
from geo.model import (
    Article,
    Attribution,
    ControlClaim,
    DisplacementClaim,
    Event,
    Mention,
    Movement,
    Polarity,
    Precision,
    Reading,
    Resolution,
    RoadClaim,
    RoadEvent,
    Span,
    When,
)

TEXT = "Town taken\n\nThe army took Saraqib on Thursday."


def article(number: int = 1, published: date = date(2020, 2, 27)) -> Article:
    return Article(
        id=f"a-{number}",
        theatre="nw-syria",
        outlet="Paper",
        title="Town taken",
        url=None,
        published=published,
        language="en",
        text=TEXT,
    )


def control(paper: Article, claimant: str = "narrator", *, polarity: Polarity = Polarity.ASSERTED) -> ControlClaim:
    return ControlClaim(
        article_id=paper.id,
        theatre=paper.theatre,
        span=Span(start=12, end=34),
        quote=TEXT[12:34],
        sentence=TEXT[12:],
        attribution=Attribution(outlet=paper.outlet, claimant=claimant),
        polarity=polarity,
        published=paper.published,
        rule="test",
        place="Saraqib",
        place_id="geonames:164816",
        event=Event.GAINED,
        holder="government",
        when=When(day=date(2020, 2, 1), precision=Precision.MONTH),
        inside="Idlib",
    )


def reading(number: int = 1, published: date = date(2020, 2, 27)) -> Reading:
    paper = article(number, published)
    base = control(paper)
    common = {
        name: getattr(base, name)
        for name in (
            "article_id",
            "theatre",
            "span",
            "quote",
            "sentence",
            "attribution",
            "polarity",
            "published",
            "rule",
        )
    }
    road = RoadClaim(**common, road="M5", event=RoadEvent.CUT, holder=None, at="Saraqib", at_place_id=None, when=None)
    people = DisplacementClaim(
        **common,
        count_min=900_000,
        count_max=None,
        as_written="nearly a million",
        movement=Movement.FLED,
        area="Idlib",
        area_place_id=None,
        since=date(2019, 12, 1),
    )
    lost = Mention(
        span=Span(start=26, end=33),
        text="Nowhere",
        resolution=Resolution(place=None, candidates=(), method="none", reasons=("in no gazetteer",)),
    )
    return Reading(article=paper, mentions=(lost,), claims=(base,), highways=(road,), displacement=(people,))


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/ledger.db"


def test_every_kind_of_claim_comes_back_as_it_went_in(url: str) -> None:
    given_reading = reading()
    with Ledger.open(url) as ledger:
        assert ledger.append(given_reading, "1")
        assert set(ledger.claims()) == set(given_reading.statements)
        assert ledger.articles() == (given_reading.article,)
        assert [name.text for name in ledger.unresolved()] == ["Nowhere"]
        assert ledger.unresolved()[0].reasons == ("in no gazetteer",)


def test_the_same_reading_is_taken_once(url: str) -> None:
    with Ledger.open(url) as ledger:
        assert ledger.append(reading(), "1")
        assert not ledger.append(reading(), "1")
        assert len(ledger.claims()) == 3


def test_a_newer_reader_replaces_the_view_and_keeps_the_rows(url: str) -> None:
    newer = Reading(article=article(), mentions=(), claims=(), highways=(), displacement=())
    with Ledger.open(url) as ledger:
        ledger.append(reading(), "1")
        ledger.append(newer, "2")
        assert ledger.claims() == ()
    with sa.create_engine(url).connect() as db:
        assert db.execute(sa.text("select count(*) from statements")).scalar() == 3


def test_known_as_of_hides_what_was_published_later(url: str) -> None:
    with Ledger.open(url) as ledger:
        ledger.append(reading(1, date(2020, 2, 27)), "1")
        ledger.append(reading(2, date(2020, 3, 1)), "1")
        assert {c.article_id for c in ledger.claims(known_as_of=date(2020, 2, 28))} == {"a-1"}
        assert len(ledger.claims()) == 6


def test_claim_id_ignores_resolution_and_tells_denials_apart() -> None:
    paper = article()
    one, denial = control(paper), control(paper, polarity=Polarity.DENIED)
    moved = ControlClaim(
        **{name: getattr(one, name) for name in one.__dataclass_fields__ if name not in {"id", "place_id"}},
        place_id=None,
    )
    assert moved.id == one.id
    assert denial.id != one.id


def test_a_cut_off_write_leaves_nothing_half_done(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_claim: object) -> dict[str, object]:
        raise KeyboardInterrupt

    with Ledger.open(url) as ledger:
        with monkeypatch.context() as patch:
            patch.setattr("geo.ledger.row_of", fail)
            with pytest.raises(KeyboardInterrupt):
                ledger.append(reading(), "1")
        assert ledger.articles() == ()
        assert not ledger.has("a-1", "1")
        assert ledger.append(reading(), "1")


def test_a_ledger_of_another_version_is_refused_unharmed(url: str) -> None:
    engine = sa.create_engine(url)
    SCHEMA.create_all(engine)
    with engine.begin() as db:
        db.execute(sa.text("insert into meta values ('schema', '99')"))
    engine.dispose()
    with pytest.raises(LedgerError, match="version 99"):
        Ledger.open(url)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "note.db"
    path.write_text("this is a letter, not a database, and long enough to be looked at " * 20)
    with pytest.raises(LedgerError, match="cannot be opened"):
        Ledger.open(f"sqlite:///{path}")
    assert path.read_text().startswith("this is a letter")


def test_database_url_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMLINE_DB", "sqlite:///elsewhere.db")
    assert ledger_url() == "sqlite:///elsewhere.db"


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(4)))
def test_order_of_reading_changes_no_view(tmp_path_factory: pytest.TempPathFactory, order: list[int]) -> None:
    folder = tmp_path_factory.mktemp("order")
    with Ledger.open(f"sqlite:///{folder}/l.db") as ledger:
        for number in order:
            ledger.append(reading(number, date(2020, 2, 1 + number)), "1")
        ids = [c.article_id for c in ledger.claims()]
    assert ids == sorted(ids)
