"""The world index: spelling, ranking by story, containment, and the public function on any text."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import geo
from geo.errors import DataMissingError
from geo.places.build import country_rows, district_rows, feature_rows, region_rows
from geo.places.spelling import look_up
from geo.places.world import WorldGazetteer, index_path


def spans(text: str, *names: str) -> list[tuple[int, int]]:
    return [(text.index(name), text.index(name) + len(name)) for name in names]


def resolved(text: str, *names: str) -> list[str]:
    return [m.place.country + "/" + m.place.admin1 if m.place else "?" for m in geo.geoparse(text, spans(text, *names))]


def test_missing_index_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(DataMissingError, match="geo prepare"):
        WorldGazetteer(tmp_path / "none.sqlite")


def test_index_tells_its_version(earth: WorldGazetteer) -> None:
    del earth
    with sqlite3.connect(index_path()) as db:
        meta = dict(db.execute("SELECT key, value FROM meta"))
    db.close()
    assert int(meta["places"]) > 250_000


@pytest.mark.parametrize(
    ("name", "code", "feature"),
    [
        ("U.S.", "US", "PCLI"),
        ("Britain", "GB", "PCLI"),
        ("Russian", "RU", "PCLI"),
        ("DR Congo", "CD", "PCLI"),
        ("Calif.", "US", "ADM1"),
        ("St. Petersburg", "RU", "PPL"),
        ("Черкаси", "UA", "PPL"),
        ("northern Syria", "SY", "PCLI"),
        ("Gaza Strip", "PS", "RGN"),
        ("Cook County", "US", "ADM2"),
        ("Scotland", "GB", "ADM1"),
    ],
)
def test_spellings(name: str, code: str, feature: str, earth: WorldGazetteer) -> None:
    places = look_up(earth, name).places
    assert any(place.country == code and place.feature_code == feature for place in places[:3])


def test_unknown_name(earth: WorldGazetteer) -> None:
    assert look_up(earth, "Xyzzyville-under-Nothing").places == ()
    (mention,) = geo.geoparse("In Xyzzyville it rained.", [(3, 13)])
    assert mention.place is None
    assert mention.resolution.reasons


def test_population_is_the_last_resort(earth: WorldGazetteer) -> None:
    del earth
    assert resolved("A fire in London.", "London") == ["GB/England"]
    assert resolved("A fire in London, Ontario.", "London") == ["CA/Ontario"]
    assert resolved("Paris, Texas, had rain.", "Paris") == ["US/Texas"]
    story = "Police in Lima, Ohio, drove from Toledo and Findlay to Dayton."
    assert resolved(story, "Toledo", "Findlay", "Dayton") == ["US/Ohio"] * 3


def test_a_list_of_countries_is_no_containment(earth: WorldGazetteer) -> None:
    del earth
    assert resolved("He named China, Japan and Georgia, Russia.", "China", "Georgia") == ["CN/", "GE/"]


def test_one_result_for_each_span(earth: WorldGazetteer) -> None:
    del earth
    text = "From Aleppo to Aleppo."
    found = geo.geoparse(text, [(5, 11), (15, 21), (0, 4)])
    assert [m.span.start for m in found] == [5, 15, 0]
    assert found[0].place == found[1].place


def test_any_text(earth: WorldGazetteer) -> None:
    del earth
    text = "KYIV (Reuters) - The Russian army shelled the town of Kupiansk in Kharkiv region, said Ivan Lviv of the UN."
    found = {m.text: m.place.name if m.place else None for m in geo.geoparse(text)}
    assert "Kharkiv" in found
    assert "Russian" not in found
    assert {m.text for m in geo.geoparse(text, peoples=True)} >= {"Russian"}


def test_tables_are_sound() -> None:
    for rows in (country_rows(), region_rows({}), district_rows(), feature_rows()):
        for row in rows:
            assert row.lat is not None
            assert row.lon is not None
            assert -90 <= row.lat <= 90, row
            assert -180 <= row.lon <= 180, row
            assert row.name.strip()


def test_start_up_is_quick_and_small(earth: WorldGazetteer) -> None:
    del earth
    if not Path("/proc/self/status").is_file():
        pytest.skip("memory is read from /proc")
    code = (
        "import re, time; t = time.process_time();"
        "from geo.places.world import world; world().named('Aleppo');"
        "took = time.process_time() - t;"
        "kilobytes = int(re.search(r'VmRSS:\\s+(\\d+)', open('/proc/self/status').read()).group(1));"
        "print(took, kilobytes / 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, megabytes = map(float, done.stdout.split())
    assert seconds < 1.0
    assert megabytes < 150


def test_every_name_of_a_place_finds_it(earth: WorldGazetteer) -> None:
    for code in ("SY", "LY", "MT"):
        for place in earth.within([code])[:150]:
            for name in (place.name, *place.alt_names):
                assert place.id in {other.id for other in earth.named(name)}, (place.id, name)


def test_within_keeps_to_the_box(earth: WorldGazetteer) -> None:
    inside = earth.within(["SY"], (36.0, 35.0, 37.0, 36.0))
    assert inside
    assert all(p.lon is not None and p.lat is not None and 36 <= p.lon <= 37 and 35 <= p.lat <= 36 for p in inside)
    assert {p.country for p in inside} == {"SY"}
