"""The one place that asks the machine what day it is; everything else is handed the day."""

from __future__ import annotations

from datetime import UTC, date, datetime


def today() -> date:
    """Return the current calendar day in UTC."""
    return datetime.now(UTC).date()
