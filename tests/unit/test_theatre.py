"""Theatres are data: the shipped ones load, and a wrong file says in one line what to mend."""

from __future__ import annotations

import colorsys
import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.errors import TheatreError
from geo.model import NEUTRAL_SIDES, Place
from geo.places.gazetteer import COLUMNS, area_place, with_more
from geo.places.overrides import NOT_A_PLACE
from geo.theatre import THEATRES, Theatre, load_theatre, parse_theatre, theatre_keys

SIDES = {
    "nw-syria": ("government", "opposition", "turkey", "sdf"),
    "syria": ("government", "opposition", "sdf", "is", "turkey"),
    "ukraine": ("ukraine", "russia"),
    "sudan": ("saf", "rsf"),
    "myanmar": ("junta", "resistance"),
    "libya": ("gna", "lna"),
}

MINIMAL = """key = "toyland"
title = "Toyland"
countries = ["TL"]
bbox = [10.0, 20.0, 12.0, 22.0]
start = 2024-01-01
end = 2024-12-31
metric_crs = "EPSG:32632"

[[sides]]
key = "red"
label = "Red"
colour = "#D55E00"
aliases = ["red army"]

[[sides]]
key = "blue"
label = "Blue"
colour = "#0072B2"
aliases = ["blue army"]

[[sources]]
name = "Watch"
kind = "monitor"
side = "monitor"
reliability = "B"
reason = "Pictures"

[[roads]]
key = "R1"
label = "R1"

[[routes]]
key = "a-b"
label = "A to B"
road = "R1"
start = "A"
end = "B"

[[baseline]]
places = ["A", "B"]
side = "red"
date = 2024-01-01
source = "Map of the day"
"""

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a theatre file and return its path."""

    def _write(text: str) -> Path:
        path = tmp_path / "theatre.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return _write


@pytest.fixture(params=sorted(SIDES))
def theatre(request: pytest.FixtureRequest) -> Theatre:
    """Each theatre that ships, in turn."""
    return load_theatre(request.param)


def test_the_six_wars_ship_with_their_sides() -> None:
    assert set(SIDES) <= set(theatre_keys())
    for key, sides in SIDES.items():
        assert load_theatre(key).side_keys == sides


def test_folder_and_key_agree(theatre: Theatre) -> None:
    assert theatre.folder == THEATRES / theatre.key


def test_every_alias_belongs_to_one_side(theatre: Theatre) -> None:
    owner: dict[str, str] = {}
    for side in theatre.sides:
        for name in (*side.aliases, *side.leaders, *side.backers):
            assert owner.setdefault(name.casefold(), side.key) == side.key, name


def test_aliases_are_written_once(theatre: Theatre) -> None:
    for side in theatre.sides:
        assert len(set(side.aliases)) == len(side.aliases), side.key
    for road in theatre.roads:
        assert len(set(road.aliases)) == len(road.aliases), road.key


def test_a_source_name_means_one_source(theatre: Theatre) -> None:
    owner: dict[str, str] = {}
    for source in theatre.sources:
        for name in (source.name, *source.aliases):
            assert owner.setdefault(name.casefold(), source.name) == source.name, name


def test_a_road_name_means_one_road(theatre: Theatre) -> None:
    owner: dict[str, str] = {}
    for road in theatre.roads:
        for name in (road.key, *road.aliases):
            assert owner.setdefault(name.casefold(), road.key) == road.key, name


def test_an_area_name_means_one_area(theatre: Theatre) -> None:
    owner: dict[str, str] = {}
    for area in theatre.areas:
        for name in (area.name, *area.aliases):
            assert owner.setdefault(name, area.name) == area.name, name


def test_side_colours_differ_in_hue_or_lightness(theatre: Theatre) -> None:
    seen: list[tuple[float, float]] = []
    for side in theatre.sides:
        rgb = [int(side.colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        hue, light, _ = colorsys.rgb_to_hls(*rgb)
        assert all(abs(hue - h) > 0.04 or abs(light - v) > 0.1 for h, v in seen), side.key
        seen.append((hue, light))


def test_each_side_speaks_through_a_graded_source(theatre: Theatre) -> None:
    speaking = {source.side for source in theatre.sources}
    assert set(theatre.side_keys) <= speaking
    assert speaking <= {*theatre.side_keys, *NEUTRAL_SIDES}
    assert all(len(source.reason.split()) >= 4 for source in theatre.sources)


def test_rings_are_closed_and_inside_the_theatre(theatre: Theatre) -> None:
    west, south, east, north = theatre.bbox
    for area in theatre.areas:
        if not area.polygon:
            continue
        assert area.polygon[0] == area.polygon[-1], area.name
        assert len(area.polygon) >= 4, area.name
        for lon, lat in area.polygon:
            assert west - 0.5 <= lon <= east + 0.5, area.name
            assert south - 0.5 <= lat <= north + 0.5, area.name
        assert area.source, area.name


def test_known_names_find_their_side(nw_syria: Theatre) -> None:
    wanted = {"Assad's forces": "government", "Syrian National Army": "opposition", "YPG": "sdf"}
    for name, key in wanted.items():
        assert name in nw_syria.side(key).aliases


def test_source_is_found_by_any_alias(nw_syria: Theatre) -> None:
    for name in ("SOHR", "the observatory", "Rami Abdul Rahman"):
        source = nw_syria.source(name)
        assert source is not None
        assert source.name == "Syrian Observatory for Human Rights"
    assert nw_syria.source("nobody at all") is None


def test_baseline_of_the_winter_of_2019(nw_syria: Theatre) -> None:
    held = {row.place: row.side for row in nw_syria.baseline}
    assert held["Saraqib"] == held["Maarat al-Numan"] == held["Idlib"] == "opposition"
    assert held["Khan Shaykhun"] == held["Hama"] == held["Aleppo"] == "government"
    assert all(row.source and row.date.isoformat() == "2019-12-01" for row in nw_syria.baseline)


def test_baseline_writes_out_its_list_of_places(write: Write) -> None:
    theatre = parse_theatre(write(MINIMAL))
    assert [(row.place, row.side) for row in theatre.baseline] == [("A", "red"), ("B", "red")]


def test_a_theatre_can_be_loaded_from_any_folder(write: Write) -> None:
    path = write(MINIMAL)
    assert load_theatre(str(path)).key == load_theatre(str(path.parent)).key == "toyland"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"#D55E00"', '"red"', ("sides.0.colour", "'red' is no colour", "#0072B2")),
        ('side = "monitor"', 'side = "green"', ("'Watch'", "unknown side 'green'", "use one of red, blue")),
        ('label = "Blue"', 'label = "Blue"\ncolor = "#0072B2"', ("sides.1.color", "did you mean 'colour'?")),
        ('aliases = ["red army"]', 'alias = ["red army"]', ("sides.0.alias", "did you mean 'aliases'?")),
        ('title = "Toyland"', 'title = "Toyland"\ntitel = "x"', ("titel: unknown key", "'title'")),
        ('label = "R1"', 'label = "R1"\nxyzzy = 1', ("roads.0.xyzzy", "remove it")),
        ("[10.0, 20.0, 12.0, 22.0]", "[12.0, 20.0, 10.0, 22.0]", ("bbox", "west, south, east, north")),
        ("[10.0, 20.0, 12.0, 22.0]", "[10.0, 20.0, 12.0]", ("bbox.3: missing",)),
        ("end = 2024-12-31", "end = 2023-12-31", ("lies before start", "swap")),
        ("end = 2024-12-31", 'end = "soon"', ("end:", "'soon'")),
        ('"EPSG:32632"', '"UTM 32"', ("metric_crs", "'UTM 32' is no EPSG code")),
        ('reliability = "B"', 'reliability = "Z"', ("sources.0.reliability", "'Z' is not allowed", "'A'")),
        ('kind = "monitor"', 'kind = "rumour"', ("sources.0.kind", "'rumour' is not allowed", "'wire'")),
        ('aliases = ["blue army"]', 'aliases = ["Red Army"]', ("'Red Army'", "'red' and 'blue'", "leave it")),
        ('key = "blue"', 'key = "red"', ("side key 'red' occurs twice",)),
        ('label = "Red"', 'label = "Red"\nallies = ["Green"]', ("unknown ally 'Green'", "use a side key")),
        ('road = "R1"', 'road = "R2"', ("'a-b'", "unknown road 'R2'", "[[roads]]")),
        ('side = "red"', 'side = "green"', ("baseline of 'A'", "unknown side 'green'", "red, blue")),
        ('places = ["A", "B"]', "", ("baseline.0.place: missing",)),
        ('title = "Toyland"\n', "", ("title: missing; add this key",)),
        ('title = "Toyland"', 'title = "Toyland"\ntitle = "Again"', ("not valid TOML", "line 3")),
        ('title = "Toyland"', "title = Toyland", ("not valid TOML", "line 2")),
    ],
)
def test_a_wrong_file_explains_itself_in_one_line(write: Write, old: str, new: str, says: tuple[str, ...]) -> None:
    path = write(MINIMAL.replace(old, new, 1))
    with pytest.raises(TheatreError) as caught:
        parse_theatre(path)
    message = str(caught.value)
    assert str(path) in message
    assert "\n" not in message
    for words in says:
        assert words in message


def test_one_place_cannot_start_with_two_holders(write: Write) -> None:
    row = '[[baseline]]\nplace = "A"\nside = "blue"\ndate = 2024-01-01\nsource = "Other map"\n'
    with pytest.raises(TheatreError, match="baseline gives 'A' to two sides"):
        parse_theatre(write(MINIMAL + row))


def test_an_unknown_theatre_names_the_known_ones() -> None:
    with pytest.raises(TheatreError, match=r"no theatre 'narnia'.*nw-syria") as caught:
        load_theatre("narnia")
    assert "\n" not in str(caught.value)


def test_a_file_in_another_encoding_is_an_error_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "theatre.toml"
    path.write_bytes(MINIMAL.replace("Toyland", "Tøyland").encode("latin-1"))
    with pytest.raises(TheatreError, match="UTF-8"):
        parse_theatre(path)


def _rows(theatre: Theatre, name: str) -> list[dict[str, str]]:
    path = theatre.folder / name
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_added_places_lie_in_the_theatre_and_say_where_the_point_is_from(theatre: Theatre) -> None:
    west, south, east, north = theatre.bbox
    rows = _rows(theatre, "more_places.csv")
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert west - 0.5 <= float(row["lon"]) <= east + 0.5, row["name"]
        assert south - 0.5 <= float(row["lat"]) <= north + 0.5, row["name"]
        assert row["quality"] in ("geonames", "published", "approx"), row["name"]
        assert row["source"], row["name"]
        assert row["id"].startswith(("geonames:", f"{theatre.key}:")), row["name"]


def test_added_places_meet_known_ones_by_id(write: Write) -> None:
    path = write(MINIMAL)
    header = ",".join(COLUMNS)
    rows = [
        "geonames:1,Alpha,,Alfa; First,town,PPL,21.0,11.0,TL,,,,geonames,1.0,Map,",
        "toyland:beta,Beta,,,village,PPL,21.1,11.1,TL,,,,approx,5.0,Map,",
    ]
    (path.parent / "more_places.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    alpha = Place(
        id="geonames:1", name="Alpha", kind="town", feature_code="PPL", lon=11.0, lat=21.0, country="TL",
        population=900, alt_names=("Alpha Town",),
    )  # fmt: skip
    met, new = with_more((alpha,), parse_theatre(path))
    assert met.alt_names == ("Alpha Town", "Alfa", "First")
    assert met.population == 900
    assert (new.id, new.quality, new.radius_km) == ("toyland:beta", "approx", 5.0)


def test_a_road_is_known_by_its_two_ends(write: Write) -> None:
    text = MINIMAL.replace('label = "R1"', 'label = "R1"\nbetween = ["Aton", "Beton"]\naliases = ["R-1"]')
    road = parse_theatre(write(text)).roads[0]
    assert road.aliases[0] == "R-1"
    for name in ("Aton-Beton highway", "Beton–Aton road", "road from Beton to Aton", "highway linking Aton with Beton"):
        assert name in road.aliases
    assert len(set(road.aliases)) == len(road.aliases)


def test_overrides_point_to_places_that_exist(theatre: Theatre) -> None:
    own = {row["id"] for row in (*_rows(theatre, "more_places.csv"), *_rows(theatre, "places.csv"))}
    own |= {area_place(area, theatre).id for area in theatre.areas}
    for row in _rows(theatre, "overrides.csv"):
        assert row["place"].startswith("geonames:") or row["place"] in {*own, NOT_A_PLACE}, row["name"]
        assert row["reason"], row["name"]
