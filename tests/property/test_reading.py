"""What must hold for every text: offsets slice, articles do not touch each other, nothing crashes."""

from __future__ import annotations

import os
import random
import time
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.model import Article, Mention, Reading
from geo.reading import read, read_many
from geo.reading.dates import find_dates
from geo.reading.numbers import find_numbers
from geo.theatre import Theatre, load_theatre
from tests.unit.reading.cases import load_cases

COUNT = int(os.environ.get("CLAIMLINE_FUZZ", "60"))
"""How many fuzzed texts are read: 60 by default, 2,000 with CLAIMLINE_FUZZ=2000."""

PIECES = (
    "rebels captured Saraqeb", "the army denied that", "on Thursday", "according to SANA", "إدلب سراقب", "סראקב", "\u200b", "\u202e", "\ufeff",
    "M5", "the M5 highway was cut", "950,000 people fled", "“", "”", '"', "(", ")", ":", "—", "\n", "\n\n", ". ", ", and ", "X, Y and Z",
    "the town of", "which", "Ukraine's", "’s", "🙂", "\x00", "\t", "a" * 300, "1" * 50, "31 February 2020", "99/99/9999", "since", "half a million",
)  # fmt: skip

texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=20)), max_size=25).map(" ".join)


def article(text: str, key: str = "a", theatre: str = "nw-syria") -> Article:
    return Article(
        id=key, theatre=theatre, outlet="o", title="", url=None, published=date(2020, 2, 27), language="en", text=text
    )


def mentions_of(text: str, theatre: Theatre) -> tuple[Mention, ...]:
    from geo.places.find import find_mentions

    return find_mentions(text, theatre)


def check(reading: Reading) -> None:
    text = reading.article.text
    for row in reading.statements:
        assert row.span.of(text) == row.quote
        assert 0 < len(row.quote) < 600
        assert row.quote in text
    for mention in reading.mentions:
        assert mention.span.of(text) == mention.text


@settings(
    max_examples=COUNT, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(texts)
def test_any_text_can_be_read_and_its_quotes_are_cut_from_it(nw_syria: Theatre, text: str) -> None:
    check(read(article(text), mentions_of(text, nw_syria), nw_syria))


@settings(max_examples=COUNT, deadline=None)
@given(texts)
def test_dates_and_numbers_lie_inside_the_text_in_order(text: str) -> None:
    for found in (find_dates(text, date(2020, 2, 27)), find_numbers(text)):
        assert all(0 <= one.start < one.end <= len(text) for one in found)
        assert [one.start for one in found] == sorted(one.start for one in found)


def test_a_single_line_of_a_megabyte_is_read(nw_syria: Theatre) -> None:
    line = "x" * 500_000 + " Rebels captured Saraqeb. " + "lorem ipsum " * 41_000
    assert len(line.encode()) > 990_000
    check(read(article(line), (), nw_syria))


def test_articles_do_not_touch_each_other() -> None:
    cases = load_cases()[::9]
    theatre = {case.theatre: load_theatre(case.theatre) for case in cases}
    rows = [(case, mentions_of(case.text, theatre[case.theatre])) for case in cases]

    def run(order: list[int]) -> dict[int, tuple[str, ...]]:
        found = {}
        for index in order:
            case, names = rows[index]
            reading = read(article(case.text, str(index), case.theatre), names, theatre[case.theatre])
            found[index] = tuple(row.id for row in reading.statements)
        return found

    order = list(range(len(rows)))
    straight = run(order)
    random.Random(7).shuffle(order)
    assert run(order) == straight


def test_articles_read_together_are_read_as_if_alone() -> None:
    cases = load_cases()[::5]
    theatre = {case.theatre: load_theatre(case.theatre) for case in cases}
    entries = [
        (
            article(case.text, str(index), case.theatre),
            mentions_of(case.text, theatre[case.theatre]),
            theatre[case.theatre],
        )
        for index, case in enumerate(cases)
    ]
    assert read_many(entries) == [read(*entry) for entry in entries]
    assert read_many(entries[::-1]) == [read(*entry) for entry in entries[::-1]]


@settings(
    max_examples=max(5, COUNT // 10),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(st.lists(texts, max_size=5))
def test_any_texts_read_together_are_read_as_if_alone(nw_syria: Theatre, many: list[str]) -> None:
    entries = [(article(text, str(index)), mentions_of(text, nw_syria), nw_syria) for index, text in enumerate(many)]
    assert read_many(entries) == [read(*entry) for entry in entries]


LONG = {
    "names in a list": "Saraqeb, Idlib, Aleppo, ",
    "one hyphenated word": "Xaleppo-" + "aleppo-" * 4,
    "compounds": "rebel-held ",
    "unknown names": "captured Xyz, ",
    "Arabic": "إدلب سراقب ",
    "lines": "a\n",
    "sentences": "Rebels captured Saraqeb on Monday. The army denied that the town fell. ",
}


@pytest.mark.parametrize("piece", LONG.values(), ids=LONG.keys())
def test_a_long_text_takes_time_in_step_with_its_length(nw_syria: Theatre, piece: str) -> None:
    def seconds(letters: int) -> float:
        text = piece * (letters // len(piece))
        begin = time.process_time()
        check(read(article(text), mentions_of(text, nw_syria), nw_syria))
        return time.process_time() - begin

    seconds(2_000)
    short = min(seconds(5_000) for _ in range(2))
    assert seconds(50_000) < 1.0 + 30 * short


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "?", "\u200b\u200b", "The.", "“", ":" * 5000])
def test_texts_without_words_yield_nothing(nw_syria: Theatre, text: str) -> None:
    assert read(article(text), (), nw_syria).statements == ()
