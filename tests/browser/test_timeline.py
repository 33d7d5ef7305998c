"""The timeline as people use it: hands, keys, links, comparison, search, evidence, touch."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.synth import SyntheticWar

pytestmark = pytest.mark.browser


def day(page: Page) -> int:
    return int(page.evaluate("() => claimlineMap.story.day"))


def settle(page: Page) -> None:
    page.wait_for_timeout(420)


def test_drag_draws_on_every_move(open_page: Open, address: str) -> None:
    page = open_page(address)
    page.evaluate("""() => { window.drawn = 0; const c = claimlineMap.canvas, show = c.show.bind(c);
        c.show = () => { window.drawn += 1; show(); }; }""")
    box = page.locator(".cl-range").first.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] - 9, y)
    page.mouse.down()
    seen = []
    for step in range(1, 25):
        page.mouse.move(box["x"] + box["width"] - 9 - step * 20, y)
        seen.append(day(page))
    page.mouse.up()
    moved = [one != other for one, other in pairwise(seen)]
    assert sum(moved) >= 20, "the map must follow while the hand moves, not on release"
    assert page.evaluate("() => drawn") >= sum(moved)


def test_a_step_sends_nothing_and_keeps_the_view(open_page: Open, address: str) -> None:
    page = open_page(address)
    page.evaluate("() => claimlineMap.map.setView([35.8, 36.8], 10, {animate: false})")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for _ in range(12):
        page.keyboard.press("ArrowLeft") if page.evaluate(
            "() => document.activeElement.tagName"
        ) != "BODY" else page.locator(".cl-map").press("ArrowLeft")
    assert day(page) == 59 - 12
    assert asked == []
    view = page.evaluate("() => [claimlineMap.map.getZoom(), claimlineMap.map.getCenter().lat.toFixed(3)]")
    assert view == [10, "35.800"]


def test_places_are_painted_in_their_sides_colour_at_device_resolution(open_page: Open, address: str) -> None:
    page = open_page(address, device_scale_factor=2)
    found = page.evaluate("""() => { const m = claimlineMap, c = m.canvas, s = m.story;
        const i = [...s.track.now].findIndex((code, i) => s.head.codes[code][0] === 'held' && s.head.codes[code][4] === 0);
        m.map.setView([s.arrays['p.lat'][i], s.arrays['p.lon'][i]], 13, {animate: false});
        const g = c.g.sheet, [x, y] = [c.dots.sx[i], c.dots.sy[i]];
        const px = [...g.getImageData(x, y, 1, 1).data];
        return {width: g.canvas.width, css: m.map.getSize().x, px, want: m.theme.sides[s.head.codes[s.track.now[i]][1]]}; }""")
    assert found["width"] == found["css"] * 2
    want = [int(found["want"][k : k + 2], 16) for k in (1, 3, 5)]
    assert found["px"][3] == 255
    assert found["px"][:3] == pytest.approx(want, abs=3)


def test_every_symbol_differs_in_grey(open_page: Open, address: str) -> None:
    page = open_page(address)
    looks = [["held", 0, 255, "", 0], ["claimed", 0, 255, "", 0], ["contested", 0, 1, "fighting", 0],
             ["contested", 0, 1, "words", 0], ["unknown", 255, 255, "", 0], ["silent", 255, 255, "", 0]]  # fmt: skip
    grey = page.evaluate("""(looks) => { const dots = claimlineMap.canvas.dots, all = [...dots.looks];
        const g = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
        g.canvas.width = looks.length * 40; g.canvas.height = 40; g.fillStyle = '#fff'; g.fillRect(0, 0, 400, 40);
        const swatches = Object.fromEntries([...document.querySelectorAll('.cl-legend .cl-key')].map((row) =>
            [row.textContent.trim(), row.querySelector('.cl-picture').style.backgroundImage]));
        dots.looks = looks; dots.sheetKey = ''; dots.place(claimlineMap.canvas.view, claimlineMap.theme);
        const { sheet } = dots; dots.looks = all; dots.sheetKey = '';
        const w = Math.round(claimlineMap.canvas.view.w * claimlineMap.canvas.view.dpr), tone = [];
        looks.forEach((look, k) => { const s = k * 2, seen = {};
            for (const [at, ink, end] of [[sheet.solidAt, sheet.solid, sheet.solidEnd], [sheet.softAt, sheet.soft, sheet.softEnd]])
                for (let p = end[s]; p < end[s + 1]; p++) { const v = ink[p], a = (v >>> 24) / 255;
                    seen[at[p]] = Math.round(255 - a * (255 - (0.3 * (v & 255) + 0.59 * ((v >> 8) & 255) + 0.11 * ((v >> 16) & 255)))); }
            tone.push(seen); });
        return { tone, swatches: Object.keys(swatches).length, width: w }; }""", looks)  # fmt: skip
    pictures = grey["tone"]
    for i, one in enumerate(pictures):
        for other in pictures[i + 1 :]:
            apart = sum(abs(one.get(at, 255) - other.get(at, 255)) for at in {*one, *other})
            assert apart > 600, "two symbols look alike when colour is taken away"
    assert grey["swatches"] >= 8
    words = page.locator(".cl-legend").inner_text()
    for word in ("Held", "Claimed", "fighting", "statements disagree", "Unknown", "interpolated", "estimated"):
        assert word in words


def test_keyboard_alone_does_everything(open_page: Open, address: str) -> None:
    page = open_page(address)
    page.keyboard.press("Tab")
    root = page.locator(".cl-map")
    root.focus()
    page.keyboard.press("Home")
    assert day(page) == 0
    page.keyboard.press("ArrowRight")
    page.keyboard.press("PageUp")
    assert day(page) == 8
    page.keyboard.press("PageDown")
    assert day(page) == 1
    page.keyboard.press("End")
    assert day(page) == 59
    page.keyboard.press("b")
    assert day(page) in page.evaluate("() => claimlineMap.story.changeDays")
    zoom = page.evaluate("() => claimlineMap.map.getZoom()")
    page.keyboard.press("+")
    page.wait_for_function(f"() => claimlineMap.map.getZoom() > {zoom}")
    page.wait_for_timeout(400)
    page.keyboard.press("-")
    page.wait_for_function(f"() => Math.abs(claimlineMap.map.getZoom() - {zoom}) < 0.01")
    page.wait_for_timeout(400)
    before = page.evaluate("() => claimlineMap.map.getCenter().lng")
    page.keyboard.press("Shift+ArrowRight")
    assert page.evaluate("() => claimlineMap.map.getCenter().lng") > before
    page.keyboard.press("c")
    expect(page.locator(".cl-compare")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".cl-compare")).to_be_hidden()
    page.keyboard.press("m")
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_timeout(400)
    page.keyboard.press("Enter")
    expect(page.locator(".cl-measure")).to_contain_text("km over 2 points")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("Place 5")
    page.keyboard.press("Enter")
    expect(page.locator(".cl-drawer-title")).to_contain_text("Place 5")
    page.keyboard.press("Escape")
    expect(page.locator(".cl-drawer")).to_be_hidden()
    root.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".cl-drawer-title")).to_contain_text("Place 5")
    page.keyboard.press("Escape")
    page.keyboard.press("Home")
    page.keyboard.press(" ")
    page.wait_for_function("() => claimlineMap.story.day >= 2")
    page.keyboard.press(" ")
    assert page.evaluate("() => claimlineMap.bar.playing") is False


def test_slider_tells_screen_readers_the_date_in_words(open_page: Open, address: str) -> None:
    page = open_page(f"{address}?d=2020-01-05")
    assert page.locator(".cl-range").first.get_attribute("aria-valuetext").startswith("5 January 2020, ")  # type: ignore[union-attr]
    page.locator(".cl-range").first.press("ArrowRight")
    assert page.locator(".cl-range").first.get_attribute("aria-valuetext").startswith("6 January 2020, ")  # type: ignore[union-attr]


def test_link_restores_everything_in_another_profile(open_page: Open, address: str) -> None:
    page = open_page(f"{address}?d=2020-01-20")
    page.evaluate("""() => { const m = claimlineMap; m.map.setView([35.7, 36.9], 9.5, {animate: false});
        m.setCompare(5); m.setPick({kind: 'place', index: 7}); }""")
    page.locator(".cl-legend .cl-card-head").click()
    page.locator(".cl-switch", has_text="Displacement").click()
    settle(page)
    url = page.url
    other = open_page(url)
    keys = "() => claimlineMap.linkState()"
    assert other.evaluate(keys) == page.evaluate(keys)
    assert "c=2020-01-06" in url
    assert "s=synthetic:7" in url
    expect(other.locator(".cl-drawer-title")).to_contain_text("Place 7")
    expect(other.locator(".cl-notice")).to_be_hidden()
    assert other.locator(".cl-switch", has_text="Displacement").locator("input").is_checked() is False


def test_link_to_an_older_build_or_a_missing_day_says_so(open_page: Open, address: str) -> None:
    page = open_page(f"{address}?d=2020-01-20&b=00000000deadbeef")
    expect(page.locator(".cl-notice")).to_contain_text("older build")
    page = open_page(f"{address}?d=1999-01-01")
    expect(page.locator(".cl-notice")).to_contain_text("1 January 1999")


def test_compare_counts_what_changed(open_page: Open, address: str, war: SyntheticWar) -> None:
    page = open_page(f"{address}?d=2020-02-20&c=2020-01-10")
    late, early = war.frame(50), war.frame(9)

    def owner(frame: Any, key: str) -> str | None:
        status = frame.statuses[key]
        return status.side if status.level.value in ("held", "claimed") else None

    keys = list(late.statuses)
    for side, row in (("government", 0), ("opposition", 1)):
        gained = sum(owner(late, k) == side != owner(early, k) for k in keys)
        lost = sum(owner(early, k) == side != owner(late, k) for k in keys)
        cells = page.locator(".cl-compare tbody tr").nth(row).locator("td").all_inner_texts()
        assert cells[:2] == [str(gained), str(lost)]
    expect(page.locator(".cl-compare-dates")).to_have_text("From 10 January 2020 to 20 February 2020")
    assert page.evaluate("() => claimlineMap.canvas.compare.changed.length") > 0
    page.locator(".cl-compare summary").click()
    page.locator(".cl-changed button").first.click()
    expect(page.locator(".cl-drawer")).to_be_visible()


def test_search_in_arabic_and_latin(open_page: Open, address: str) -> None:
    page = open_page(address)
    box = page.locator(".cl-search-input")
    box.fill("مكان 17")
    expect(page.locator(".cl-found li").first).to_contain_text("Place 17")
    box.press("Enter")
    expect(page.locator(".cl-drawer-title")).to_contain_text("Place 17")
    centre = page.evaluate(
        "() => { const s = claimlineMap.story; return [claimlineMap.map.getCenter().lat, s.arrays['p.lat'][17]]; }"
    )
    assert abs(centre[0] - centre[1]) < 0.3
    box.fill("nowhere at all")
    expect(page.locator(".cl-found")).to_contain_text("No place of that name here")


def test_a_press_on_a_place_opens_its_evidence(open_page: Open, address: str, war: SyntheticWar) -> None:
    page = open_page(f"{address}?d=2020-01-31")
    spot = page.evaluate("""() => { const m = claimlineMap, d = m.canvas.dots;
        m.map.setView([m.story.arrays['p.lat'][4], m.story.arrays['p.lon'][4]], 12, {animate: false});
        const box = m.nodes.mapBox.getBoundingClientRect(); return [d.sx[4] + box.x, d.sy[4] + box.y]; }""")
    page.mouse.click(*spot)
    status = war.frame(30).statuses["synthetic:4"]
    by_id = {claim.id: claim for claim in war.claims}
    drawer = page.locator(".cl-drawer")
    expect(drawer.locator(".cl-drawer-title")).to_contain_text("Place 4")
    expect(drawer.locator(".cl-why").first).to_contain_text("Place 4 is drawn as")
    for title, ids in (("What speaks for it", status.supporting), ("What speaks against it", status.dissenting)):
        section = drawer.locator("section", has_text=title)
        quotes = section.locator("blockquote").all_inner_texts()
        assert quotes == [by_id[key].sentence for key in ids]
        claim = by_id[ids[0]]
        expect(section.locator(".cl-claim strong").first).to_have_text(claim.attribution.claimant)
        link = section.locator("a").first
        assert link.get_attribute("rel") == "noopener noreferrer"
        assert (link.get_attribute("href") or "").startswith("https://example.org/")
    expect(drawer.locator(".cl-grade").first).to_have_text("B2")
    expect(drawer.locator(".cl-weight").first).to_have_text("+1.20")


def test_what_the_mouse_points_at_is_told_beside_the_open_drawer(open_page: Open, address: str) -> None:
    page = open_page(f"{address}?d=2020-01-31")
    page.evaluate("() => claimlineMap.setPick({ kind: 'place', index: 4 })")
    spot = page.evaluate("""() => { const m = claimlineMap, d = m.canvas.dots, edge = m.drawer.node.offsetLeft - 40;
        m.map.setView([m.story.arrays['p.lat'][4], m.story.arrays['p.lon'][4]], 12, {animate: false});
        m.map.panBy([d.sx[4] - edge, 0], {animate: false});
        const box = m.nodes.mapBox.getBoundingClientRect(); return [d.sx[4] + box.x, d.sy[4] + box.y]; }""")
    page.mouse.move(spot[0] - 1, spot[1])
    page.mouse.move(*spot)
    tip, drawer = page.locator(".cl-tip"), page.locator(".cl-drawer").bounding_box()
    expect(tip).to_be_visible()
    box = tip.bounding_box()
    assert box is not None
    assert drawer is not None
    assert box["x"] + box["width"] <= drawer["x"]
    assert box["x"] >= 0


def test_roads_and_line_open_their_evidence_too(open_page: Open, address: str) -> None:
    page = open_page(f"{address}?d=2020-01-10")
    page.evaluate("() => claimlineMap.setPick({kind: 'road', index: 5})")
    expect(page.locator(".cl-drawer")).to_contain_text("Statements about the road say it is cut")
    page.evaluate(
        "() => claimlineMap.setPick({kind: 'line', index: claimlineMap.canvas.line.parts(claimlineMap.story.day)[0]})"
    )
    expect(page.locator(".cl-drawer")).to_contain_text("Nobody reported this line")
    expect(page.locator(".cl-drawer")).to_contain_text("Place 0 is drawn as")


def test_a_press_on_the_line_opens_its_evidence_and_the_link_keeps_it(open_page: Open, address: str) -> None:
    page = open_page(f"{address}?d=2020-01-10")
    spot = page.evaluate("""() => { const m = claimlineMap, c = m.canvas, o = m.story.line, [part] = c.line.parts(m.story.day);
        const box = m.nodes.mapBox.getBoundingClientRect();
        for (let i = o.ring[o.part[part]] + 1; i < o.ring[o.part[part + 1]]; i++) {
            const [x, y] = [(o.x[i] + o.x[i - 1]) / 2 * c.view.k - c.view.ox, (o.y[i] + o.y[i - 1]) / 2 * c.view.k - c.view.oy];
            if (x > 300 && x < c.view.w - 80 && y > 20 && y < c.view.h - 60 && c.hit(x, y, 7)?.kind === 'line') return [x + box.x, y + box.y]; }
        return null; }""")
    assert spot is not None
    page.mouse.click(*spot)
    drawer = page.locator(".cl-drawer")
    expect(drawer).to_contain_text("Nobody reported this line")
    expect(drawer.locator("blockquote").first).to_be_visible()
    settle(page)
    other = open_page(page.url)
    expect(other.locator(".cl-drawer")).to_contain_text("Nobody reported this line")


def test_names_follow_a_move_and_never_collide(open_page: Open, address: str) -> None:
    page = open_page(address)
    page.evaluate("() => { claimlineMap.map.setView([35.8, 36.8], 9, {animate: false}); }")
    page.wait_for_timeout(300)
    names = "() => claimlineMap.canvas.labels.map(({name}) => name)"
    first = page.evaluate(names)
    page.evaluate("() => claimlineMap.map.panBy([120, 60], {animate: false})")
    page.wait_for_timeout(300)
    assert first
    assert set(first) & set(page.evaluate(names)), "most names stay when the map moves a little"
    boxes = page.evaluate("() => claimlineMap.canvas.nameBoxes()")
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], "two names lie on each other"


def test_displacement_figures_leave_place_names_readable(open_page: Open, address: str) -> None:
    page = open_page(f"{address}?d=2020-01-10")
    hidden = page.evaluate("""() => { const c = claimlineMap.canvas, texts = []; const g = c.g.sheet, round = g.roundRect.bind(g);
        const blocks = []; g.roundRect = (x, y, w, h, r) => { blocks.push([x, y, x + w, y + h]); round(x, y, w, h, r); }; c.drawMarks();
        return { blocks, names: c.nameBoxes(), w: c.view.w, h: c.view.h }; }""")
    assert hidden["blocks"]
    for a in hidden["blocks"]:
        assert 0 <= a[0] < a[2] <= hidden["w"]
        assert 0 <= a[1] < a[3] <= hidden["h"]
        for b in hidden["names"]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], "a figure hides a name"


def test_phone_touch(open_page: Open, address: str) -> None:
    page = open_page(address, width=390, height=780, has_touch=True, is_mobile=True, device_scale_factor=3)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    box = page.locator(".cl-range").first.bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert 20 <= day(page) <= 40
    spot = page.evaluate("""() => { const m = claimlineMap;
        m.map.setView([m.story.arrays['p.lat'][9], m.story.arrays['p.lon'][9]], 12, {animate: false});
        const b = m.nodes.mapBox.getBoundingClientRect(); return [m.canvas.dots.sx[9] / m.canvas.view.dpr + b.x, m.canvas.dots.sy[9] / m.canvas.view.dpr + b.y]; }""")
    page.touchscreen.tap(spot[0] + 4, spot[1] + 3)
    expect(page.locator(".cl-drawer-title")).to_contain_text("Place 9")
    sheet = page.locator(".cl-drawer").bounding_box()
    assert sheet is not None
    assert sheet["width"] == pytest.approx(390, abs=1)
    assert sheet["y"] > 200
    for tool in page.locator(".cl-tool:visible, .cl-play:visible").all()[:8]:
        size = tool.bounding_box()
        assert size is None or min(size["width"], size["height"]) >= 28


def test_no_serious_accessibility_issue(open_page: Open, address: str, axe: str) -> None:
    for scheme in ("light", "dark"):
        page = open_page(f"{address}?d=2020-01-31&c=2020-01-10&s=synthetic:4", color_scheme=scheme, bypass_csp=True)
        page.add_script_tag(content=axe)
        result = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        bad = [
            (v["id"], v["impact"], v["nodes"][0]["target"])
            for v in result["violations"]
            if v["impact"] in ("serious", "critical")
        ]
        assert not bad, f"{scheme}: {bad}"


def test_map_as_picture(open_page: Open, address: str, tmp_path: Path) -> None:
    page = open_page(address)
    with page.expect_download() as waiting:
        page.evaluate("() => { navigator.clipboard.write = () => Promise.reject(new Error('no')); }")
        page.locator("[aria-label='Copy map as picture']").click()
    path = tmp_path / "map.png"
    waiting.value.save_as(path)
    assert waiting.value.suggested_filename == "claimline-nw-syria-2020-02-29.png"
    assert path.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert path.stat().st_size > 30_000


def test_opens_from_disk_without_a_network(open_page: Open, site: tuple[Path, str], address: str) -> None:
    folder, _ = site
    page = open_page((folder / "war.html").as_uri(), offline=True)
    page.locator(".cl-map").focus()
    page.keyboard.press("Home")
    expect(page.locator(".cl-date")).to_have_text("1 January 2020")
    assert json.loads(page.evaluate("() => JSON.stringify(claimlineMap.linkState())"))["day"] == "2020-01-01"


def test_memory_stays_flat_over_five_hundred_steps(open_page: Open, address: str) -> None:
    page = open_page(address)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def heap() -> float:
        session.send("HeapProfiler.collectGarbage")
        metrics = session.send("Performance.getMetrics")["metrics"]
        return float(next(m["value"] for m in metrics if m["name"] == "JSHeapUsedSize"))

    step = "(n) => { for (let i = 0; i < n; i++) claimlineMap.go(Math.floor(Math.random() * 60), 'play'); }"
    page.evaluate(step, 100)
    before = heap()
    page.evaluate(step, 500)
    assert heap() < before * 1.1 + 200_000
