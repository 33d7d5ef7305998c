"""Who is said to hold each place, the ground estimated between them, and the line where sides meet.

Points are what sources speak of; areas and line are interpolated from them and say so in every label.
"""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
from shapely.geometry import Point

from geo.crs import WGS84
from geo.model import Place
from geo.places.gazetteer import load_gazetteer
from geo.state.day import Contest, Frame, Level, PlaceStatus
from geo.state.headline import day_words, why
from geo.theatre import Theatre
from layers.base import COLUMNS, Field, LegendEntry, Shape, Symbol
from layers.palette import INK_LIGHT, UNKNOWN, side_colour

PLACE_FIELDS = (
    Field(column="status", label="Status"),
    Field(column="held_by", label="Side"),
    Field(column="against", label="Rivals"),
    Field(column="probability", label="Probability", unit="0 to 1"),
    Field(column="since", label="Since"),
    Field(column="last_reported", label="Last reported"),
    Field(column="supporting", label="Claims for it"),
    Field(column="dissenting", label="Claims against it"),
    Field(column="position", label="Position from"),
    Field(column="why", label="Why"),
)
AREA_FIELDS = (Field(column="area_km2", label="Area, interpolated", unit="km²"),)
LINE_FIELDS = (
    Field(column="length_km", label="Length, estimated", unit="km"),
    Field(column="between", label="Between"),
)


def _short(side: str, theatre: Theatre) -> str:
    found = theatre.side(side)
    return found.short or found.label


class PlacesLayer:
    """A point for each place that anybody has spoken of: what is claimed there, by whom, how sure."""

    key = "places"
    title = "Control claims"
    z = 60
    default_on = True
    geometry_types = frozenset({"Point"})
    attribution = "Place names: GeoNames (CC BY 4.0) and the theatre's place file"

    def features(self, frame: Frame, theatre: Theatre) -> gpd.GeoDataFrame:
        """Return a point per place with a status on this day (EPSG:4326), sorted by id."""
        places = frame.places or _gazetteer_places(frame, theatre)
        rows = [
            self._row(status, places[key], theatre)
            for key, status in sorted(frame.statuses.items())
            if key in places and places[key].has_point and not places[key].is_area
        ]
        columns = [*COLUMNS[:-1], *(field.column for field in PLACE_FIELDS), "geometry"]
        return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=WGS84)

    def _row(self, status: PlaceStatus, place: Place, theatre: Theatre) -> dict[str, object]:
        side = status.side if status.level is not Level.UNKNOWN else None
        return {
            "id": place.id,
            "kind": kind_of(status),
            "side": side or "",
            "confidence": status.probability if status.level is not Level.UNKNOWN else 0.0,
            "label": place.name,
            "claim_ids": " ".join((*status.supporting, *status.dissenting)),
            "status": status.level.value,
            "held_by": _short(side, theatre) if side in theatre.side_keys else "",
            "against": ", ".join(_short(key, theatre) for key in status.rivals if key in theatre.side_keys),
            "probability": round(status.probability, 2),
            "since": day_words(status.since_first) if status.since_first else "",
            "last_reported": day_words(status.last_reported) if status.last_reported else "",
            "supporting": len(status.supporting),
            "dissenting": len(status.dissenting),
            "position": place.quality,
            "why": why(status, place, theatre),
            "geometry": Point(place.lon or 0.0, place.lat or 0.0),
        }

    def symbol(self, kind: str, confidence: float, theatre: Theatre) -> Symbol:
        """Return filled for held, open for claimed, split for contested, small and hollow for unknown."""
        opacity = 0.45 + 0.55 * max(0.0, min(1.0, confidence))
        level, _, side = kind.partition("-")
        match level:
            case "held":
                colour = theatre.side(side).colour
                return Symbol(shape=Shape.DOT, stroke="#ffffff", fill=colour, radius_px=4.5, opacity=opacity)
            case "claimed":
                colour = theatre.side(side).colour
                return Symbol(shape=Shape.RING, stroke=colour, stroke_px=2.0, radius_px=4.0, opacity=opacity)
            case "contested":
                first, second = (*theatre.side_keys, *theatre.side_keys)[:2]
                words = side == Contest.WORDS.value
                return Symbol(
                    shape=Shape.SPLIT,
                    stroke=side_colour(first, theatre),
                    fill=side_colour(second, theatre),
                    stroke_px=1.0 if words else 2.0,
                    radius_px=5.0,
                    dash=(2.0, 1.5) if words else (),
                )
            case "unknown":
                return Symbol(shape=Shape.HOLLOW, stroke=UNKNOWN, stroke_px=1.2, radius_px=3.0, opacity=0.8)
            case _:
                raise KeyError(kind)

    def fields(self) -> tuple[Field, ...]:
        """Return the layer's own columns."""
        return PLACE_FIELDS

    def legend(self, theatre: Theatre) -> tuple[LegendEntry, ...]:
        """Return held and claimed for each side, then the two kinds of contested, then unknown."""
        rows = [
            (f"{level}-{key}", f"{_short(key, theatre)}: {words}")
            for key in theatre.side_keys
            for level, words in (("held", "held, also said by others"), ("claimed", "claimed by that side only"))
        ]
        rows += [
            ("contested-fighting", "Contested: fighting reported"),
            ("contested-words", "Contested: statements disagree"),
            ("unknown", "Unknown: no recent report"),
        ]
        return tuple(LegendEntry(kind=kind, symbol=self.symbol(kind, 1.0, theatre), label=text) for kind, text in rows)


