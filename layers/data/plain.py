"""GeoJSON and CSV: text files whose bytes depend on nothing but the data."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date

import shapely
from shapely.geometry import mapping

from layers.data.columns import COLUMNS
from layers.data.tables import Extract, Record, Value, tables_of

GRID_DEG = 1e-6
"""Coordinates are written on this grid: 0.1 m."""


def json_value(value: Value) -> str | int | float | bool | None:
    """Return a cell as a JSON value; dates as ISO text."""
    return value.isoformat() if isinstance(value, date) else value


def geojson(extract: Extract) -> bytes:
    """Return all tables as one FeatureCollection (RFC 7946, WGS 84); ``table`` names each row's table."""
    lines = []
    for table, records in tables_of(extract).items():
        lines += [_feature(table, record) for record in records]
    head = json.dumps(extract.metadata, ensure_ascii=False, sort_keys=True)
    body = ",\n".join(lines)
    return f'{{"type":"FeatureCollection","metadata":{head},"features":[\n{body}\n]}}\n'.encode()


def _feature(table: str, record: Record) -> str:
    shape = None
    if record.geometry is not None and not record.geometry.is_empty:
        shape = mapping(shapely.set_precision(record.geometry, GRID_DEG, mode="pointwise"))
    properties = {"table": table} | {name: json_value(value) for name, value in record.values.items()}
    feature = {"type": "Feature", "properties": properties, "geometry": _rounded(shape)}
    return json.dumps(feature, ensure_ascii=False, separators=(",", ":"))


def _rounded(shape: object) -> object:
    if isinstance(shape, dict):
        return {key: _rounded(value) for key, value in shape.items()}
    if isinstance(shape, list | tuple):
        return [_rounded(value) for value in shape]
    return round(shape, 6) if isinstance(shape, float) else shape


FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell of text that begins so would run as a formula in a spreadsheet; it gets a leading apostrophe."""


def csv_table(extract: Extract, table: str) -> bytes:
    """Return one table as CSV (UTF-8, comma, header, lines end with a line feed), without geometry."""
    return csv_rows(table, [record.values for record in tables_of(extract)[table]])


def csv_rows(table: str, rows: Sequence[Mapping[str, Value]]) -> bytes:
    """Return rows as CSV in the table's column order."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = [column.name for column in COLUMNS[table]]
    writer.writerow(names)
    for row in rows:
        writer.writerow([_csv_cell(row.get(name)) for name in names])
    return out.getvalue().encode("utf-8")


def _csv_cell(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case str():
            return f"'{value}" if value.startswith(FORMULA) else value
        case _:
            return repr(value)


def plain_text(cell: str) -> str:
    """Return a CSV cell without the apostrophe that keeps spreadsheets from running it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell
