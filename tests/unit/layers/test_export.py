"""Exports: whole files or none, clear refusals, slides of native shapes, a brief with its sources."""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from pptx import Presentation
from pptx.util import Pt

from geo.errors import ExportError, InputError
from layers.animation import write_gif, write_mp4
from layers.atomic import write_whole
from layers.brief import brief_html, brief_markdown
from layers.briefing import compose
from layers.export import FORMATS, Order, check
from layers.sheet import SheetSpec
from layers.sheet.compare import compare_png
from layers.slides import slides_pptx
from tests.synth import SyntheticWar
from tests.unit.layers.fakes import dossier, empty_dossier, layers_of

WAR = SyntheticWar(n=40, days=90)
SPEC = SheetSpec(layers=layers_of(WAR), dpi=60, link="https://example.org/?d=2020-03-01", marking="FOR TRAINING")
HOSTILE = (
    "<script>alert(1)</script>",
    "](javascript:alert(1))",
    "**bold** `code` $x$",
    "a\x00b\x0bc",
    "[x](<http://e>)",
)


def test_a_failed_or_interrupted_export_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "sheet.png"
    target.write_bytes(b"old")

    def half(error: BaseException) -> None:
        def make(part: Path) -> None:
            part.write_bytes(b"half")
            raise error

        with pytest.raises((ExportError, KeyboardInterrupt, ValueError)):
            write_whole(target, make)

    for error in (KeyboardInterrupt(), ValueError("x"), OSError(28, "No space left on device")):
        half(error)
        assert target.read_bytes() == b"old"
        assert [p.name for p in tmp_path.iterdir()] == ["sheet.png"]


def test_a_killed_export_leaves_no_file(tmp_path: Path) -> None:
    code = (
        "import time, pathlib\n"
        "from layers.__main__ import explained\nfrom layers.atomic import write_whole\n"
        "def make(part):\n    part.write_bytes(b'half'); print('half', flush=True); time.sleep(60)\n"
        f"with explained():\n    write_whole(pathlib.Path({str(tmp_path / 'x.png')!r}), make)\n"
    )
    run = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert run.stdout is not None
    assert run.stdout.readline() == b"half\n"
    run.send_signal(signal.SIGTERM)
    run.communicate(timeout=30)
    assert run.returncode != 0
    assert list(tmp_path.iterdir()) == []


def _whole(part: Path) -> None:
    part.write_bytes(b"whole")


def test_what_a_killed_process_left_goes_with_a_later_export(tmp_path: Path) -> None:
    for name, age_s in ((".claimline-old", 9 * 3600), (".claimline-new", 60)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "half.png").write_bytes(b"half")
        os.utime(tmp_path / name, (time.time() - age_s,) * 2)
    write_whole(tmp_path / "x.png", _whole)
    assert sorted(p.name for p in tmp_path.iterdir()) == [".claimline-new", "x.png"]


def test_unwritable_paths_are_named(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="does not exist"):
        write_whole(tmp_path / "no" / "x.png", lambda part: None)
    with pytest.raises(ExportError, match="is a folder"):
        write_whole(tmp_path, lambda part: None)
    if os.geteuid() != 0:
        (tmp_path / "locked").mkdir(mode=0o500)
        with pytest.raises(ExportError, match="cannot write there"):
            write_whole(tmp_path / "locked" / "x.png", lambda part: None)
    with pytest.raises(ExportError):
        write_whole(Path("/proc/x.png"), lambda part: None)


def test_orders_that_make_no_sense_are_refused_before_any_work() -> None:
    order = Order(day=date(2020, 2, 27))
    for suffix in FORMATS:
        check(order, suffix)
    with pytest.raises(InputError, match=r"unknown suffix '\.docx'"):
        check(order, ".docx")
    with pytest.raises(InputError, match="must lie before"):
        check(replace(order, since=date(2020, 3, 1)), ".png")
    with pytest.raises(InputError, match="no layer nonsense"):
        check(replace(order, layer_keys=("nonsense",)), ".png")
    for day in (date(1, 1, 3), date(9999, 12, 31)):
        with pytest.raises(InputError, match="choose a day of the years"):
            check(replace(order, day=day), ".png")
    with pytest.raises(InputError, match="no table"):
        check(replace(order, table="x"), ".csv")


