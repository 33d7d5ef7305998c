"""Data files: same tables in every format, readable by the tools they are for, repeatable, harmless."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import subprocess
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import pyarrow.parquet as pq
import pytest

from geo.errors import InputError
from geo.ledger import Ledger
from layers.data.columns import COLUMNS, TABLES, columns_markdown
from layers.data.frames import write_gpkg, write_parquet
from layers.data.kml import NAMESPACE, kml, kmz
from layers.data.plain import csv_table, geojson
from layers.data.read_csv import fill_ledger, read_claims_csv
from layers.data.tables import Extract, intervals_of_frames, tables_of
from tests.synth import SyntheticWar
from tests.unit.layers.fakes import dossier

WAR = SyntheticWar(n=12, days=90)


def extract(war: SyntheticWar = WAR) -> Extract:
    frames = tuple(war.frame(i) for i in range(53, 61))
    return Extract(dossier=dossier(war), frames=frames, intervals=intervals_of_frames(frames))


def test_every_row_has_every_documented_column_and_runs_cover_each_day_once() -> None:
    tables = tables_of(extract())
    assert set(tables) == set(TABLES)
    for name, records in tables.items():
        assert records, name
        assert all(list(r.values) == [c.name for c in COLUMNS[name]] for r in records)
    days: dict[str, list[date]] = {}
    for record in tables["statuses"]:
        first, last = record.values["valid_from"], record.values["valid_to"]
        assert isinstance(first, date)
        assert isinstance(last, date)
        run = days.setdefault(str(record.values["place_id"]), [])
        run += [first + timedelta(days=i) for i in range((last - first).days + 1)]
    for run in days.values():
        assert len(run) == len(set(run)) == 8


def test_equal_days_become_one_interval() -> None:
    roads = [r for r in tables_of(extract())["roads"] if r.values["id"] == "M5:0"]
    assert [(r.values["valid_from"], r.values["valid_to"]) for r in roads] == [(date(2020, 2, 23), date(2020, 3, 1))]


def test_text_formats_are_repeatable() -> None:
    for make in (geojson, kml, kmz, lambda e: csv_table(e, "claims")):
        assert make(extract()) == make(extract())


def test_geojson_is_valid_and_opens_with_gdal(tmp_path: Path) -> None:
    path = tmp_path / "x.geojson"
    path.write_bytes(geojson(extract()))
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document["metadata"]["note"].startswith("Attributed claims")
    assert {f["properties"]["table"] for f in document["features"]} == set(TABLES)
    for feature in document["features"]:
        assert list(feature["properties"])[1:] == [c.name for c in COLUMNS[feature["properties"]["table"]]]
    assert len(gpd.read_file(path)) == len(document["features"])


def test_geopackage_has_all_layers_crs_metadata_and_default_styles(tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    write_gpkg(extract(), path)
    for table in TABLES:
        rows = gpd.read_file(path, layer=table)
        assert rows.crs.to_epsg() == 4326
        assert [c for c in rows.columns if c != "geometry"] == [c.name for c in COLUMNS[table]]
        assert len(rows) == len(tables_of(extract())[table])
    with sqlite3.connect(path) as db:
        styles = dict(db.execute("SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault = 1").fetchall())
        notes = db.execute("SELECT metadata FROM gpkg_metadata").fetchall()
    db.close()
    assert set(styles) == set(TABLES)
    for text in styles.values():
        assert ET.fromstring(text.split("\n", 1)[1]).find("renderer-v2") is not None
    assert any("verified control" in note[0] for note in notes)


QGIS_CHECK = """
import sys
from qgis.core import QgsApplication, QgsVectorLayer
app = QgsApplication([], False); app.initQgis()
for name in sys.argv[2:]:
    layer = QgsVectorLayer(f"{sys.argv[1]}|layername={name}", name, "ogr")
    r = layer.renderer()
    n = len(r.categories()) if r.type() == "categorizedSymbol" else 0
    renderer_at_once = r.type()
    layer.loadDefaultStyle()  # QGIS sets its own guess of the time fields after the style on opening
    t = layer.temporalProperties()
    print(name, layer.isValid(), layer.crs().authid(), renderer_at_once, n, t.isActive(), t.startField())
