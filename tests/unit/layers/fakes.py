"""Small layers over the synthetic war, drawn only through the protocol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import geopandas as gpd
from shapely.geometry import Point

from geo.crs import WGS84
from geo.model import Place
from geo.state.day import Frame, Level
from geo.theatre import Theatre
from layers.base import COLUMNS, Field, LegendEntry, Shape, Symbol
from layers.dossier import Dossier, build_id_of, known_by
from tests.synth import SyntheticWar


def rows_of(rows: list[tuple[object, ...]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, columns=list(COLUMNS), geometry="geometry", crs=WGS84)


@dataclass
class Dots:
    """Places as dots by level and side."""

    places: Mapping[str, Place]
    key: str = "places"
    title: str = "Places"
    z: int = 30
    default_on: bool = True
    geometry_types: frozenset[str] = field(default_factory=lambda: frozenset({"Point"}))
    attribution: str = "GeoNames, CC BY 4.0"

    def features(self, frame: Frame, theatre: Theatre) -> gpd.GeoDataFrame:
        rows: list[tuple[object, ...]] = []
        for key, status in frame.statuses.items():
            place = self.places.get(key)
            if place and place.lon is not None and place.lat is not None:
                kind = status.level.value if status.side is None else f"{status.level.value}:{status.side}"
                rows.append((key, kind, status.side, status.probability, place.name, "", Point(place.lon, place.lat)))
        return rows_of(rows)

    def symbol(self, kind: str, confidence: float, theatre: Theatre) -> Symbol:
        level, _, side = kind.partition(":")
        colour = theatre.side(side).colour if side else "#888888"
        shape = {"held": Shape.DOT, "claimed": Shape.RING, "contested": Shape.SPLIT, "unknown": Shape.HOLLOW}[level]
        return Symbol(shape=shape, stroke=colour, fill=colour if level != "claimed" else None, radius_px=4.0)

    def fields(self) -> tuple[Field, ...]:
        return ()

    def legend(self, theatre: Theatre) -> tuple[LegendEntry, ...]:
        kinds = [f"{level.value}:{side}" for side in theatre.side_keys for level in Level] + ["unknown"]
        return tuple(LegendEntry(kind=k, symbol=self.symbol(k, 1.0, theatre), label=k) for k in kinds)


@dataclass
class Ground:
    """Areas, the line and its band."""

    key: str = "ground"
    title: str = "Ground"
    z: int = 10
    default_on: bool = True
    geometry_types: frozenset[str] = field(default_factory=lambda: frozenset({"Polygon", "LineString"}))
    attribution: str = ""

    def features(self, frame: Frame, theatre: Theatre) -> gpd.GeoDataFrame:
        rows: list[tuple[object, ...]] = [
            (f"area:{i}", area.side, area.side, 0.5, "", "", area.geometry) for i, area in enumerate(frame.areas)
        ]
        if frame.band is not None:
            rows.append(("band", "band", None, 0.5, "", "", frame.band))
        rows += [(f"line:{i}", "line", None, 0.5, "", "", line.geometry) for i, line in enumerate(frame.line)]
        return rows_of(rows)

    def symbol(self, kind: str, confidence: float, theatre: Theatre) -> Symbol:
        if kind == "line":
            return Symbol(shape=Shape.LINE, stroke="#222222", stroke_px=2.0)
        if kind == "band":
            return Symbol(shape=Shape.AREA, stroke="#222222", fill="#222222", stroke_px=0, opacity=0.15)
        colour = theatre.side(kind).colour
        return Symbol(shape=Shape.AREA, stroke=colour, fill=colour, opacity=0.25, hatch="//")

    def fields(self) -> tuple[Field, ...]:
        return ()

    def legend(self, theatre: Theatre) -> tuple[LegendEntry, ...]:
        kinds = ("line", "band", *theatre.side_keys)
        return tuple(LegendEntry(kind=k, symbol=self.symbol(k, 1.0, theatre), label=k) for k in kinds)


def dossier(war: SyntheticWar, day_index: int = 60, back: int = 7) -> Dossier:
    frame = war.frame(day_index)
    return Dossier(
        theatre=war.theatre,
        frame=frame,
        since=war.frame(day_index - back),
        places={place.id: place for place in war.places},
        claims=known_by(war.claims, frame.day),
        articles={article.id: article for article in war.articles},
        build_id=build_id_of(war.claims),
    )


def layers_of(war: SyntheticWar) -> tuple[Ground, Dots]:
    return (Ground(), Dots({place.id: place for place in war.places}))


def empty_dossier(war: SyntheticWar) -> Dossier:
    day = war.start - timedelta(days=400)
    frame = Frame(theatre=war.theatre.key, day=day, known_as_of=day)
    return Dossier(
        theatre=war.theatre, frame=frame, since=None, places={}, claims={}, articles={}, build_id=build_id_of(())
    )
