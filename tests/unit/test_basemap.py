"""The base map covers its theatre, and an unknown theatre still gets land and borders."""

from __future__ import annotations

import pytest
from shapely.geometry import Point, box

from geo.basemap import COLUMNS, KINDS, frame_box, land, layers
from geo.basemap.build import rings, stitch, topology_arcs
from geo.theatre import Theatre


def test_base_map_of_the_sample_theatre_has_land_borders_and_named_provinces(nw_syria: Theatre) -> None:
    rows = layers(nw_syria)
    assert tuple(rows.columns) == (*COLUMNS, "geometry")
    assert rows.crs == "EPSG:4326"
    assert set(rows["layer"]) <= set(KINDS)
    provinces = rows[rows["layer"] == "province"].set_index("name")
    assert provinces.loc["Idlib", "name_local"] == "محافظة إدلب"
    assert provinces.loc["Idlib"].geometry.contains(Point(36.63, 35.93))
    assert rows.geometry.is_valid.all()


def test_land_is_clipped_to_the_box_and_leaves_out_the_sea(nw_syria: Theatre) -> None:
    ground = land(nw_syria)
    assert box(*nw_syria.bbox).buffer(1e-9).contains(ground)
    assert ground.contains(Point(36.8, 35.86))  # Saraqib
    assert not ground.contains(Point(35.705, 35.3))  # the Mediterranean


def test_land_ends_at_the_border_of_the_theatres_countries(nw_syria: Theatre) -> None:
    ground = land(nw_syria)
    assert not ground.contains(Point(36.16, 36.2))  # Antakya, in a country that the theatre does not name
    both = nw_syria.model_copy(update={"countries": ("SY", "TR")})
    assert land(both).contains(Point(36.16, 36.2))


@pytest.mark.parametrize("key", ["elsewhere", "nw-syria"])
def test_theatre_without_a_file_gets_its_piece_of_the_world(nw_syria: Theatre, key: str) -> None:
    theatre = nw_syria.model_copy(update={"key": key, "bbox": (22.0, 44.0, 40.5, 52.5)})
    rows = layers(theatre)
    assert {"land", "border"} <= set(rows["layer"])
    assert frame_box(theatre).buffer(1e-9).contains(box(*rows.total_bounds))
    assert land(theatre).contains(Point(30.5, 50.4))  # Kyiv


def test_topology_decodes_deltas_and_reversed_arcs() -> None:
    topology = {
        "transform": {"scale": [2, 3], "translate": [10, 20]},
        "arcs": [[[0, 0], [1, 0], [0, 1]], [[1, 1], [-1, -1]]],
    }
    arcs = topology_arcs(topology)
    assert arcs[0] == [(10, 20), (12, 20), (12, 23)]
    assert stitch(arcs, [0, 1]) == [(10, 20), (12, 20), (12, 23), (10, 20)]
    assert stitch(arcs, [~1]) == [(10, 20), (12, 23)]
    assert rings(arcs, [[1]]) == []
