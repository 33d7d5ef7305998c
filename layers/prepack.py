"""``python -m layers.prepack``: lay out the days of the sample theatre before the first visitor comes."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from geo.errors import ClaimlineError
from geo.ledger import Ledger
from geo.pipeline import Situation, View
from geo.theatre import load_theatre
from layers.panel import DEFAULT_THEATRE
from layers.setup import packed

SHELF = Path(__file__).resolve().parents[1] / "var" / "timelines"
"""Folder of the packed days; the app looks here first."""


def main() -> int:
    """Pack the days unless the same days lie on the shelf already; exit code 1 with one line on failure."""
    console = Console(stderr=True, highlight=False)

    def fused() -> Situation:
        with Ledger.open() as ledger:
            return Situation.of(ledger, load_theatre(DEFAULT_THEATRE))

    try:
        with Progress(console=console, transient=True) as bar:
            task = bar.add_task("laying out the days", total=1.0)
            made = packed(
                DEFAULT_THEATRE,
                View(),
                SHELF,
                fused,
                lambda share, words: bar.update(task, completed=share, description=words),
            )
    except ClaimlineError as error:
        console.print(f"error: {error}", style="red", markup=False)
        return 1
    console.print(
        f"timeline: {made.days} days ready, {len(made.payload) / 1e3:.0f} kB, build {made.build}", markup=False
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
