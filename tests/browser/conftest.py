"""One headless Chromium for the session, pages served from localhost, everything else refused."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from geo.state.frames import Cast, TimelineFile, encode
from layers.timeline import page as html_page
from tests.synth import SyntheticWar

READY = "() => window.claimlineMap && window.claimlineMap.bar.slider.max"
Open = Callable[..., Page]
AXE = "axe-core@4.10.3"


@pytest.fixture(scope="session")
def war() -> SyntheticWar:
    return SyntheticWar(60, 60)


def pack(war: SyntheticWar) -> TimelineFile:
    """All days of a made-up war."""
    cast = Cast(theatre=war.theatre, places=war.places, claims=war.claims, articles=war.articles)
    return encode(war.frames(), cast)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the name is the base class's
        """Say nothing."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder and the address under which its files are served."""
    folder = tmp_path_factory.mktemp("site")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def address(site: tuple[Path, str], war: SyntheticWar) -> str:
    """Address of the timeline page of the made-up war."""
    folder, root = site
    (folder / "war.html").write_text(html_page(pack(war), "Made-up war"), encoding="utf-8")
    return f"{root}/war.html"


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """A function that opens an address in a fresh profile; a script error fails the test."""
    contexts, errors, strays = [], [], []

    def refuse(route: Route) -> None:
        if not route.request.url.startswith(("http://127.0.0.1", "http://localhost", "file:", "data:", "blob:")):
            strays.append(route.request.url)
            route.abort()
            return
        route.continue_()

    def opened(url: str, *, width: int = 1280, height: int = 800, ready: str | None = READY, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.route("**/*", refuse)
        page.goto(url)
        if ready:
            page.wait_for_function(ready)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not errors, f"script errors: {errors}"
    assert not strays, f"requests beyond localhost: {strays}"


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Text of the axe-core script, from node_modules or the npm registry."""
    root = Path(__file__).resolve().parents[2]
    local = root / "node_modules" / "axe-core" / "axe.min.js"
    if local.is_file():
        return local.read_text(encoding="utf-8")
    npm = shutil.which("npm")
    folder = tmp_path_factory.mktemp("axe")
    if (
        npm is None
        or subprocess.run([npm, "pack", "--silent", AXE], cwd=folder, check=False, capture_output=True).returncode
    ):
        pytest.skip("NO AXE-CORE: npm is missing or offline; the accessibility check did not run")
    with tarfile.open(next(folder.glob("axe-core-*.tgz"))) as archive:
        member = archive.extractfile("package/axe.min.js")
        assert member is not None
        return member.read().decode("utf-8")
