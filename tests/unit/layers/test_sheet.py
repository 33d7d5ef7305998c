"""The briefing sheet: complete, repeatable, honest when empty, harmless with hostile words."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from geo.errors import InputError
from layers.briefing import compose
from layers.briefing.words import capital
from layers.sheet import A4, PAPERS, WIDE, SheetSpec, sheet_pdf, sheet_png, sheet_svg
from layers.sheet.spec import Rect
from layers.sheet.text import Run as Words
from layers.sheet.text import clean, fit, width_pt, wrap
from tests.synth import SyntheticWar
from tests.unit.layers.fakes import dossier, empty_dossier, layers_of

WAR = SyntheticWar(n=40, days=90)
LINK = "https://example.org/?d=2020-03-01&v=8/35.90/36.80"
SPEC = SheetSpec(layers=layers_of(WAR), paper=WIDE, dpi=72, link=LINK, marking="FOR TRAINING")


def words_of(svg: bytes) -> str:
    return " ".join(re.findall(r"<text[^>]*>(.*?)</text>", svg.decode(), re.DOTALL))


@pytest.mark.parametrize("key", sorted(PAPERS))
def test_png_has_the_size_of_its_paper_and_is_not_blank(key: str) -> None:
    paper = PAPERS[key]
    image = Image.open(io.BytesIO(sheet_png(dossier(WAR), replace(SPEC, paper=paper))))
    assert abs(image.width - paper.width) <= 1
    assert abs(image.height - paper.height) <= 1
    assert len(np.unique(np.asarray(image).reshape(-1, 3), axis=0)) > 100


def test_svg_says_everything_a_briefing_needs() -> None:
    told = compose(dossier(WAR))
    words = words_of(sheet_svg(dossier(WAR), replace(SPEC, paper=A4)))
    assert told.headline.split(".")[0][:20] in words
    for needed in ("1 March 2020", "Data cut-off", "not verified control", "What changed since 23 February 2020",
                   "Key claims", "Sources", "Routes", "Displacement", "FOR TRAINING", "Live view", "km", "GeoNames",
                   "Natural Earth", capital(told.claims[0].speaker), f"({told.claims[0].grade}".strip("(")):  # fmt: skip
        assert needed in words
    assert words.count("FOR TRAINING") == 2


def test_same_input_same_bytes() -> None:
    for make in (sheet_png, sheet_svg, sheet_pdf):
        assert make(dossier(WAR), SPEC) == make(dossier(WAR), SPEC)


def test_a_day_without_data_is_an_honest_empty_sheet() -> None:
    words = words_of(sheet_svg(empty_dossier(WAR), SPEC))
    assert "No reports by this day" in words
    assert "silence, not calm" in words


def test_a_day_before_the_first_report_says_so_though_roads_have_a_state() -> None:
    told = compose(dossier(WAR))
    assert replace(told, changes=(), claims=(), contested=(), notes=(), totals=()).is_empty
    assert not told.is_empty


def test_box_outside_the_theatre_is_refused_with_the_theatres_box() -> None:
    with pytest.raises(InputError, match="outside North-west Syria"):
        sheet_png(dossier(WAR), replace(SPEC, box=(-80.0, 20.0, -70.0, 30.0)))
    with pytest.raises(InputError, match="west,south,east,north"):
        sheet_png(dossier(WAR), replace(SPEC, box=(37.0, 35.0, 36.0, 36.0)))
    with pytest.raises(InputError, match="too small"):
        sheet_png(dossier(WAR), replace(SPEC, box=(36.5, 35.5, 36.501, 35.501)))


HOSTILE = (
    "<script>alert(1)</script>",
    "$\\frac{1}{0}$ and $ alone",
    "line\nbreak\x00\x07 and \u202eoverride",
    "x" * 4000,
    "]]></text><image href='file:///etc/passwd'/>",
)


def test_hostile_names_and_markings_are_only_words() -> None:
    war = WAR.renamed(*HOSTILE * 8)
    svg = sheet_svg(dossier(war), replace(SPEC, marking=" ".join(HOSTILE), layers=layers_of(war))).decode()
    assert "<script" not in svg
    assert "<image" not in svg
    assert "\u202e" not in svg
    assert sheet_png(dossier(war), replace(SPEC, marking=HOSTILE[1], layers=layers_of(war), paper=A4))


def test_a_script_link_never_becomes_a_link() -> None:
    svg = sheet_svg(dossier(WAR), replace(SPEC, link="javascript:alert(1)")).decode()
    assert "javascript" not in svg


def test_wrapped_lines_keep_every_word_and_the_width() -> None:
    runs = [Words("Saraqib:", bold=True), Words("held by Opposition; was claimed by Government " * 4)]
    lines = wrap(runs, 7.0, 120.0)
    joined = " ".join(run.text for line in lines for _, run in line)
    assert joined.split() == clean(" ".join(run.text for run in runs)).split()
    for line in lines:
        offset, run = line[-1]
        assert offset + width_pt(run.text, 7.0, bold=run.bold) <= 120.5


def test_fit_cuts_with_an_ellipsis() -> None:
    short = fit("a rather long marking line", 8.0, 60.0)
    assert short.endswith("…")
    assert width_pt(short, 8.0) <= 60.0


def test_text_never_leaves_its_columns() -> None:
    from layers.sheet.flow import Row, Section, fill
    from layers.sheet.page import blank_page

    rows = tuple(Row((Words(f"row {i} " + "word " * (i % 17)),)) for i in range(60))
    room = Rect(x=30, y=100, w=200, h=180)
    _, page = blank_page(WIDE, SPEC)
    before = len(page.texts)
    shown = fill(page, (room,), [Section("One", rows), Section("Two", rows)], 7.0)
    assert min(shown) >= 2
    assert all(room.y <= t.get_position()[1] <= room.bottom for t in page.texts[before:])
    assert any("more in the data" in t.get_text() for t in page.texts)


def test_scale_bar_is_as_long_as_it_says() -> None:
    from geo.crs import points_to_degrees
    from layers.sheet.furniture import bar_length
    from layers.sheet.ground import window_of

    window = window_of(WAR.theatre.bbox, WAR.theatre, WIDE.map.w / WIDE.map.h)
    length_km, wide = bar_length(WIDE.map, window)
    middle = (window.south + window.north) / 2
    ends = np.array([(window.west, middle), (window.west + wide / WIDE.map.w * window.width_m, middle)])
    (lon0, lat0), (lon1, lat1) = np.radians(points_to_degrees(ends, window.crs))
    half = np.sin((lat1 - lat0) / 2) ** 2 + np.cos(lat0) * np.cos(lat1) * np.sin((lon1 - lon0) / 2) ** 2
    assert abs(2 * 6371.0 * np.arcsin(np.sqrt(half)) / length_km - 1) < 0.01


def test_title_never_takes_more_lines_than_the_paper_gives() -> None:
    from layers.sheet.page import title_lines

    for paper in PAPERS.values():
        for words in ("Short.", "Saraqib: a monitor reports capture. " * 4, "x" * 500, "long words " * 90):
            size, lines = title_lines(words, paper)
            assert len(lines) <= paper.title_lines
            for line in lines:
                offset, run = line[-1]
                assert offset + width_pt(run.text, size, bold=True) <= paper.head.w + 0.5


def test_first_page_names_the_sources_that_it_cites() -> None:
    told = compose(dossier(WAR))
    words = words_of(sheet_svg(dossier(WAR), SPEC))
    assert told.claims[0].refs == tuple(range(1, len(told.claims[0].refs) + 1))
    assert capital(told.sources[0].outlet) in words