def kind_of(status: PlaceStatus) -> str:
    """Return ``held-<side>``, ``claimed-<side>``, ``contested-fighting``, ``contested-words`` or ``unknown``."""
    if status.level is Level.UNKNOWN or (status.side is None and status.level is not Level.CONTESTED):
        return "unknown"
    if status.level is Level.CONTESTED:
        return f"contested-{(status.contest or Contest.WORDS).value}"
    return f"{status.level.value}-{status.side}"


def _gazetteer_places(frame: Frame, theatre: Theatre) -> Mapping[str, Place]:
    gazetteer = load_gazetteer(theatre)
    found = ((key, gazetteer.get(key)) for key in frame.statuses)
    return {key: place for key, place in found if place is not None}


class AreasLayer:
    """Ground between places, given to the side that most likely holds it: interpolated, never reported."""

    key = "areas"
    title = "Areas (interpolated)"
    z = 20
    default_on = True
    geometry_types = frozenset({"Polygon", "MultiPolygon"})
    attribution = ""

    def features(self, frame: Frame, theatre: Theatre) -> gpd.GeoDataFrame:
        """Return an area per side (EPSG:4326), and one of kind ``unknown`` where nobody is known."""
        rows = [
            {
                "id": f"area:{area.side or 'unknown'}:{i}",
                "kind": f"area-{area.side}" if area.side else "unknown",
                "side": area.side or "",
                "confidence": 0.5 if area.side else 0.0,
                "label": f"{_short(area.side, theatre)} (interpolated)" if area.side else "Nobody known",
                "claim_ids": "",
                "area_km2": round(area.area_km2, 1),
                "geometry": area.geometry,
            }
            for i, area in enumerate(frame.areas)
            if not area.geometry.is_empty
        ]
        columns = [*COLUMNS[:-1], "area_km2", "geometry"]
        return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=WGS84)

    def symbol(self, kind: str, confidence: float, theatre: Theatre) -> Symbol:
        """Return a pale hatched tone of the side; no tone at all where nobody is known."""
        if kind == "unknown":
            return Symbol(shape=Shape.AREA, stroke=UNKNOWN, stroke_px=0.0, opacity=0.0)
        side = kind.removeprefix("area-")
        colour = theatre.side(side).colour
        lean = "/" if theatre.side_keys.index(side) % 2 == 0 else "\\"
        return Symbol(
            shape=Shape.AREA, stroke=colour, fill=colour, stroke_px=0.0, opacity=0.1 + 0.1 * confidence, hatch=lean
        )

    def fields(self) -> tuple[Field, ...]:
        """Return the layer's own columns."""
        return AREA_FIELDS

    def legend(self, theatre: Theatre) -> tuple[LegendEntry, ...]:
        """Return a row per side, and one for ground where nobody is known."""
        rows = [(f"area-{key}", f"{_short(key, theatre)}: interpolated ground") for key in theatre.side_keys]
        rows.append(("unknown", "Ground nobody reported on"))
        return tuple(LegendEntry(kind=kind, symbol=self.symbol(kind, 0.5, theatre), label=text) for kind, text in rows)


class FrontLayer:
    """The estimated line between two sides and the band in which it lies; drawn as wide as we are unsure."""

    key = "line"
    title = "Estimated line"
    z = 30
    default_on = True
    geometry_types = frozenset({"LineString", "MultiLineString", "Polygon", "MultiPolygon"})
    attribution = ""

    def features(self, frame: Frame, theatre: Theatre) -> gpd.GeoDataFrame:
        """Return the band (one row, if any) and a line per stretch (EPSG:4326)."""
        rows: list[dict[str, object]] = []
        if frame.band is not None and not frame.band.is_empty:
            rows.append(
                {"id": "band", "kind": "band", "side": "", "confidence": 0.0, "label": "The line lies in this band",
                 "claim_ids": "", "length_km": None, "between": "", "geometry": frame.band}
            )  # fmt: skip
        for i, stretch in enumerate(frame.line):
            between = " and ".join(_short(side, theatre) for side in stretch.sides)
            rows.append(
                {"id": f"line:{i}", "kind": "line", "side": "", "confidence": 0.5,
                 "label": f"Estimated line: {between}", "claim_ids": " ".join(stretch.claim_ids),
                 "length_km": round(stretch.length_km, 1), "between": between, "geometry": stretch.geometry}
            )  # fmt: skip
        columns = [*COLUMNS[:-1], "length_km", "between", "geometry"]
        return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=WGS84)

    def symbol(self, kind: str, confidence: float, theatre: Theatre) -> Symbol:
        """Return a dashed dark line, or a pale grey band; KeyError for another kind."""
        return _LINE_SYMBOLS[kind]

    def fields(self) -> tuple[Field, ...]:
        """Return the layer's own columns."""
        return LINE_FIELDS

    def legend(self, theatre: Theatre) -> tuple[LegendEntry, ...]:
        """Return the line and its band."""
        rows = (
            ("line", "Estimated line between sides"),
            ("band", "Darker band: the line lies in it nine times in ten"),
        )
        return tuple(LegendEntry(kind=kind, symbol=self.symbol(kind, 0.5, theatre), label=text) for kind, text in rows)


_LINE_SYMBOLS = {
    "line": Symbol(shape=Shape.LINE, stroke=INK_LIGHT, stroke_px=1.6, dash=(7.0, 3.5)),
    "band": Symbol(shape=Shape.AREA, stroke=INK_LIGHT, fill=INK_LIGHT, stroke_px=0.0, opacity=0.1),
}
