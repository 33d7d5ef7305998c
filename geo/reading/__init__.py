"""Article to claims as written: names first, a parse of the sentences that matter, rules that name themselves."""

from __future__ import annotations

from geo.reading.reader import READER_VERSION, read, read_many

__all__ = ["READER_VERSION", "read", "read_many"]
