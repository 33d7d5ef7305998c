"""KML 2.2 for Google Earth: a folder per table, a time span per row, colours by side, every word escaped."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from xml.etree import ElementTree as ET

import numpy as np
import shapely
from PIL import Image, ImageDraw
from shapely.geometry.base import BaseGeometry

from geo.theatre import Theatre
from layers.data.columns import COLUMNS, TABLES
from layers.data.tables import Extract, Record, Value, tables_of
from layers.sheet.text import clean

NAMESPACE = "http://www.opengis.net/kml/2.2"
GREY = "#9aa1a9"
ICON = "files/dot.png"
TITLES = {
    "claims": "Claims",
    "statuses": "Places by who is said to hold them",
    "areas": "Ground, interpolated between places",
    "line": "Estimated line",
    "roads": "Highways",
    "displacement": "Displacement",
}


def kml_colour(colour: str, alpha: int = 255) -> str:
    """Return KML's aabbggrr from #rrggbb."""
    return f"{alpha:02x}{colour[5:7]}{colour[3:5]}{colour[1:3]}".lower()


def kml(extract: Extract, icon: str | None = None) -> bytes:
    """Return all tables as KML; ``icon`` is the address of the dot inside a KMZ, none for a bare file."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(f"{{{NAMESPACE}}}kml")
    document = _sub(root, "Document")
    meta = extract.metadata
    _sub(document, "name", meta["title"])
    _sub(document, "open", "1")
    _sub(document, "description", f"{meta['note']} Licences: {meta['licences']}. Build {meta['build']}.")
    _styles(document, extract.dossier.theatre, icon)
    _data(document, meta)
    for table in TABLES:
        _folder(document, table, tables_of(extract)[table])
    ET.indent(root, " ")
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def kmz(extract: Extract) -> bytes:
    """Return the KML and its icon as one zip with fixed times, so that same data give same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (("doc.kml", kml(extract, ICON)), (ICON, dot_png())):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def dot_png() -> bytes:
    """Return a white dot of 32 pixels with a dark edge; Google Earth multiplies it by the style's colour."""
    image = Image.new("RGBA", (128, 128))
    ImageDraw.Draw(image).ellipse((12, 12, 115, 115), fill="white", outline=(40, 40, 40, 255), width=10)
    out = io.BytesIO()
    image.resize((32, 32), Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()


def _sub(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{NAMESPACE}}}{tag}", attributes)
    if text is not None:
        child.text = clean(text)
    return child


def _styles(document: ET.Element, theatre: Theatre, icon: str | None) -> None:
    sides = [(side.key, side.colour) for side in theatre.sides]
    for key, colour in [*sides, ("none", GREY)]:
        for level, alpha, scale in (
            ("held", 255, 0.7),
            ("claimed", 150, 0.6),
            ("contested", 255, 0.9),
            ("unknown", 110, 0.4),
        ):
            style = _sub(document, "Style", id=f"{level}-{key}")
            mark = _sub(style, "IconStyle")
            _sub(mark, "color", kml_colour(colour, alpha))
            _sub(mark, "scale", str(scale))
            if icon:
                _sub(_sub(mark, "Icon"), "href", icon)
            _sub(_sub(style, "LabelStyle"), "scale", "0.7")
        style = _sub(document, "Style", id=f"area-{key}")
        _sub(_sub(style, "LineStyle"), "color", kml_colour(colour, 200))
        _sub(_sub(style, "PolyStyle"), "color", kml_colour(colour, 70))
    for name, colour, width in (("line", "#1b1f24", "3"), ("road", "#7a4b00", "3"), ("road-cut", "#cc3311", "5")):
        style = _sub(document, "Style", id=name)
        line = _sub(style, "LineStyle")
        _sub(line, "color", kml_colour(colour))
        _sub(line, "width", width)


def _folder(document: ET.Element, table: str, records: Iterable[Record]) -> None:
    folder = _sub(document, "Folder", id=f"table-{table}")
    _sub(folder, "name", TITLES[table])
    _sub(folder, "visibility", "0" if table == "claims" else "1")
    for record in records:
        if record.geometry is None or record.geometry.is_empty:
            continue
        mark = _sub(folder, "Placemark")
        _sub(mark, "name", _name(table, record.values))
        if table == "claims":
            _sub(mark, "visibility", "0")
        _span(mark, table, record)
        _sub(mark, "styleUrl", f"#{_style_id(table, record)}")
        _data(mark, {c.name: _text(record.values[c.name]) for c in COLUMNS[table]})
        _geometry(mark, record.geometry)


def _text(value: Value) -> str:
    return "" if value is None else str(value)


def _name(table: str, values: object) -> str:
    row = values if isinstance(values, dict) else {}
    match table:
        case "statuses":
            return _text(row.get("place_name"))
        case "claims":
            return f"{_text(row.get('claimant'))}: {_text(row.get('polarity'))}"
        case "areas":
            return f"{_text(row.get('side')) or 'nobody known'} (interpolated)"
        case "line":
            return f"{_text(row.get('side_a'))} / {_text(row.get('side_b'))}"
        case "roads":
            return f"{_text(row.get('road'))} {_text(row.get('inferred'))}"
        case _:
            return f"{_text(row.get('as_written'))} {_text(row.get('movement'))}"


def _span(mark: ET.Element, table: str, record: Record) -> None:
    """Give a row its time: from its first day to the day after its last; a claim starts and stays."""
    span = _sub(mark, "TimeSpan")
    values = record.values
    if table == "claims":
        _sub(span, "begin", _text(values["published"]))
        return
    _sub(span, "begin", _text(values["valid_from"]))
    _sub(span, "end", f"{_text(values['valid_to'])}T23:59:59Z")


def _style_id(table: str, record: Record) -> str:
    values = record.values
    match table:
        case "statuses":
            return f"{values['level']}-{values['side'] or 'none'}"
        case "areas":
            return f"area-{values['side'] or 'none'}"
        case "line":
            return "line"
        case "roads":
            return "road-cut" if "cut" in (values["stated"], values["inferred"]) else "road"
        case _:
            return "unknown-none"


def _data(parent: ET.Element, values: dict[str, str]) -> None:
    extended = _sub(parent, "ExtendedData")
    for name, value in values.items():
        if value:
            _sub(_sub(extended, "Data", name=name), "value", value)


def _geometry(parent: ET.Element, geometry: BaseGeometry) -> None:
    parts = list(shapely.get_parts(geometry))
    if len(parts) > 1:
        parent = _sub(parent, "MultiGeometry")
    for part in parts:
        match part.geom_type:
            case "Point":
                _sub(_sub(parent, "Point"), "coordinates", _coordinates(part))
            case "LineString":
                line = _sub(parent, "LineString")
                _sub(line, "tessellate", "1")
                _sub(line, "coordinates", _coordinates(part))
            case "Polygon":
                polygon = _sub(parent, "Polygon")
                _sub(polygon, "tessellate", "1")
                _sub(_sub(_sub(polygon, "outerBoundaryIs"), "LinearRing"), "coordinates", _coordinates(part.exterior))
                for hole in part.interiors:
                    _sub(_sub(_sub(polygon, "innerBoundaryIs"), "LinearRing"), "coordinates", _coordinates(hole))


def _coordinates(geometry: BaseGeometry) -> str:
    points = np.round(shapely.get_coordinates(geometry), 6)
    return " ".join(f"{lon:.6f},{lat:.6f}" for lon, lat in points)
