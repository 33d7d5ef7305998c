"""Tables for the geospatial formats: GeoPackage with styles that QGIS applies, and GeoParquet."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pyogrio

from geo.crs import WGS84
from layers.data.columns import COLUMNS
from layers.data.qgis import style_of
from layers.data.tables import Extract, Record, tables_of

_DTYPES = {"text": "string", "int": "Int64", "real": "float64", "bool": "boolean"}

GEOMETRY = {
    "claims": "Point",
    "statuses": "Point",
    "areas": "MultiPolygon",
    "line": "MultiLineString",
    "roads": "MultiLineString",
    "displacement": "Point",
}
"""Geometry type of each table in a GeoPackage."""


def frame_of(table: str, records: tuple[Record, ...]) -> gpd.GeoDataFrame:
    """Return a table as a GeoDataFrame (EPSG:4326) with typed columns; dates as timestamps."""
    data = {}
    for column in COLUMNS[table]:
        cells = [record.values[column.name] for record in records]
        if column.type == "date":
            data[column.name] = pd.Series(pd.to_datetime(pd.Series(cells, dtype="object"))).astype("datetime64[ms]")
        else:
            data[column.name] = pd.Series(cells, dtype=_DTYPES[column.type])
    return gpd.GeoDataFrame(data, geometry=[record.geometry for record in records], crs=WGS84)


def write_gpkg(extract: Extract, path: Path) -> None:
    """Write all tables as layers of a GeoPackage, with metadata and default styles, at ``path``."""
    os.environ.setdefault("OGR_CURRENT_DATE", f"{extract.dossier.day.isoformat()}T00:00:00Z")
    for table, records in tables_of(extract).items():
        pyogrio.write_dataframe(
            frame_of(table, records),
            path,
            layer=table,
            driver="GPKG",
            geometry_type=GEOMETRY[table],
            promote_to_multi=GEOMETRY[table].startswith("Multi"),
            append=path.exists(),
            layer_metadata=extract.metadata,
            dataset_metadata=extract.metadata,
            dataset_options={} if path.exists() else {"VERSION": "1.2"},  # what QGIS 3.16 and GDAL 3.4 read in full
        )
    _add_styles(extract, path)


def _add_styles(extract: Extract, path: Path) -> None:
    """Add the ``layer_styles`` table that QGIS reads: one default QML style for each layer."""
    with sqlite3.connect(path) as db:
        db.execute(
            "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), "
            "f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), "
            "styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), "
            "update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))"
        )
        stamp = f"{extract.dossier.day.isoformat()}T00:00:00.000Z"
        db.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) "
            "VALUES ('layer_styles', 'attributes', 'layer_styles', 'default styles', ?)",
            (stamp,),
        )
        columns = dict(db.execute("SELECT table_name, column_name FROM gpkg_geometry_columns").fetchall())
        for table, column in sorted(columns.items()):
            db.execute(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, "
                "styleName, styleQML, styleSLD, useAsDefault, description, owner, update_time) "
                "VALUES ('', '', ?, ?, ?, ?, '', 1, 'Claimline', '', ?)",
                (table, column, table, style_of(table, extract.dossier.theatre), stamp),
            )
    db.close()


def write_parquet(extract: Extract, path: Path, table: str) -> None:
    """Write one table as GeoParquet 1.1 with the metadata of the extract under the key ``claimline``."""
    frame = frame_of(table, tables_of(extract)[table])
    frame.to_parquet(path, index=False, schema_version="1.1.0")
    written = pq.read_table(path)
    meta = {**(written.schema.metadata or {}), b"claimline": json.dumps(extract.metadata, sort_keys=True).encode()}
    pq.write_table(written.replace_schema_metadata(meta), path)
