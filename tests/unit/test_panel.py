"""What the server reads from a link, and what it says beside the map."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from geo.state.frames import Cast, encode
from geo.state.shelf import keep, shelf_mark, take
from layers.panel import Asked, asked_of, evidence_rows, order_of, perspectives, source_names
from layers.timeline import component_css, component_js, page, publish, script_json
from tests.synth import SyntheticWar

WAR = SyntheticWar(12, 8)


@pytest.mark.parametrize(
    ("query", "known", "perspective", "left"),
    [
        ({}, None, None, ()),
        ({"k": "2020-03-01", "p": "monitors", "x": "TASS,AFP"}, date(2020, 3, 1), "monitors", ("AFP", "TASS")),
        ({"k": "soon", "p": "<b>", "t": "../../etc"}, None, None, ()),
        ({"k": "2020-13-45"}, None, None, ()),
    ],
)
def test_links_are_read_and_nonsense_ignored(
    query: dict[str, str], known: date | None, perspective: str | None, left: tuple[str, ...]
) -> None:
    asked = asked_of(query)
    assert isinstance(asked, Asked)
    assert asked.theatre == "nw-syria"
    assert (asked.view.known_as_of, asked.view.perspective, asked.view.leave_out) == (known, perspective, left)


def test_other_theatres_can_be_asked_for() -> None:
    assert asked_of({"t": "ukraine"}).theatre == "ukraine"
    assert set(perspectives(WAR.theatre)) == {"", "monitors", *WAR.theatre.side_keys}


def test_evidence_rows_are_in_time_order_with_weight_and_stance() -> None:
    status = WAR.status(3, 7)
    claims = {claim.id: claim for claim in WAR.claims}
    rows = evidence_rows(status, claims, {article.id: article for article in WAR.articles}, WAR.theatre)
    assert [(row["speaks"], row["stance"], row["weight"]) for row in rows if row["speaks"] == "for"] == [
        ("for", "says", 1.2)
    ]
    assert {row["speaks"] for row in rows} == {"for", "against"}
    assert [row["published"] for row in rows] == sorted(str(row["published"]) for row in rows)
    assert source_names(WAR.claims) == ["Outlet 0"]


def test_order_keeps_to_known_layers_and_days() -> None:
    order = order_of(WAR.theatre, "2020-01-03", "places,roads,names,<x>")
    assert order.day == date(2020, 1, 3)
    assert order.layer_keys == ("places", "highways")
    assert order_of(WAR.theatre, "", "").day == WAR.theatre.end


def test_shelf_finds_only_the_same_data(tmp_path: Path) -> None:
    made = encode(WAR.frames(), Cast(theatre=WAR.theatre, places=WAR.places, claims=WAR.claims, articles=WAR.articles))
    mark = shelf_mark(WAR.claims, WAR.articles, WAR.theatre, "v")
    assert take(tmp_path, mark) is None
    keep(tmp_path, mark, made)
    found = take(tmp_path, mark)
    assert found is not None
    assert (found.build, found.payload, found.start, found.days) == (made.build, made.payload, made.start, made.days)
    assert shelf_mark(WAR.claims[::-1], WAR.articles, WAR.theatre, "v") == mark
    assert shelf_mark(WAR.claims[1:], WAR.articles, WAR.theatre, "v") != mark
    (tmp_path / f"{mark}.bin").write_bytes(b"broken")
    assert take(tmp_path, mark) is None


def test_published_files_carry_the_build_and_old_ones_go(tmp_path: Path) -> None:
    made = encode(WAR.frames(), Cast(theatre=WAR.theatre, places=WAR.places, claims=WAR.claims))
    name = publish(made, tmp_path, keep=2)
    assert made.build in name
    assert (tmp_path / name).read_bytes() == made.payload
    for i in range(4):
        (tmp_path / f"frames-{i}.bin").write_bytes(b"x")
    publish(made, tmp_path, keep=2)
    assert len(list(tmp_path.glob("frames-*.bin"))) == 2


def test_page_is_one_file_that_asks_for_nothing() -> None:
    made = encode(WAR.frames(), Cast(theatre=WAR.theatre, places=WAR.places, claims=WAR.claims))
    text = page(made, "</title><script>alert(1)</script>")
    assert "<script src=" not in text
    assert "<link" not in text
    assert "default-src 'none'" in text
    assert "</title><script>alert" not in text
    assert text == page(made, "</title><script>alert(1)</script>")
    assert "</script" not in script_json({"x": "</script>&%"})
    assert "export default function" in component_js()
    assert "100dvh" in component_css()


def test_the_weights_of_the_claims_add_up_to_the_scores() -> None:
    for place in range(len(WAR.places)):
        status = WAR.status(place, 7)
        sides = {part.claim_id: part.side for part in status.trace}
        for side, score in status.scores:
            found = sum(value for key, value in status.weights.items() if sides[key] == side)
            assert found == pytest.approx(score, abs=1e-9)
