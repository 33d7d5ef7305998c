"""The two highways of the campaign for the government, day by day, with the speed of the route book.

Run with ``python -m tests.bench.routes``; needs the table of dated facts beside the checkout.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from geo.articles import ReadOptions, read_folder
from geo.model import ControlClaim, RoadClaim
from geo.pipeline import read_article
from geo.places.gazetteer import Gazetteer, load_gazetteer
from geo.state.day import RouteStatus
from geo.state.fusion import History, fuse
from geo.state.network import RoadNetwork, build_network, load_network
from geo.state.roadfiles import fallback_roads
from geo.state.roadposts import road_spans
from geo.state.routebook import RouteBook, route_book
from geo.state.routing import shortest
from geo.theatre import Theatre, load_theatre
from tests import facts

FIRST, LAST = date(2019, 12, 1), date(2020, 3, 10)
ROUTES = ("damascus-aleppo-m5", "latakia-aleppo-m4")
LEVANT = (35.3, 32.0, 42.6, 37.6)
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """Everything needed to judge the routes of the campaign."""

    theatre: Theatre
    gazetteer: Gazetteer
    network: RoadNetwork
    control: tuple[ControlClaim, ...]
    roads: tuple[RoadClaim, ...]

    def history(self) -> History:
        return fuse(self.control, self.gazetteer.places(), self.theatre)

    def book(self, history: History) -> RouteBook:
        days = [FIRST + timedelta(days=i) for i in range((LAST - FIRST).days + 1)]
        return route_book(self.network, road_spans(history, self.network.place_ids), self.roads, days)


def campaign(shared: Path, *, with_facts: bool = True, with_corpus: bool = False) -> Campaign:
    """The dated facts, the sample corpus, or both, as claims."""
    theatre = load_theatre("nw-syria")
    gazetteer = load_gazetteer(theatre)
    control: list[ControlClaim] = []
    roads: list[RoadClaim] = []
    if with_facts:
        control += facts.control_claims(shared, gazetteer)
        roads += facts.road_claims(shared)
    if with_corpus:
        for article in read_folder(ROOT / "articles", ReadOptions(theatre="nw-syria", today=LAST)).articles:
            reading = read_article(article, theatre)
            control += reading.claims
            roads += reading.highways
    return Campaign(
        theatre=theatre,
        gazetteer=gazetteer,
        network=load_network(theatre, gazetteer.places()),
        control=tuple(control),
        roads=tuple(roads),
    )


def line(row: RouteStatus) -> str:
    """One row of the table: day, status by control, place, what was said, whether the two agree."""
    where = row.at or ""
    if row.until and row.until != row.at:
        where = f"{row.at} .. {row.until}"
    said = row.stated if not row.stated_at else f"{row.stated} at {row.stated_at}"
    agree = {None: "", True: "agree", False: "DIFFER"}[row.agrees]
    by = f" ({row.stated_by}, {row.stated_since})" if row.stated_since else ""
    return f"{row.day} {row.status:10} {where:34} | {said}{by} {agree}"


def evidence(war: Campaign, row: RouteStatus, before: RouteStatus | None, most: int = 4) -> list[str]:
    """What a change rests on: the newest claims that the row before did not have, or the newest of all."""
    known: dict[str, ControlClaim | RoadClaim] = {c.id: c for c in war.control}
    known.update((c.id, c) for c in war.roads)
    old = {*before.claim_ids, *before.statement_ids} if before else set()
    lines = []
    for title, ids in (("control", row.claim_ids), ("road", row.statement_ids)):
        rows = [known[key] for key in ids if key in known]
        rows = [c for c in rows if c.id not in old] or rows
        for c in sorted(rows, key=lambda c: (c.published, c.id), reverse=True)[:most]:
            about = c.place if isinstance(c, ControlClaim) else c.road
            who = c.attribution.outlet if c.attribution.claimant == "narrator" else c.attribution.claimant
            denied = "denies " if c.polarity.value == "denied" else ""
            lines.append(
                f"             {title}: {about} {denied}{c.event.value} {c.holder or ''} ({who}, {c.published}) {c.sentence[:110]}"
            )
        if title == "control" and ids and not rows:
            lines.append("             control: the theatre's baseline")
    return lines


def table(war: Campaign, book: RouteBook, route: str) -> None:
    """Print every day of a route for the government, and below each change what it rests on."""
    before: RouteStatus | None = None
    for row in book.of(route, "government"):
        print(line(row))
        if before is None or line(row)[10:] != line(before)[10:]:
            print("\n".join(evidence(war, row, before)))
        before = row


def main() -> None:
    """Print the table for facts, corpus and both, then the timings."""
    shared = ROOT.parent / "shared"
    for title, with_facts, with_corpus in (
        ("dated facts", True, False),
        ("sample corpus", False, True),
        ("dated facts and sample corpus", True, True),
    ):
        war = campaign(shared, with_facts=with_facts, with_corpus=with_corpus)
        history = war.history()
        history.intervals()
        start, busy = time.perf_counter(), time.process_time()
        book = war.book(history)
        took, worked = time.perf_counter() - start, time.process_time() - busy
        print(f"\n== {title}: {len(war.control)} control claims, {len(war.roads)} road statements")
        print(
            f"all {len(book.days)} days x {len(book.journeys)} routes x {len(war.theatre.sides)} sides: {took:.2f} s ({worked:.2f} s of processor)"
        )
        for route in ROUTES:
            print(f"-- {route}, government")
            table(war, book, route)
        print("-- 28 February 2020, government")
        for row in book.on(date(2020, 2, 28)):
            if row.side == "government" and row.route == "hama-aleppo-m5":
                print(row.sentence)
    queries()


def queries() -> None:
    """Time any-to-any queries on the Levant part of the fallback graph."""
    theatre = load_theatre("nw-syria")
    network = build_network(fallback_roads(LEVANT), load_gazetteer(theatre).places(), theatre)
    nodes, dice, times = sorted(network.nodes), random.Random(1), []
    shortest(network, nodes[0], nodes[-1])
    for _ in range(300):
        a, b = dice.choice(nodes), dice.choice(nodes)
        start = time.process_time()
        shortest(network, a, b)
        times.append(1000 * (time.process_time() - start))
    times.sort()
    print(
        f"\nany-to-any on {len(network.nodes)} nodes, {len(network.edges)} sections, processor time: "
        f"median {times[150]:.1f} ms, p95 {times[285]:.1f} ms, max {times[-1]:.1f} ms"
    )


if __name__ == "__main__":
    main()
