"""The panels of roads and people: every run leads to its evidence, by hand, by key and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open

pytestmark = pytest.mark.browser


def test_a_run_opens_its_evidence_at_once(open_page: Open, address: str) -> None:
    page = open_page(f"{address}?d=2020-01-10")
    page.get_by_role("button", name="Roads").click()
    runs = page.locator(".cl-wayrun:not(.cl-keyswatch)")
    assert runs.count() > 2
    took = page.evaluate(
        """() => { const t = performance.now();
        document.querySelectorAll('.cl-ways .cl-wayrun')[1].click();
        document.querySelector('.cl-way-detail:not([hidden])').getBoundingClientRect(); return performance.now() - t; }"""
    )
    assert took < 300
    detail = page.locator(".cl-way-detail:not([hidden])")
    expect(detail).to_contain_text("What control of the places along it rests on")
    expect(detail.locator(".cl-claim").first).to_be_attached()
    runs.nth(1).click()
    expect(detail).to_have_count(0)


def test_runs_are_reached_by_keys_and_the_day_stays(open_page: Open, address: str) -> None:
    page = open_page(f"{address}?d=2020-01-10")
    page.locator(".cl-map").press("r")
    expect(page.locator(".cl-drawer-title")).to_have_text("Roads")
    strip = page.locator(".cl-ways").first
    assert strip.locator("button[tabindex='0']").count() == 1
    strip.locator("button[tabindex='0']").focus()
    before = page.evaluate("() => claimlineMap.story.day")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert page.evaluate("() => claimlineMap.story.day") == before
    expect(page.locator(".cl-way-detail:not([hidden])")).to_have_count(1)
    page.get_by_role("button", name="Run after").press("Enter")
    expect(strip.locator("button[aria-expanded=true]")).to_have_count(1)
    page.locator(".cl-goto").press("Enter")
    assert page.evaluate("() => claimlineMap.story.day") != before
    page.keyboard.press("Escape")
    expect(page.locator(".cl-drawer")).to_be_hidden()


def test_people_open_and_close_by_key(open_page: Open, address: str) -> None:
    page = open_page(f"{address}?d=2020-01-10")
    page.locator(".cl-map").press("p")
    expect(page.locator(".cl-drawer-title")).to_have_text("People on the move")
    expect(page.locator(".cl-people")).to_contain_text("never added")
    page.locator(".cl-map").press("p")
    expect(page.locator(".cl-drawer")).to_be_hidden()


def test_a_phone_reaches_both_panels(open_page: Open, address: str) -> None:
    page = open_page(f"{address}?d=2020-01-10", width=390, height=780, has_touch=True, is_mobile=True)
    page.get_by_role("button", name="Roads").tap()
    runs = page.locator(".cl-ways .cl-wayrun")
    box = runs.first.bounding_box()
    assert box is not None
    assert box["height"] >= 36
    runs.first.tap()
    expect(page.locator(".cl-way-detail:not([hidden])")).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390


def test_words_of_figures_hide_no_name(open_page: Open, address: str) -> None:
    page = open_page(f"{address}?d=2020-01-10")
    hidden = page.evaluate(
        """() => { const m = claimlineMap, c = m.canvas; let worst = 0;
        const g = c.g.sheet, was = g.roundRect.bind(g), boxes = [];
        g.roundRect = (x, y, w, h, r) => { boxes.push([x, y, x + w, y + h]); was(x, y, w, h, r); };
        c.drawMarks(); delete g.roundRect;
        for (const b of boxes) for (const l of c.nameBoxes()) {
          const wide = Math.min(b[2], l[2]) - Math.max(b[0], l[0]), high = Math.min(b[3], l[3]) - Math.max(b[1], l[1]);
          worst = Math.max(worst, wide > 0 && high > 0 ? wide * high : 0); }
        return [boxes.length, worst]; }"""
    )
    assert hidden[0] > 0
    assert hidden[1] == 0


@pytest.mark.parametrize("key", ["r", "p"])
def test_panels_have_no_serious_accessibility_issue(open_page: Open, address: str, axe: str, key: str) -> None:
    page = open_page(f"{address}?d=2020-01-10")
    page.locator(".cl-map").press(key)
    page.add_script_tag(content=axe)
    found = page.evaluate("() => axe.run('.cl-drawer', {resultTypes: ['violations']})")["violations"]
    assert [row["id"] for row in found if row["impact"] in ("serious", "critical")] == []
