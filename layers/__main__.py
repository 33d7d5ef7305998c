"""The command line: ``python -m layers export DATE -o FILE`` and ``python -m layers import FILE.csv``."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from geo.errors import ClaimlineError, InputError
from geo.ledger import Ledger
from geo.theatre import load_theatre
from layers.export import FORMATS, Order, Tick, export
from layers.sheet.spec import PAPERS, Box

app = typer.Typer(
    help="Sheets, slides, pages and data files of a day, each claim with its source.",
    no_args_is_help=True,
    add_completion=False,
)
out = Console(soft_wrap=True)
err = Console(stderr=True, soft_wrap=True, highlight=False)

Database = Annotated[str | None, typer.Option("--db", help="Ledger file or database URL (default: CLAIMLINE_DB).")]


@contextmanager
def explained() -> Iterator[None]:
    """Print an error of ours as one line and leave with code 1; an interrupt leaves with 130."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except ClaimlineError as error:
        err.print(f"error: {error}", style="red", markup=False)
        raise typer.Exit(1) from error
    except KeyboardInterrupt as error:
        err.print("interrupted: nothing was written", style="yellow")
        raise typer.Exit(130) from error
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def progress() -> Iterator[Tick]:
    """Show what is being done on standard error, where there is a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("reading the ledger", total=1.0)
        yield lambda what, share: bar.update(task, completed=share, description=what)


def parse_day(text: str) -> date:
    """Return an ISO date; InputError for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{text!r} is not a date: write it as 2020-02-27") from error


def parse_box(text: str | None) -> Box | None:
    """Return west,south,east,north in degrees; InputError for anything else."""
    if text is None:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise InputError(f"box {text!r}: give west,south,east,north in degrees, such as 36,35.4,37.2,36.3") from error
    return west, south, east, north


@app.command("export")
def export_command(
    day: Annotated[str, typer.Argument(metavar="DATE", help="The day to show, YYYY-MM-DD.")],
    output: Annotated[Path, typer.Option("--output", "-o", help=f"File; suffix one of {' '.join(FORMATS)}.")],
    since: Annotated[
        str | None, typer.Option(help="Earlier day: compare with it, and export the whole period (default: a week).")
    ] = None,
    box: Annotated[str | None, typer.Option(help="west,south,east,north in degrees (default: the theatre).")] = None,
    layers: Annotated[str, typer.Option(help="Layer keys, separated by commas (default: all).")] = "",
    paper: Annotated[str, typer.Option(help="a4 or 16:9.")] = "16:9",
    marking: Annotated[str, typer.Option(help="A line printed at the top and foot of every page.")] = "",
    link: Annotated[str, typer.Option(help="Address of the live view, printed with a QR code.")] = "",
    table: Annotated[str, typer.Option(help="Table of a CSV or Parquet file.")] = "claims",
    known_as_of: Annotated[str | None, typer.Option(help="Use only what was published by this day.")] = None,
    compare: Annotated[bool, typer.Option("--compare", help="Two days and their difference side by side.")] = False,
    brief: Annotated[bool, typer.Option("--brief", help="With .html: the text brief instead of the timeline.")] = False,
    theatre: Annotated[str, typer.Option("--theatre", "-t", help="Theatre key.")] = "nw-syria",
    db: Database = None,
) -> None:
    """Write a day as a sheet, slide, page, film, brief or data file; the suffix says which."""
    with explained(), progress() as tick:
        if paper not in PAPERS:
            raise InputError(f"no paper {paper!r}: choose from {', '.join(PAPERS)}")
        order = Order(
            day=parse_day(day),
            since=parse_day(since) if since else None,
            box=parse_box(box),
            layer_keys=tuple(key.strip() for key in layers.split(",") if key.strip()),
            paper=PAPERS[paper],
            marking=marking,
            link=link,
            table=table,
            compare=compare,
            brief=brief,
        )
        _export(order, output, theatre, parse_day(known_as_of) if known_as_of else None, db, tick)
    out.print(f"{output}  {output.stat().st_size:,} bytes", markup=False)


def _export(order: Order, output: Path, theatre: str, known_as_of: date | None, db: str | None, tick: Tick) -> None:
    from geo.pipeline import Situation, View
    from layers.export import check

    check(order, output.suffix.lower())
    with Ledger.open(db) as ledger:
        situation = Situation.of(ledger, load_theatre(theatre), View(known_as_of=known_as_of))
    export(situation, order, output, tick)


@app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="A claims CSV written by 'export'.")],
    db: Database = None,
) -> None:
    """Read a claims CSV back into a ledger; rows that do not fit are listed with their reason."""
    from layers.data.read_csv import fill_ledger, read_claims_csv

    with explained():
        found = read_claims_csv(file)
        with Ledger.open(db) as ledger:
            new = fill_ledger(found, ledger)
        for row in found.discarded:
            err.print(f"left out: {row.path}: {row.reason}", style="yellow", markup=False)
        claims = sum(len(reading.statements) for reading in found.readings)
        out.print(f"{claims} claims of {len(found.readings)} articles read, {new} articles new to the ledger")


@app.command("formats")
def formats_command() -> None:
    """List the suffixes and what each makes."""
    for suffix, (words, _) in FORMATS.items():
        out.print(f"{suffix:10} {words}", markup=False)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
