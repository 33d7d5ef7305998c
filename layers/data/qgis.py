"""QGIS styles (QML) for the layers of a GeoPackage: colours by side, shape by level, time from the fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from geo.theatre import Theatre

GREY = "#9aa1a9"

_INTERVAL = ("statuses", "areas", "line", "roads", "displacement")


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A value of the styled expression with its label, symbol class and symbol properties."""

    value: str
    label: str
    layer: str
    props: Mapping[str, str]


def rgba(colour: str, alpha: int = 255) -> str:
    """Return "r,g,b,a" from #rrggbb."""
    return ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)) + f",{alpha}"


def style_of(table: str, theatre: Theatre) -> str:
    """Return the QML text of a table's default style."""
    match table:
        case "statuses":
            return _qml(table, "marker", "\"level\" || ':' || coalesce(\"side\", '')", _status_categories(theatre))
        case "areas":
            return _qml(table, "fill", "coalesce(\"side\", '')", _area_categories(theatre))
        case "roads":
            return _qml(table, "line", '"inferred"', _road_categories())
        case "line":
            return _qml(table, "line", "'line'", [_line("line", "Estimated line", "#1b1f24", "0.8", "solid")])
        case "claims":
            return _qml(table, "marker", '"polarity"', _claim_categories())
        case "displacement":
            return _qml(table, "marker", '"movement"', _movement_categories())
        case unknown:
            raise KeyError(unknown)


def _marker(
    value: str, label: str, shape: str, fill: str, edge: str, size: str = "2.4", width: str = "0.3"
) -> Category:
    props = {
        "name": shape, "color": fill, "outline_color": edge, "outline_width": width,
        "size": size, "size_unit": "MM", "outline_width_unit": "MM",
    }  # fmt: skip
    return Category(value=value, label=label, layer="SimpleMarker", props=props)


def _line(value: str, label: str, colour: str, width: str, style: str) -> Category:
    props = {"line_color": rgba(colour), "line_width": width, "line_style": style, "line_width_unit": "MM"}
    return Category(value=value, label=label, layer="SimpleLine", props=props)


def _status_categories(theatre: Theatre) -> list[Category]:
    rows = []
    for side in theatre.sides:
        name, colour = side.short or side.label, rgba(side.colour)
        dark = rgba("#1b1f24")
        rows += [
            _marker(f"held:{side.key}", f"held by {name}", "circle", colour, dark, width="0.15"),
            _marker(f"claimed:{side.key}", f"claimed by {name}", "circle", "255,255,255,255", colour, width="0.7"),
            _marker(f"contested:{side.key}", f"contested, {name} ahead", "diamond", colour, dark, size="3.2"),
        ]
    rows.append(_marker("contested:", "contested", "diamond", "255,255,255,255", rgba("#1b1f24"), size="3.2"))
    rows.append(_marker("unknown:", "unknown", "circle", "255,255,255,255", rgba(GREY), size="1.8"))
    return rows


def _area_categories(theatre: Theatre) -> list[Category]:
    sides = [(side.key, side.short or side.label, side.colour) for side in theatre.sides]
    return [
        Category(
            value=key,
            label=f"{label} (interpolated)",
            layer="SimpleFill",
            props={
                "color": rgba(colour, 60),
                "style": "b_diagonal",
                "outline_color": rgba(colour),
                "outline_width": "0.2",
            },
        )
        for key, label, colour in [*sides, ("", "nobody known", GREY)]
    ]


def _road_categories() -> list[Category]:
    kinds = (
        ("open", "#1b1f24", "solid"), ("held", "#1b1f24", "solid"), ("cut", "#cc3311", "dash"),
        ("contested", "#ee7733", "dash dot"), ("unknown", GREY, "dot"),
    )  # fmt: skip
    return [_line(value, value, colour, "0.7", style) for value, colour, style in kinds]


def _claim_categories() -> list[Category]:
    dark = rgba("#1b1f24")
    return [
        _marker("asserted", "asserted", "triangle", dark, dark, size="1.8"),
        _marker("denied", "denied", "cross2", "255,255,255,0", dark, size="1.8"),
    ]


def _movement_categories() -> list[Category]:
    purple = rgba("#aa3377")
    return [
        _marker("fled", "fled", "circle", rgba("#aa3377", 120), purple, size="5"),
        _marker("returned", "returned", "square", rgba("#aa3377", 60), purple, size="5"),
    ]


def _qml(table: str, symbol_type: str, expression: str, categories: Iterable[Category]) -> str:
    """Return a categorised renderer as QML; intervals are tied to QGIS's temporal controller."""
    root = ET.Element("qgis", version="3.22", styleCategories="Symbology|Temporal|Labeling")
    if table in _INTERVAL:
        ET.SubElement(
            root, "temporal", mode="2", enabled="1", startField="valid_from", endField="valid_to",
            limitMode="1", durationUnit="days", fixedDuration="0", accumulate="0", startExpression="", endExpression="",
            durationField="",
        )  # fmt: skip
    renderer = ET.SubElement(
        root, "renderer-v2", type="categorizedSymbol", attr=expression, enableorderby="0", forceraster="0",
        symbollevels="0", referencescale="-1",
    )  # fmt: skip
    listed = ET.SubElement(renderer, "categories")
    symbols = ET.SubElement(renderer, "symbols")
    for number, category in enumerate(categories):
        ET.SubElement(
            listed,
            "category",
            value=category.value,
            label=category.label,
            symbol=str(number),
            render="true",
            type="string",
        )
        symbol = ET.SubElement(
            symbols, "symbol", type=symbol_type, name=str(number), alpha="1", clip_to_extent="1", force_rhr="0"
        )
        layer = ET.SubElement(symbol, "layer", {"class": category.layer, "enabled": "1", "locked": "0", "pass": "0"})
        options = ET.SubElement(layer, "Option", type="Map")
        for name, value in sorted(category.props.items()):
            ET.SubElement(options, "Option", type="QString", name=name, value=value)
            ET.SubElement(layer, "prop", k=name, v=value)
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + ET.tostring(root, encoding="unicode")
