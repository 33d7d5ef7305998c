"""The append-only ledger: every article, every statement found in it, every name left unresolved.

SQLAlchemy Core on a SQLite file by default (``var/claimline.db``) or any URL in ``CLAIMLINE_DB``.
Rows are never changed: reading an article again with a newer reader appends a new reading, and the
views use the newest reading of each article. One article is one transaction, so a build that is
killed leaves a ledger that opens, and a rerun completes it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from geo.errors import LedgerError
from geo.ledger_rows import SCHEMA, articles_table, claim_of, mentions_table, meta_table, readings_table, row_of
from geo.ledger_rows import statements_table as statements
from geo.model import Article, Claim, Reading

SCHEMA_VERSION = 1
"""Version of the tables; a ledger of another version is refused, never altered."""

DEFAULT_URL = "sqlite:///var/claimline.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnresolvedName:
    """A place name that could not be put on the map, where it stands, and what it might mean."""

    article_id: str
    text: str
    start: int
    end: int
    reasons: tuple[str, ...]
    candidates: tuple[str, ...]


def ledger_url() -> str:
    """Return ``CLAIMLINE_DB`` if set, else the default SQLite file below ``var/``."""
    return os.environ.get("CLAIMLINE_DB") or DEFAULT_URL


class Ledger:
    """All that was ever read, in the order it came; opened by URL, used as a context manager."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str | None = None) -> Ledger:
        """Open the ledger at a database URL, making its tables if it is new.

        Raises LedgerError where the database cannot be opened or has another schema version.
        """
        url = url or ledger_url()
        if "://" not in url:
            url = f"sqlite:///{url}"
        if url.startswith("sqlite:///"):
            Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
        try:
            engine = sa.create_engine(url)
            SCHEMA.create_all(engine)
            with engine.begin() as db:
                found = db.execute(sa.select(meta_table.c.value).where(meta_table.c.key == "schema")).scalar()
                if found is None:
                    db.execute(meta_table.insert().values(key="schema", value=str(SCHEMA_VERSION)))
        except (SQLAlchemyError, ImportError) as error:
            reason = str(getattr(error, "orig", error)).splitlines()[0]
            raise LedgerError(f"{url}: the ledger cannot be opened ({reason}); check CLAIMLINE_DB") from error
        if found not in (None, str(SCHEMA_VERSION)):
            engine.dispose()
            raise LedgerError(
                f"{url}: ledger of schema version {found}, this program writes {SCHEMA_VERSION}; "
                "build into a new file with CLAIMLINE_DB=sqlite:///new.db"
            )
        return cls(engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.connect() as db:
                yield db
        except SQLAlchemyError as error:
            raise LedgerError(f"the ledger cannot be read ({str(error).splitlines()[0]})") from error

    def has(self, article_id: str, reader_version: str) -> bool:
        """Return whether this article was already read by this version of the reader."""
        query = sa.select(readings_table.c.id).where(
            readings_table.c.article_id == article_id, readings_table.c.reader_version == reader_version
        )
        with self._reading() as db:
            return db.execute(query).first() is not None

    def append(self, reading: Reading, reader_version: str, *, ingested_at: datetime | None = None) -> bool:
        """Append one article's reading in one transaction; False if it was there already.

        ``ingested_at`` is when it was read (UTC now by default). Raises LedgerError if the write fails.
        """
        if self.has(reading.article.id, reader_version):
            return False
        stamp = (ingested_at or datetime.now(UTC)).isoformat(timespec="seconds")
        try:
            with self._engine.begin() as db:
                self._write(db, reading, reader_version, stamp)
        except SQLAlchemyError as error:
            raise LedgerError(f"{reading.article.id}: not written ({str(error).splitlines()[0]})") from error
        return True

    def _write(self, db: sa.Connection, reading: Reading, reader_version: str, stamp: str) -> None:
        article = reading.article
        known = db.execute(sa.select(articles_table.c.id).where(articles_table.c.id == article.id)).first()
        if known is None:
            values = {f.name: getattr(article, f.name) for f in fields(Article)}
            db.execute(articles_table.insert().values(**values))
        done = db.execute(
            readings_table.insert().values(article_id=article.id, reader_version=reader_version, ingested_at=stamp)
        )
        assert done.inserted_primary_key is not None
        number = int(done.inserted_primary_key[0])
        rows = [{"reading_id": number, **row_of(claim)} for claim in reading.statements]
        if rows:
            db.execute(statements.insert(), rows)
        names = [
            {
                "reading_id": number,
                "start": m.span.start,
                "end": m.span.end,
                "text": m.text,
                "place_id": m.place.id if m.place else None,
                "method": m.resolution.method,
                "reasons": json.dumps(m.resolution.reasons, ensure_ascii=False),
                "candidates": json.dumps([c.place.id for c in m.resolution.candidates[:8]]),
            }
            for m in reading.mentions
        ]
        if names:
            db.execute(mentions_table.insert(), names)

    def _newest(self) -> sa.Subquery:
        return sa.select(sa.func.max(readings_table.c.id).label("id")).group_by(readings_table.c.article_id).subquery()

    def claims(self, known_as_of: date | None = None, theatre: str | None = None) -> tuple[Claim, ...]:
        """Return the statements of the newest readings, by day of publication and id.

        ``known_as_of`` leaves out what was published after that day.
        """
        newest = self._newest()
        query = sa.select(statements).join(newest, statements.c.reading_id == newest.c.id)
        if known_as_of is not None:
            query = query.where(statements.c.published <= known_as_of)
        if theatre is not None:
            query = query.where(statements.c.theatre == theatre)
        query = query.order_by(statements.c.published, statements.c.id)
        with self._reading() as db:
            return tuple(claim_of(row) for row in db.execute(query).mappings())

    def articles(self, theatre: str | None = None) -> tuple[Article, ...]:
        """Return the articles by day of publication and id."""
        query = sa.select(articles_table).order_by(articles_table.c.published, articles_table.c.id)
        if theatre is not None:
            query = query.where(articles_table.c.theatre == theatre)
        with self._reading() as db:
            return tuple(Article(**row) for row in db.execute(query).mappings())

    def unresolved(self) -> tuple[UnresolvedName, ...]:
        """Return the names of the newest readings that were put nowhere, for the analyst to decide."""
        newest = self._newest()
        query = (
            sa.select(mentions_table, readings_table.c.article_id)
            .join(newest, mentions_table.c.reading_id == newest.c.id)
            .join(readings_table, readings_table.c.id == newest.c.id)
            .where(mentions_table.c.place_id.is_(None))
            .order_by(mentions_table.c.text, readings_table.c.article_id, mentions_table.c.start)
        )
        with self._reading() as db:
            return tuple(
                UnresolvedName(
                    article_id=row["article_id"],
                    text=row["text"],
                    start=row["start"],
                    end=row["end"],
                    reasons=tuple(json.loads(row["reasons"])),
                    candidates=tuple(json.loads(row["candidates"])),
                )
                for row in db.execute(query).mappings()
            )

    def mentioned_places(self) -> tuple[str, ...]:
        """Return the ids of all places that the newest readings name, sorted."""
        newest = self._newest()
        query = (
            sa.select(mentions_table.c.place_id)
            .join(newest, mentions_table.c.reading_id == newest.c.id)
            .where(mentions_table.c.place_id.is_not(None))
            .distinct()
            .order_by(mentions_table.c.place_id)
        )
        with self._reading() as db:
            return tuple(db.execute(query).scalars())
