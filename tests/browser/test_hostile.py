"""Nothing in a place name, a title, a quote, an outlet or a link can run, in any host of the timeline."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from geo.model import claim_id
from geo.state.frames import Cast, TimelineFile, encode
from layers.folium_map import frame_map, safe_text, timeline_map
from layers.timeline import page as html_page
from tests.browser.conftest import Open
from tests.synth import SyntheticWar

pytestmark = pytest.mark.browser

HOSTILE = (
    '<img src=x onerror="window.__x=1">',
    "</script><script>window.__x=1</script>",
    "`);window.__x=1;(`",
    "${window.__x=1}",
    "\\${window.__x=1}",
    "\\`+(window.__x=1)+\\`",
    "'-(window.__x=1)-'",
    "{{7*7}}{% raw %}{% endraw %}",
    "&lt;img src=x onerror=window.__x=1&gt;",
    "<svg onload=window.__x=1>",
    "javascript:window.__x=1",
)


def hostile_war() -> tuple[SyntheticWar, Cast]:
    """A war in which every text is an attack."""
    war = SyntheticWar(len(HOSTILE), 20, names=HOSTILE)
    claims = []
    for i, claim in enumerate(war.claims):
        bad = HOSTILE[i % len(HOSTILE)]
        who = replace(claim.attribution, outlet=bad, claimant=bad)
        changed = replace(claim, sentence=bad, quote=bad, place=bad, attribution=who, id="")
        claims.append(replace(changed, id=claim.id))
        assert claim_id(changed, "a", "b", "c")
    links = (
        "javascript:window.__x=1",
        "data:text/html,<script>window.__x=1</script>",
        'https://example.org/a"onmouseover="window.__x=1',
    )
    articles = tuple(
        replace(article, title=HOSTILE[i % len(HOSTILE)], outlet=HOSTILE[i % len(HOSTILE)], url=links[i % 3])
        for i, article in enumerate(war.articles)
    )
    return war, Cast(theatre=war.theatre, places=war.places, claims=tuple(claims), articles=articles)


@pytest.fixture(scope="module")
def hostile() -> tuple[SyntheticWar, TimelineFile]:
    war, cast = hostile_war()
    return war, encode(war.frames(), cast)


def look_at_everything(page: Page) -> None:
    """Show every text the page can show: panels, tips, search, comparison."""
    for i in range(len(HOSTILE)):
        page.evaluate("(i) => claimlineMap.setPick({kind: 'place', index: i})", i)
        page.evaluate("() => document.querySelectorAll('.cl-drawer details').forEach((d) => { d.open = true; })")
        expect(page.locator(".cl-drawer-title span").first).to_have_text(HOSTILE[i])
    page.evaluate("() => { claimlineMap.setPick(null); claimlineMap.setCompare(1); }")
    page.evaluate("() => document.querySelectorAll('.cl-compare details').forEach((d) => { d.open = true; })")
    page.locator(".cl-search-input").fill("img")
    expect(page.locator(".cl-found li").first).to_be_visible()
    page.evaluate("""() => { const m = claimlineMap; for (let i = 0; i < m.story.words.name.length; i++) {
        m.map.setView([m.story.arrays['p.lat'][i], m.story.arrays['p.lon'][i]], 12, {animate: false});
        m.map.fire('mousemove', {containerPoint: {x: m.canvas.dots.sx[i], y: m.canvas.dots.sy[i]}}); } }""")
    page.wait_for_timeout(300)


def assert_calm(page: Page) -> None:
    assert page.evaluate("() => window.__x ?? null") is None
    bad = page.evaluate("""() => [...document.querySelectorAll('.cl-root a, .cl-root img, .cl-root svg, .cl-root script')]
        .filter((n) => n.tagName !== 'svg' && n.tagName !== 'A' || n.getAttribute('onload') || (n.href && !/^https?:/.test(n.href.baseVal ?? n.href)))
        .map((n) => n.outerHTML)""")  # fmt: skip
    assert bad == []


def test_page(open_page: Open, site: tuple[Path, str], hostile: tuple[SyntheticWar, TimelineFile]) -> None:
    folder, root = site
    (folder / "hostile.html").write_text(html_page(hostile[1], HOSTILE[1]), encoding="utf-8")
    page = open_page(f"{root}/hostile.html?d=2020-01-12")
    look_at_everything(page)
    assert_calm(page)
    assert page.title() == HOSTILE[1]


def test_folium_timeline(open_page: Open, site: tuple[Path, str], hostile: tuple[SyntheticWar, TimelineFile]) -> None:
    folder, root = site
    timeline_map(hostile[1], hostile[0].theatre).save(str(folder / "folium.html"))
    page = open_page(f"{root}/folium.html")
    look_at_everything(page)
    assert_calm(page)
    page.locator(".cl-map").focus()
    page.keyboard.press("Home")
    expect(page.locator(".cl-date")).to_have_text("1 January 2020")


def test_folium_map_of_one_day(
    open_page: Open, site: tuple[Path, str], hostile: tuple[SyntheticWar, TimelineFile]
) -> None:
    folder, root = site
    war = hostile[0]
    frame_map(war.frame(5), war.theatre).save(str(folder / "frame.html"))
    page = open_page(f"{root}/frame.html", ready="() => window.L && document.querySelector('.leaflet-container')")
    shown = page.evaluate("""async () => { const map = Object.values(window).find((v) => v && v.eachLayer && v.getZoom && v._container);
        const texts = [];
        const leaves = []; const walk = (l) => l.eachLayer ? l.eachLayer(walk) : leaves.push(l); map.eachLayer(walk);
        for (const l of leaves) { if (!l.getLatLng || !l.fire) continue; l.fire('click', {latlng: l.getLatLng()}, true);
          await new Promise((r) => setTimeout(r, 25)); texts.push(document.querySelector('.leaflet-popup-content')?.innerText ?? ''); }
        return texts.join('\\n'); }""")
    page.wait_for_timeout(200)
    assert page.evaluate("() => window.__x ?? null") is None
    assert any(text in shown for text in HOSTILE)
    assert "49" not in shown.split("{{7*7}}")[0][-3:]


@pytest.mark.parametrize("text", HOSTILE)
def test_safe_text_leaves_no_way_out(text: str) -> None:
    safe = safe_text(text)
    assert not set("<>`${}\\\"'") & set(safe)
