"""The app in a browser: the map from the static file, evidence from Python, nothing beyond localhost."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from geo.articles import ReadOptions, read_folder
from geo.ledger import Ledger
from geo.pipeline import Situation, View, build
from geo.state.frames import Cast, encode
from geo.state.shelf import keep, shelf_mark
from geo.theatre import load_theatre

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
DAYS = [date(2020, 2, day) for day in range(24, 30)]
READY = "() => window.claimlineMap"


@pytest.fixture(scope="module")
def ledger_file(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Situation]:
    """A ledger of the sample articles of one week, with its days laid out on the app's shelf."""
    folder = tmp_path_factory.mktemp("week")
    for path in sorted((ROOT / "articles").glob("2020-02-2[4-9]*.md")):
        shutil.copy(path, folder)
    url = f"sqlite:///{folder / 'week.db'}"
    batch = read_folder(folder, ReadOptions(theatre="nw-syria", today=date(2026, 1, 1)))
    with Ledger.open(url) as ledger:
        build(batch, ledger)
        claims, articles = ledger.claims(theatre="nw-syria"), ledger.articles(theatre="nw-syria")
    assert claims
    theatre = load_theatre("nw-syria")
    situation = Situation(claims, articles, theatre)
    cast = Cast(theatre=theatre, places=tuple(situation.by_id.values()), claims=claims, articles=articles)
    packed = encode((situation.frame(day) for day in DAYS), cast)
    keep(ROOT / "var" / "timelines", shelf_mark(claims, articles, theatre, repr(View())), packed)
    return folder / "week.db", situation


@pytest.fixture(scope="module")
def app(ledger_file: tuple[Path, Situation]) -> Iterator[str]:
    """Address of a running app on that ledger."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1", "--server.headless", "true"]
    environment = {**os.environ, "CLAIMLINE_DB": f"sqlite:///{ledger_file[0]}"}
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    for _ in range(120):
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
            break
        except OSError:
            time.sleep(0.5)
    yield address
    server.terminate()
    server.wait(timeout=20)


@pytest.fixture
def page(browser: Browser, app: str) -> Iterator[Page]:
    """The app on 27 February 2020 with everything beyond localhost refused."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    strays: list[str] = []

    def refuse(route: Route) -> None:
        if "127.0.0.1" in route.request.url or route.request.url.startswith(("data:", "blob:")):
            route.continue_()
        else:
            strays.append(route.request.url)
            route.abort()

    opened.route("**/*", refuse)
    opened.goto(f"{app}/?d=2020-02-27")
    opened.wait_for_function(READY, timeout=120_000)
    yield opened
    context.close()
    assert not strays, f"requests beyond localhost: {strays}"


def pick(page: Page, place_id: str) -> None:
    page.evaluate("(id) => claimlineMap.setPick(claimlineMap.parsePick(id))", place_id)


def reported(situation: Situation) -> str:
    """The place with the most claims on the day."""
    statuses = situation.history.on(date(2020, 2, 27))
    named = {claim.place_id for claim in situation.control}
    on_map = {key for key, place in situation.by_id.items() if place.has_point and not place.is_area}
    return max(
        (key for key in statuses if key in named and key in on_map),
        key=lambda key: (len(statuses[key].supporting) + len(statuses[key].dissenting), key),
    )


def test_map_fills_the_screen_and_shows_the_day(page: Page) -> None:
    expect(page.locator(".cl-date")).to_have_text("27 February 2020")
    box = page.locator(".cl-root").bounding_box()
    assert box is not None
    assert (box["x"], box["y"]) == (0, 0)
    assert (box["width"], box["height"]) == (1280, 800)
    assert page.locator("header[data-testid=stHeader]").is_visible() is False
    painted = page.evaluate("""() => { const c = claimlineMap.canvas.g.dots.canvas;
        return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((v) => v); }""")
    assert painted


def test_steps_keep_the_view_and_send_nothing_while_moving(page: Page) -> None:
    page.evaluate("() => claimlineMap.map.setView([35.8, 36.8], 10, {animate: false})")
    page.wait_for_timeout(1500)
    sent: list[int] = []
    page.on("websocket", lambda ws: ws.on("framesent", lambda data: sent.append(len(data))))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator(".cl-map").focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    assert page.evaluate("() => claimlineMap.story.day") == 0
    assert asked == []
    assert sent == []
    page.wait_for_timeout(1500)
    assert page.evaluate("() => [claimlineMap.map.getZoom(), claimlineMap.map.getCenter().lat]") == [10, 35.8]
    expect(page.locator(".cl-date")).to_have_text("24 February 2020")


def test_a_pick_fills_the_panel_and_the_table_with_the_right_sentences(
    page: Page, ledger_file: tuple[Path, Situation]
) -> None:
    situation = ledger_file[1]
    place_id = reported(situation)
    status = situation.history.on(date(2020, 2, 27))[place_id]
    pick(page, place_id)
    drawer = page.locator(".cl-drawer")
    expect(drawer.locator(".cl-drawer-title")).to_contain_text(situation.by_id[place_id].name)
    quotes = drawer.locator("section blockquote").all_inner_texts()
    cited = [key for key in (*status.supporting, *status.dissenting) if key in situation.claims]
    wanted = [" ".join(situation.claims[key].sentence.split()) for key in cited]
    told = [" ".join(text.split()) for text in quotes if not text.startswith("Before the first report")]
    assert sorted(told) == sorted(wanted)
    assert len(quotes) == len(status.supporting) + len(status.dissenting)
    page.wait_for_function("() => claimlineMap.drawer.exact", timeout=60_000)
    assert page.evaluate("() => claimlineMap.drawer.exact.size") == len(status.trace)
    page.get_by_role("button", name="Data").click()
    expect(page.locator("[data-testid=stPopoverBody] [data-testid=stDataFrame]")).to_be_visible()


def test_the_address_carries_the_view_and_opens_it_again(page: Page, ledger_file: tuple[Path, Situation]) -> None:
    place_id = reported(ledger_file[1])
    page.evaluate("() => claimlineMap.go(1, 'test')")
    pick(page, place_id)
    page.wait_for_timeout(900)
    url = page.url
    assert "d=2020-02-25" in url
    assert f"s={place_id}" in url
    other = page.context.browser.new_context().new_page()  # type: ignore[union-attr]
    other.goto(url)
    other.wait_for_function(READY, timeout=60_000)
    expect(other.locator(".cl-date")).to_have_text("25 February 2020")
    expect(other.locator(".cl-drawer-title")).to_contain_text(ledger_file[1].by_id[place_id].name)
    other.context.close()
