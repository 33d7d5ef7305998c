"""The online look-up against a local stand-in: locked, slow, cached, and never believed."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest
from geopy.exc import (
    GeocoderParseError,
    GeocoderRateLimited,
    GeocoderServiceError,
    GeocoderTimedOut,
    GeocoderUnavailable,
)

from geo.errors import InputError
from geo.places.nominatim import SWITCH, OnlineLookup
from geo.theatre import Theatre

VILLAGE = {
    "lat": "35.60",
    "lon": "36.55",
    "display_name": "Sarja, Idlib, Syria",
    "name": "Sarja",
    "osm_type": "node",
    "osm_id": 7,
    "class": "place",
    "type": "village",
    "address": {"country_code": "sy", "state": "Idlib"},
}


class StandIn(ThreadingHTTPServer):
    """Speaks as much of Nominatim's JSON as the client needs."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: list[tuple[str, dict[str, list[str]], str]] = []
        self.plan: list[tuple[int, object, float]] = []

    @property
    def domain(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, StandIn)
        url = urlparse(self.path)
        server.asked.append((url.path, parse_qs(url.query), self.headers["User-Agent"]))
        status, body, wait = server.plan.pop(0) if server.plan else (200, [VILLAGE], 0.0)
        time.sleep(wait)
        raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)
        except (BrokenPipeError, ConnectionResetError):
            return

    def log_message(self, *args: object) -> None:
        del args


@pytest.fixture
def service() -> Iterator[StandIn]:
    server = StandIn()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def lookup(service: StandIn, nw_syria: Theatre, tmp_path: Path) -> OnlineLookup:
    return OnlineLookup(
        nw_syria,
        contact="desk@example.org",
        cache=tmp_path / "answers.sqlite",
        domain=service.domain,
        scheme="http",
        delay_s=0.05,
        timeout_s=20.0,
    )


def test_off_unless_turned_on(nw_syria: Theatre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SWITCH, raising=False)
    with pytest.raises(InputError, match=SWITCH):
        OnlineLookup(nw_syria)


def test_answer_is_a_candidate_for_review(lookup: OnlineLookup) -> None:
    (candidate,) = lookup.suggest("Sarja")
    assert candidate.score == 0.0
    assert candidate.place.id == "osm:node/7"
    assert candidate.place.quality == "approx"
    assert "OpenStreetMap" in candidate.place.source
    assert "not verified" in candidate.reasons[0]


def test_request_is_locked_to_country_and_box(lookup: OnlineLookup, service: StandIn) -> None:
    lookup.suggest("Sarja")
    path, query, agent = service.asked[0]
    assert path == "/search"
    assert query["countrycodes"] == ["sy"]
    assert query["bounded"] == ["1"]
    assert [float(x) for x in query["viewbox"][0].split(",")] == [35.7, 34.9, 37.5, 36.6]
    assert agent == "claimline (desk@example.org)"


def test_answers_outside_are_dropped(lookup: OnlineLookup, service: StandIn) -> None:
    far = {**VILLAGE, "lat": "33.5"}
    abroad = {**VILLAGE, "address": {"country_code": "tr"}}
    service.plan = [(200, [far, abroad, VILLAGE, {"lat": "x", "lon": "y", "display_name": "?"}], 0.0)]
    try:
        found = lookup.suggest("Sarja")
    except GeocoderServiceError:
        return  # geopy refuses the row without numbers
    assert [candidate.place.lat for candidate in found] == [35.60]


def test_asked_once_then_kept(lookup: OnlineLookup, service: StandIn) -> None:
    service.plan = [(200, [], 0.0)]
    assert lookup.suggest("Nowhere") == ()
    assert lookup.suggest("Nowhere") == ()
    assert len(service.asked) == 1


def test_requests_keep_their_distance(lookup: OnlineLookup) -> None:
    begin = time.monotonic()
    for name in ("A", "B", "C"):
        lookup.suggest(name)
    assert time.monotonic() - begin >= 0.1


@pytest.mark.parametrize(
    ("plan", "error"),
    [
        ([(429, {}, 0.0)] * 2, GeocoderRateLimited),
        ([(200, "<html>busy</html>", 0.0)] * 2, GeocoderParseError),
        ([(200, {"error": "no"}, 0.0)] * 2, GeocoderServiceError),
        ([(500, {}, 0.0)] * 2, GeocoderServiceError),
    ],
    ids=["429", "garbage", "error in JSON", "500"],
)
def test_errors_are_raised_and_never_kept(
    plan: list[tuple[int, object, float]],
    error: type[Exception] | tuple[type[Exception], ...],
    lookup: OnlineLookup,
    service: StandIn,
) -> None:
    service.plan = list(plan)
    with pytest.raises(error):
        lookup.suggest("Sarja")
    service.plan = []
    assert len(lookup.suggest("Sarja")) == 1


def test_time_out_is_raised_and_never_kept(
    lookup: OnlineLookup, service: StandIn, nw_syria: Theatre, tmp_path: Path
) -> None:
    hasty = OnlineLookup(
        nw_syria,
        contact="desk@example.org",
        cache=tmp_path / "answers.sqlite",
        domain=service.domain,
        scheme="http",
        delay_s=0.01,
        timeout_s=0.1,
    )
    service.plan = [(200, [], 0.3)] * 12
    with pytest.raises((GeocoderTimedOut, GeocoderUnavailable)):
        hasty.suggest("Sarja")
    service.plan = []
    assert len(lookup.suggest("Sarja")) == 1
