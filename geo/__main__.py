"""The command line: ``python -m geo prepare | build | annotate | status | explain | check``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from geo.articles import SUFFIXES, Discarded, ReadOptions, read_folder
from geo.clock import today
from geo.errors import ClaimlineError, InputError
from geo.theatre import load_theatre, theatre_keys

app = typer.Typer(
    help="Claimline: who says which side holds which place. Reads articles into a ledger and answers from it.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
)
out = Console(soft_wrap=True, width=None if sys.stdout.isatty() else 150)
err = Console(stderr=True, soft_wrap=True, highlight=False)

TheatreKey = Annotated[str, typer.Option("--theatre", "-t", help="Theatre key; see 'check' for the list.")]
Database = Annotated[str | None, typer.Option("--db", help="Ledger file or database URL (default: CLAIMLINE_DB).")]
Day = Annotated[datetime, typer.Option("--date", "-d", formats=["%Y-%m-%d"], help="The day to show, YYYY-MM-DD.")]
KnownAsOf = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Use only what was published by this day (default: the day shown)."),
]


class Format(StrEnum):
    """How ``status`` prints."""

    TABLE = "table"
    JSON = "json"


@contextmanager
def explained() -> Iterator[None]:
    """Print an error of ours as one line on standard error and leave with exit code 1."""
    try:
        yield
    except ClaimlineError as error:
        err.print(f"error: {error}", style="red", markup=False)
        raise typer.Exit(1) from error


def progress_bar() -> Progress:
    """Return a progress bar on standard error that stays quiet where there is no terminal."""
    return Progress(
        TextColumn("{task.description:<28.28}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
    )


@app.command()
def prepare() -> None:
    """Build the gazetteer index (once) and check that the language model can be loaded."""
    from geo.language import model_folder
    from geo.places.build import build_index
    from geo.places.world import index_path

    with explained():
        path = index_path()
        if path.exists():
            err.print(f"gazetteer: ready ({path})", markup=False)
        else:
            with progress_bar() as bar:
                task = bar.add_task("gazetteer", total=100)
                build_index(path, lambda share: bar.update(task, completed=100 * share))
            err.print(f"gazetteer: built ({path}, {path.stat().st_size / 1e6:.0f} MB)", markup=False)
    try:
        err.print(f"language model: {model_folder().name}, checksums right", markup=False)
    except ClaimlineError as error:
        err.print(f"warning: {error}; the map of articles already read still works", style="yellow", markup=False)


@app.command()
def build(
    folder: Annotated[Path, typer.Argument(help=f"Folder of article files ({', '.join(SUFFIXES)}).")] = Path(
        "articles"
    ),
    theatre: TheatreKey = "nw-syria",
    published: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Date for files that do not give one.")
    ] = None,
    db: Database = None,
) -> None:
    """Read a folder of articles into the ledger; what it holds already is not read again."""
    from geo.intake import build as build_ledger
    from geo.ledger import Ledger, ledger_url

    with explained():
        load_theatre(theatre)
        options = ReadOptions(theatre=theatre, today=today(), published=published.date() if published else None)
        batch = read_folder(folder, options)
        with Ledger.open(db) as ledger, progress_bar() as bar:
            task = bar.add_task("reading", total=len(batch.articles))
            report = build_ledger(batch, ledger, lambda article: bar.update(task, advance=1, description=article.title))
        for row in report.discarded:
            err.print(f"left out: {row.reason}", style="yellow", markup=False)
        out.print(
            f"{report.read} articles read, {report.known} known before, {len(report.discarded)} left out; "
            f"ledger: {report.statements} statements, {report.places} places, {report.unresolved} names unresolved "
            f"({db or ledger_url()})",
            markup=False,
        )
        if not report.read and not report.known:
            raise InputError(f"{folder}: no article could be read; see the lines above")


@app.command()
def annotate(
    in_dir: Annotated[Path, typer.Argument(help="Folder of *.json with id, theatre, published, text.")],
    out_dir: Annotated[Path, typer.Argument(help="Folder for <id>.json with places, claims, highways, displacement.")],
    theatre: TheatreKey = "nw-syria",
) -> None:
    """Write what each article says, in the annotation form, without touching the ledger."""
    from geo.intake import read_articles
    from geo.reading.schema_json import to_schema

    with explained():
        batch = read_folder(in_dir, ReadOptions(theatre=theatre, today=today()))
        out_dir.mkdir(parents=True, exist_ok=True)
        failed = len(batch.discarded)
        with progress_bar() as bar:
            task = bar.add_task("annotating", total=len(batch.articles))
            for article, result in zip(batch.articles, read_articles(batch.articles), strict=True):
                bar.update(task, advance=1, description=article.id)
                if isinstance(result, Discarded):
                    failed += 1
                    err.print(f"left out: {article.id}: {result.reason}", style="yellow", markup=False)
                    continue
                target = out_dir / f"{Path(article.id).name}.json"
                body = json.dumps(to_schema(result), ensure_ascii=False, indent=1)
                target.write_text(body + "\n", encoding="utf-8")
        for row in batch.discarded:
            err.print(f"left out: {row.reason}", style="yellow", markup=False)
        out.print(f"{len(batch.articles)} articles annotated into {out_dir}, {failed} left out", markup=False)
        if not batch.articles:
            raise InputError(f"{in_dir}: no article could be read; give *.json files with id, published and text")


@app.command()
def status(
    day: Day,
    known_as_of: KnownAsOf = None,
    theatre: TheatreKey = "nw-syria",
    form: Annotated[Format, typer.Option("--format", help="Print a table, or JSON for programs.")] = Format.TABLE,
    db: Database = None,
) -> None:
    """Print who is said to hold every place on a day, and the state of every road."""
    from geo.ledger import Ledger
    from geo.pipeline import Situation, View
    from geo.report import status_json, status_tables

    with explained(), Ledger.open(db) as ledger:
        view = View(known_as_of=known_as_of.date() if known_as_of else None)
        situation = Situation.of(ledger, load_theatre(theatre), view)
        frame = situation.frame(day.date())
        if form is Format.JSON:
            sys.stdout.write(json.dumps(status_json(situation, frame), ensure_ascii=False, indent=1) + "\n")
        else:
            for table in status_tables(situation, frame):
                out.print(table)


@app.command()
def explain(
    place: Annotated[str, typer.Argument(help="A place name as the press writes it, or a place id.")],
    day: Day,
    known_as_of: KnownAsOf = None,
    theatre: TheatreKey = "nw-syria",
    db: Database = None,
) -> None:
    """Print the ledger for a place: each claim and denial, who says so, the sentence, and its weight."""
    from geo.ledger import Ledger
    from geo.pipeline import Situation, View
    from geo.report import explanation

    with explained(), Ledger.open(db) as ledger:
        view = View(known_as_of=known_as_of.date() if known_as_of else None)
        situation = Situation.of(ledger, load_theatre(theatre), view)
        for line in explanation(situation, situation.place(place), day.date()):
            out.print(line, markup=False, highlight=False)


@app.command()
def check(
    theatre: Annotated[
        str | None, typer.Argument(help="Theatre key or the path of a theatre.toml; default: all.")
    ] = None,
) -> None:
    """Check theatre files: schema, double places, points outside, names that two places share."""
    from geo.places.check import check_theatre

    bad = 0
    with explained():
        for key in [theatre] if theatre else list(theatre_keys()):
            loaded = load_theatre(key)
            findings = check_theatre(loaded)
            bad += sum(1 for finding in findings if finding.is_error)
            out.print(
                f"{loaded.key}: {loaded.title}, {len(loaded.sides)} sides, {len(findings)} findings", markup=False
            )
            for finding in findings:
                out.print(f"  {finding.level}: {finding.text}", markup=False, highlight=False)
    if bad:
        raise typer.Exit(1)


if __name__ == "__main__":
    app()
