"""Files to articles: front-matter texts, plain texts, saved web pages and annotation JSON.

A folder is read as a batch: a file that cannot be used becomes a ``Discarded`` row with a one-line
reason and remedy, and the rest of the batch is read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import frontmatter
import yaml
from lxml.etree import LxmlError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from geo.errors import InputError
from geo.model import Article, content_id
from geo.theatre import explain_errors

MAX_BYTES = 10_000_000
"""Largest article file that is read, in bytes; the same limit as the app's upload."""

SUFFIXES = (".md", ".txt", ".html", ".htm", ".json")
"""File endings that hold articles; other files in a folder are ignored."""

_DATELINE = re.compile(
    r"\b(\d{1,2})\s+(January|February|March|April|May|June|July|August|September|October|November|December)"
    r",?\s+(\d{4})\b|\b(January|February|March|April|May|June|July|August|September|October|November|December)"
    r"\s+(\d{1,2}),?\s+(\d{4})\b|\b(\d{4}-\d{2}-\d{2})\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Discarded:
    """A file that was not read, and what the user can do about it."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The articles of a folder in order of date and id, and the files that were left out."""

    articles: tuple[Article, ...]
    discarded: tuple[Discarded, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What a reader may say of files that do not say it themselves."""

    theatre: str
    today: date
    published: date | None = None


class _Header(BaseModel):
    """Front matter of an article file."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    title: str = ""
    published: date | None = None
    outlet: str = ""
    url: str | None = None
    language: str = "en"
    licence: str = ""
    theatre: str | None = None
    sample: bool = False


class _Annotated(BaseModel):
    """What is taken from an annotation file; its answers are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str = Field(min_length=1)
    text: str = Field(min_length=1)
    published: date
    theatre: str | None = None
    outlet: str = "unknown"
    url: str | None = None
    language: str = "en"


def read_folder(folder: Path, options: ReadOptions, tick: Callable[[str], None] | None = None) -> Batch:
    """Read every article file below ``folder``; ``tick`` is called with each file name.

    Raises InputError where the folder itself cannot be used.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; give a folder that holds article files")
    paths = sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES and p.name.upper() != "README.MD")
    articles: dict[str, Article] = {}
    seen: dict[str, str] = {}
    discarded = []
    for path in paths:
        if tick:
            tick(path.name)
        try:
            article = read_file(path, options)
        except InputError as error:
            discarded.append(Discarded(path=str(path), reason=str(error)))
            continue
        body = " ".join(article.text.split()).casefold()
        if body in seen:
            reason = f"{path}: same text as {seen[body]}; remove one of the two"
            discarded.append(Discarded(path=str(path), reason=reason))
            continue
        seen[body] = path.name
        articles[article.id] = article
    ordered = sorted(articles.values(), key=lambda a: (a.published, a.id))
    return Batch(articles=tuple(ordered), discarded=tuple(discarded))


def read_file(path: Path, options: ReadOptions) -> Article:
    """Read one article file; InputError names the file and the remedy."""
    raw = _bytes_of(path)
    suffix = path.suffix.lower()
    if suffix == ".json":
        article = _from_json(path, raw, options)
    elif suffix in {".html", ".htm"}:
        article = _from_html(path, raw, options)
    else:
        article = _from_text(path, _decode(path, raw), options)
    if article.published > options.today:
        raise InputError(f"{path}: published {article.published} lies in the future; correct the date")
    return article


def _bytes_of(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise InputError(
                f"{path}: {size / 1e6:.0f} MB is over the limit of {MAX_BYTES / 1e6:.0f} MB; split it into articles"
            )
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check the file and its permissions") from error
    if not raw.strip():
        raise InputError(f"{path}: the file is empty; put an article into it or remove it")
    if b"\x00" in raw:
        raise InputError(f"{path}: a binary file; save the article as .txt, .md, .html or .json in UTF-8")
    return raw


def _decode(path: Path, raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path}: not UTF-8 (byte {error.start}); convert it, e.g. iconv -f WINDOWS-1252 -t UTF-8"
        ) from error


def _from_text(path: Path, text: str, options: ReadOptions) -> Article:
    try:
        meta, body = frontmatter.parse(text)
    except yaml.YAMLError as error:
        where = str(error).replace("\n", " ")
        raise InputError(f"{path}: malformed front matter ({where}); mend the lines between the two ---") from error
    if text.startswith("---") and not meta:
        raise InputError(f"{path}: malformed front matter; write 'key: value' lines between two lines of ---")
    try:
        header = _Header.model_validate(meta)
    except ValidationError as error:
        raise InputError(f"{path}: front matter: {explain_errors(error)}; correct that line") from error
    body = body.strip()
    if not body:
        raise InputError(f"{path}: no text after the front matter; add the article's text")
    title = header.title or body.splitlines()[0].strip()
    if header.title and not body.startswith(header.title):
        body = f"{header.title}\n\n{body}"
    return _article(path, header, title, body, options)


def _from_html(path: Path, raw: bytes, options: ReadOptions) -> Article:
    import trafilatura

    try:
        document = trafilatura.bare_extraction(
            raw, include_comments=False, include_tables=False, with_metadata=True, favor_precision=True
        )
    except (LxmlError, ValueError) as error:
        raise InputError(f"{path}: not readable as HTML ({error}); save the page again or paste its text") from error
    text = str(getattr(document, "text", "") or "").strip()
    if not text:
        raise InputError(f"{path}: no article text found in the page; save the text as .txt")
    title = str(getattr(document, "title", "") or "").strip()
    day = _iso_day(str(getattr(document, "date", "") or ""))
    header = _Header(
        title=title,
        published=day,
        outlet=str(getattr(document, "sitename", "") or getattr(document, "hostname", "") or ""),
        url=str(getattr(document, "url", "") or "") or None,
    )
    body = text if not title or text.startswith(title) else f"{title}\n\n{text}"
    return _article(path, header, title or text.splitlines()[0], body, options)


def _from_json(path: Path, raw: bytes, options: ReadOptions) -> Article:
    try:
        row = _Annotated.model_validate(json.loads(_decode(path, raw)))
    except json.JSONDecodeError as error:
        raise InputError(f"{path}: not valid JSON (line {error.lineno}: {error.msg}); mend or remove it") from error
    except ValidationError as error:
        raise InputError(f"{path}: {explain_errors(error)}; give id, text and published") from error
    return Article(
        id=row.id,
        theatre=row.theatre or options.theatre,
        outlet=row.outlet,
        title=row.text.strip().splitlines()[0],
        url=_safe_url(row.url),
        published=row.published,
        language=row.language,
        text=row.text,
    )


def _article(path: Path, header: _Header, title: str, body: str, options: ReadOptions) -> Article:
    published = header.published or dateline(body) or options.published
    if published is None:
        raise InputError(f"{path}: no date of publication; add 'published: YYYY-MM-DD' or pass --published")
    outlet = header.outlet or "unknown"
    return Article(
        id=content_id("a", outlet, header.url or "", published.isoformat(), body),
        theatre=header.theatre or options.theatre,
        outlet=outlet,
        title=title,
        url=_safe_url(header.url),
        published=published,
        language=header.language,
        text=body,
        licence=header.licence,
        is_sample=header.sample,
    )


def dateline(text: str, lines: int = 6) -> date | None:
    """Return the first full date in the first ``lines`` non-empty lines of a text, or none."""
    head = "\n".join([line for line in text.splitlines() if line.strip()][:lines])[:1500]
    found = _DATELINE.search(head)
    if not found:
        return None
    day1, month1, year1, month2, day2, year2, iso = found.groups()
    if iso:
        return _iso_day(iso)
    words = f"{day1 or day2} {month1 or month2} {year1 or year2}"
    try:
        return datetime.strptime(words, "%d %B %Y").date()  # noqa: DTZ007 - a calendar day has no zone
    except ValueError:
        return None


def _iso_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _safe_url(url: str | None) -> str | None:
    return url if url and re.match(r"https?://", url) else None


def known_theatres(articles: Sequence[Article]) -> tuple[str, ...]:
    """Return the theatre keys that the articles name, sorted."""
    return tuple(sorted({article.theatre for article in articles}))