def test_the_command_line_explains_itself_in_one_line(tmp_path: Path) -> None:
    env = {**os.environ, "CLAIMLINE_DB": f"sqlite:///{tmp_path / 'l.db'}", "COLUMNS": "200"}
    for arguments, words in (
        (["2020-02-30", "-o", "x.png"], "is not a date"),
        (["2020-02-27", "-o", "x.docx"], "unknown suffix"),
        (["2020-02-27", "-o", "x.png", "--box", "1,2,3"], "west,south,east,north"),
    ):
        run = subprocess.run(
            [sys.executable, "-m", "layers", "export", *arguments], capture_output=True, text=True, env=env, check=False
        )
        assert run.returncode == 1
        assert words in run.stderr
        assert "Traceback" not in run.stderr


def test_slide_is_native_shapes_with_sources_in_the_notes() -> None:
    data = slides_pptx(dossier(WAR), SPEC)
    deck = Presentation(io.BytesIO(data))
    slide = deck.slides[0]
    groups = {shape.name: shape for shape in slide.shapes if shape.shape_type == 6}
    assert {"Base map", "Places", "Ground", "Place names", "Legend", "Scale, north, degrees"} <= set(groups)
    kinds = {str(member.shape_type) for member in groups["Ground"].shapes}
    assert kinds == {"FREEFORM (5)"}
    assert len(groups["Places"].shapes) >= 20
    assert not [s for s in slide.shapes if s.shape_type == 13]
    texts = " ".join(s.text_frame.text for s in slide.shapes if s.has_text_frame)
    assert compose(dossier(WAR)).headline in texts
    assert texts.count("FOR TRAINING") == 2
    notes = slide.notes_slide.notes_text_frame.text
    assert "https://example.org/" in notes
    assert "not verified control" in notes
    assert not [s.name for s in slide.shapes if s.has_text_frame and s.top + s.height > Pt(540)]
    assert data == slides_pptx(dossier(WAR), SPEC)


def test_hostile_words_make_a_slide_that_opens() -> None:
    war = WAR.renamed(*HOSTILE * 8)
    data = slides_pptx(dossier(war), replace(SPEC, layers=layers_of(war)))
    assert Presentation(io.BytesIO(data)).slides
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<script" not in archive.read("ppt/slides/slide1.xml")


def test_libreoffice_opens_the_slide(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed (Debian: libreoffice-impress)")
    path = tmp_path / "x.pptx"
    path.write_bytes(slides_pptx(dossier(WAR), SPEC))
    command = [
        office,
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "pdf",
        str(path),
    ]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, timeout=180)
    assert (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF")


def test_comparison_has_three_maps_and_needs_two_days() -> None:
    assert compare_png(dossier(WAR), SPEC) == compare_png(dossier(WAR), SPEC)
    with pytest.raises(InputError, match="--since"):
        compare_png(empty_dossier(WAR), SPEC)


def test_films_have_a_picture_a_day(tmp_path: Path) -> None:
    pictures = [np.full((720, 960, 3), 60 * i, dtype=np.uint8) for i in range(4)]
    write_gif(iter(pictures), tmp_path / "x.gif")
    write_mp4(iter(pictures), tmp_path / "x.mp4")
    from PIL import Image

    with Image.open(tmp_path / "x.gif") as film:
        assert getattr(film, "n_frames", 1) == 4
    assert (tmp_path / "x.mp4").read_bytes()[4:8] == b"ftyp"


def test_every_sentence_of_the_brief_has_its_source_number() -> None:
    told = compose(dossier(WAR))
    text = brief_markdown(dossier(WAR))
    assert text == brief_markdown(dossier(WAR))
    rows = [line for line in text.splitlines() if line.startswith("- ")]
    assert len(rows) == len(told.changes) + len(told.claims) + len(told.routes) + len(told.notes) + len(told.contested)
    numbers = {source.number for source in told.sources}
    for row in rows:
        found = re.search(r"\\\[([\d, ]+)\\\]$", row)
        assert found or row.endswith("no single source)"), row
        if found:
            assert {int(n) for n in found[1].split(",")} <= numbers
    assert "denies" in text


def test_an_empty_brief_says_so() -> None:
    text = brief_markdown(empty_dossier(WAR))
    assert "No reports for this day" in text
    assert "No source speaks of this period" in text


def test_hostile_words_stay_words_in_the_brief() -> None:
    page = brief_html(dossier(WAR.renamed(*HOSTILE * 8)))
    assert "<script" not in page
    assert "javascript:" not in re.sub(r">[^<]*<", "><", page)
    assert page.count("<a href=") == len([s for s in compose(dossier(WAR)).sources if s.url])