sys.stdout.flush()
"""


def test_qgis_opens_the_geopackage_with_our_styles(tmp_path: Path) -> None:
    python = "/usr/bin/python3"
    probe = [python, "-c", "import qgis.core"]
    if not Path(python).exists() or subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("QGIS's Python module is not installed (Debian: python3-qgis)")
    path = tmp_path / "x.gpkg"
    write_gpkg(extract(), path)
    env = {"QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    run = subprocess.run(
        [python, "-c", QGIS_CHECK, str(path), *TABLES],
        capture_output=True,
        text=True,
        env=env,
        check=False,
        timeout=120,
    )
    rows = {line.split()[0]: line.split()[1:] for line in run.stdout.splitlines() if line.startswith(TABLES)}
    assert set(rows) == set(TABLES), run.stderr[-500:]
    for table, (valid, crs, renderer, categories, temporal, *start) in rows.items():
        assert (valid, crs, renderer) == ("True", "EPSG:4326", "categorizedSymbol"), table
        assert int(categories) >= 1
        assert (temporal == "True") == (table != "claims")
        assert table == "claims" or start == ["valid_from"]


def test_parquet_round_trip_with_metadata(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    write_parquet(extract(), path, "statuses")
    rows = gpd.read_parquet(path)
    assert rows.crs.to_epsg() == 4326
    assert [c for c in rows.columns if c != "geometry"] == [c.name for c in COLUMNS["statuses"]]
    meta = pq.read_schema(path).metadata
    assert json.loads(meta[b"claimline"])["build"] == extract().dossier.build_id


HOSTILE = (
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x")',
    '"; DROP TABLE claims; --',
    "]]>&<",
    "@sum",
    "نص\u202e",
)


def test_kml_is_valid_by_the_ogc_schema_also_with_hostile_names() -> None:
    validator = pytest.importorskip("fastkml.validator", reason="fastkml carries the OGC KML 2.2 schema")
    text = kml(extract(WAR.renamed(*HOSTILE * 2)))
    root = ET.fromstring(text)
    assert root.tag == f"{{{NAMESPACE}}}kml"
    assert not list(root.iter(f"{{{NAMESPACE}}}script"))
    assert validator.validate(file_to_validate=io.BytesIO(text)) is True
    spans = list(root.iter(f"{{{NAMESPACE}}}TimeSpan"))
    assert len(spans) == len(list(root.iter(f"{{{NAMESPACE}}}Placemark"))) > 0


def test_csv_cells_never_run_as_formulas_and_read_back_the_same(tmp_path: Path) -> None:
    war = WAR.renamed(*HOSTILE * 2)
    data = csv_table(extract(war), "claims")
    cells = [cell for row in csv.reader(io.StringIO(data.decode())) for cell in row]
    assert not [c for c in cells if c[:1] in ("=", "@", "+") or (c[:1] == "-" and not c[1:2].isdigit())]


def test_claims_csv_reads_back_as_a_ledger_with_the_same_claims(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_bytes(csv_table(extract(), "claims"))
    found = read_claims_csv(path)
    assert not found.discarded
    with Ledger.open(f"sqlite:///{tmp_path / 'back.db'}") as ledger:
        assert fill_ledger(found, ledger) == len(found.readings)
        back = {claim.id: claim for claim in ledger.claims()}
        articles = {article.id: article for article in ledger.articles()}
        assert fill_ledger(found, ledger) == 0
    assert back == extract().dossier.claims
    assert {a.title for a in articles.values()} <= {a.title for a in WAR.articles}


def test_a_changed_row_is_left_out_with_its_line_and_reason(tmp_path: Path) -> None:
    rows = csv_table(extract(), "claims").decode().splitlines()
    rows[3] = rows[3].replace(",gained,", ",lost,", 1)
    path = tmp_path / "claims.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    found = read_claims_csv(path)
    assert [row.path for row in found.discarded] == ["claims.csv:4"]
    assert "does not belong" in found.discarded[0].reason


def test_a_file_that_is_no_claims_csv_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="lacks the columns"):
        read_claims_csv(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot be read"):
        read_claims_csv(path)


def test_the_table_of_columns_names_units() -> None:
    text = columns_markdown()
    assert "| areas | `area_km2` | real | km² |" in text
    assert text.count("\n") == 2 + sum(map(len, COLUMNS.values()))
