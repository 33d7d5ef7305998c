"""What people decided about names: a name, the context it needs, and the place it means or none.

``overrides.csv`` of a theatre (and of a user, in the data folder) is applied before any other
evidence and kept across rebuilds. Columns: ``name``; ``context``, a regular expression searched in
the sentence (empty: always); ``unless``, one that must not be found; ``place``, an id of the
gazetteer or the words ``not a place``; ``reason``, shown to the reader.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from geo.errors import TheatreError
from geo.places.names import fold

NOT_A_PLACE = "not a place"
COLUMNS = ("name", "context", "unless", "place", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A decision about a name; ``place_id`` is none where the name is no place."""

    name: str
    context: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    place_id: str | None
    reason: str

    def applies(self, before: str, after: str) -> bool:
        """Tell whether the words around the name (joined by a bar for the name) fit the decision."""
        around = f"{before}|{after}"
        if self.context is not None and not self.context.search(around):
            return False
        return self.unless is None or not self.unless.search(around)


class Overrides:
    """Decisions by folded name; the first that applies wins, later files come first."""

    def __init__(self, rows: Iterable[Override] = ()) -> None:
        """Index the decisions, keeping their order."""
        self._by_name: dict[str, list[Override]] = defaultdict(list)
        for row in rows:
            self._by_name[fold(row.name)].append(row)

    def decide(self, name: str, before: str, after: str) -> Override | None:
        """Return the decision for a name with 60 characters of its surroundings, or none."""
        for row in self._by_name.get(fold(name), ()):
            if row.applies(before, after):
                return row
        return None


def read_overrides(path: Path) -> tuple[Override, ...]:
    """Read an ``overrides.csv`` (no file: no decisions); TheatreError names a line that is broken."""
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise TheatreError(f"{path}: the columns must be {', '.join(COLUMNS)}")
        rows = []
        for row in reader:
            if None in row or None in row.values():
                raise TheatreError(f"{path}: line {reader.line_num}: must have {len(COLUMNS)} columns; quote commas")
            try:
                rows.append(_override(row))
            except re.error as error:
                raise TheatreError(f"{path}: line {reader.line_num}: not a regular expression: {error}") from error
    return tuple(rows)


def _override(row: dict[str, str]) -> Override:
    place = row["place"].strip()
    return Override(
        name=row["name"].strip(),
        context=re.compile(row["context"], re.IGNORECASE) if row["context"] else None,
        unless=re.compile(row["unless"], re.IGNORECASE) if row["unless"] else None,
        place_id=None if place == NOT_A_PLACE else place,
        reason=row["reason"].strip(),
    )


def write_overrides(path: Path, rows: Sequence[Override]) -> None:
    """Write decisions so that ``read_overrides`` gives them back; the file is replaced at once."""
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in rows:
            context = row.context.pattern if row.context else ""
            unless = row.unless.pattern if row.unless else ""
            writer.writerow([row.name, context, unless, row.place_id or NOT_A_PLACE, row.reason])
    part.replace(path)
