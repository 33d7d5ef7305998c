"""Article files: every accepted form is read, every bad file gets one line that names it and the remedy."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.articles import MAX_BYTES, ReadOptions, dateline, read_file, read_folder
from geo.errors import InputError

OPTIONS = ReadOptions(theatre="nw-syria", today=date(2026, 1, 1))
GOOD = "---\ntitle: Town taken\npublished: 2020-02-27\noutlet: Paper\nurl: https://example.org/a\n---\n\nThe army took it.\n"


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_front_matter_file(tmp_path: Path) -> None:
    article = read_file(write(tmp_path, "a.md", GOOD), OPTIONS)
    assert (article.title, article.published, article.outlet) == ("Town taken", date(2020, 2, 27), "Paper")
    assert article.text == "Town taken\n\nThe army took it."
    assert article.theatre == "nw-syria"


def test_plain_text_takes_title_from_first_line_and_date_from_dateline(tmp_path: Path) -> None:
    article = read_file(write(tmp_path, "a.txt", "Town taken\n\nSARAQEB, February 27, 2020 – It fell."), OPTIONS)
    assert (article.title, article.published) == ("Town taken", date(2020, 2, 27))


def test_plain_text_takes_date_from_options(tmp_path: Path) -> None:
    options = ReadOptions(theatre="nw-syria", today=date(2026, 1, 1), published=date(2020, 3, 1))
    assert read_file(write(tmp_path, "a.txt", "Town taken\n\nIt fell."), options).published == date(2020, 3, 1)


def test_html_page_loses_scripts_and_keeps_the_text(tmp_path: Path) -> None:
    page = (
        "<html><head><title>Town taken</title><meta property='article:published_time' content='2020-02-27'></head>"
        "<body><script>alert('no')</script><article><h1>Town taken</h1>"
        + "<p>The army took the town on Thursday, a spokesman said, after three days of fighting around it.</p>" * 4
        + "</article></body></html>"
    )
    article = read_file(write(tmp_path, "a.html", page), OPTIONS)
    assert "took the town" in article.text
    assert "alert" not in article.text
    assert article.published == date(2020, 2, 27)


def test_annotation_json_gives_only_its_text(tmp_path: Path) -> None:
    raw = '{"id": "x-1", "theatre": "nw-syria", "published": "2020-02-27", "text": "Head\\n\\nBody", "claims": [1]}'
    article = read_file(write(tmp_path, "a.json", raw), OPTIONS)
    assert (article.id, article.text) == ("x-1", "Head\n\nBody")


BAD: list[tuple[str, str | bytes, str]] = [
    ("empty.txt", "", "empty"),
    ("binary.txt", b"abc\x00\x01\x02", "binary"),
    ("latin.txt", "Stra\u00dfe 27 February 2020".encode("latin-1"), "not UTF-8"),
    ("nodate.txt", "Town taken\n\nIt fell.", "--published"),
    ("future.md", GOOD.replace("2020-02-27", "2031-02-27"), "future"),
    ("yaml.md", "---\ntitle: [broken\n---\n\nText", "malformed front matter"),
    ("list.md", "---\n- a\n---\n\nText 2020-02-27", "front matter"),
    ("key.md", GOOD.replace("outlet:", "outlett:"), "outlett"),
    ("badday.md", GOOD.replace("2020-02-27", "27/02/20"), "published"),
    ("headonly.md", "---\ntitle: a\npublished: 2020-02-27\n---\n", "no text"),
    ("broken.json", "{", "not valid JSON"),
    ("short.json", '{"id": "a"}', "text"),
    ("page.html", "<html><body></body></html>", "no article text"),
]


@pytest.mark.parametrize(("name", "content", "word"), BAD, ids=[row[0] for row in BAD])
def test_bad_file_is_named_in_one_line_with_a_remedy(
    tmp_path: Path, name: str, content: str | bytes, word: str
) -> None:
    with pytest.raises(InputError, match=word) as caught:
        read_file(write(tmp_path, name, content), OPTIONS)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(InputError, match="50 MB is over the limit"):
        read_file(path, OPTIONS)
    assert MAX_BYTES < 50_000_000


def test_rest_of_the_batch_is_read(tmp_path: Path) -> None:
    for name, content, _ in BAD:
        write(tmp_path, name, content)
    write(tmp_path, "good.md", GOOD)
    write(tmp_path, "twin.md", GOOD)
    batch = read_folder(tmp_path, OPTIONS)
    assert [a.title for a in batch.articles] == ["Town taken"]
    assert len(batch.discarded) == len(BAD) + 1
    assert any("same text as good.md" in row.reason for row in batch.discarded)


def test_missing_folder_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        read_folder(tmp_path / "none", OPTIONS)


def test_links_that_are_not_http_are_dropped(tmp_path: Path) -> None:
    text = GOOD.replace("https://example.org/a", "javascript:alert(1)")
    assert read_file(write(tmp_path, "a.md", text), OPTIONS).url is None


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2040, 1, 1)))
def test_dateline_reads_back_what_is_written(day: date) -> None:
    assert dateline(f"Headline\nCITY, {day.day} {day:%B} {day.year} – text") == day
    assert dateline(f"Headline\nCITY, {day:%B} {day.day}, {day.year} (Agency)") == day


def test_the_sample_corpus_is_whole() -> None:
    folder = Path(__file__).resolve().parents[2] / "articles"
    batch = read_folder(folder, OPTIONS)
    assert batch.discarded == ()
    assert len(batch.articles) == 56
    assert all(a.is_sample for a in batch.articles)
    assert sum(a.url is None for a in batch.articles) == 1
