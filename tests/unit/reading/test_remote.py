"""A plugged-in reader is asked over HTTP and believed only where the text bears it out."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from geo.errors import RemoteReaderError
from geo.model import Article, Event, Mention, Place, Polarity, Resolution, Span
from geo.reading.remote import RemoteReader, RuleReader, request_of
from geo.theatre import Theatre

TEXT = "News\n\nA spokesman denied that rebels had taken Saraqeb on Thursday."
GOOD = {
    "place": "Saraqeb", "event": "gained", "holder": "opposition", "polarity": "denied", "claimant": "spokesman",
    "claimant_side": "government", "date": "2020-02-27", "date_precision": "day", "quote": "denied that rebels had taken Saraqeb",
}  # fmt: skip


class Stub(BaseHTTPRequestHandler):
    """Speaks the chat protocol and answers what the test put into ``content``."""

    content: ClassVar[bytes] = b""
    delay_s: ClassVar[float] = 0.0
    seen: ClassVar[list[tuple[str, str, dict[str, Any]]]] = []

    def do_POST(self) -> None:
        """Answer one request."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        Stub.seen.append((self.path, self.headers.get("Authorization", ""), body))
        time.sleep(Stub.delay_s)
        try:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(Stub.content)
        except OSError:
            return

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Stay silent."""


@pytest.fixture
def endpoint() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    Stub.delay_s, Stub.seen = 0.0, []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    server.shutdown()
    server.server_close()
    thread.join()


def article() -> Article:
    return Article(
        id="a",
        theatre="nw-syria",
        outlet="o",
        title="News",
        url=None,
        published=date(2020, 2, 27),
        language="en",
        text=TEXT,
    )


def mentions() -> tuple[Mention, ...]:
    place = Place(id="x:saraqib", name="Saraqib", kind="town", feature_code="PPL", lon=36.8, lat=35.86, country="SY")
    start = TEXT.index("Saraqeb")
    return (
        Mention(
            span=Span(start=start, end=start + 7),
            text="Saraqeb",
            resolution=Resolution(place=place, candidates=(), method="test"),
        ),
    )


def answer(*rows: object) -> bytes:
    content = json.dumps({"claims": list(rows)})
    return json.dumps({"choices": [{"message": {"content": content}}]}).encode()


def test_a_row_that_the_text_bears_out_is_kept(endpoint: str, nw_syria: Theatre) -> None:
    Stub.content = answer(GOOD)
    reader = RemoteReader(url=endpoint, model="m", key="secret")
    reading = reader.annotate(article(), mentions(), nw_syria)
    assert [(c.place_id, c.event, c.polarity, c.rule) for c in reading.claims] == [
        ("x:saraqib", Event.GAINED, Polarity.DENIED, "remote")
    ]
    assert TEXT[reading.claims[0].span.start : reading.claims[0].span.end] == reading.claims[0].quote
    assert not reader.dropped
    path, key, body = Stub.seen[0]
    assert path == "/v1/chat/completions"
    assert key == "Bearer secret"
    assert body["response_format"]["type"] == "json_schema"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"quote": "rebels hold all of it"}, "word for word"),
        ({"quote": ""}, "word for word"),
        ({"place": "Paris"}, "none of the names"),
        ({"holder": "martians"}, "side"),
        ({"claimant_side": "martians"}, "side"),
        ({"event": "eaten"}, "schema"),
        ({"date": "last week"}, "schema"),
        ({"claimant": 7}, "no text"),
    ],
)
def test_a_row_that_it_does_not_bear_out_is_dropped_with_a_reason(
    endpoint: str, nw_syria: Theatre, change: dict[str, Any], reason: str
) -> None:
    Stub.content = answer({**GOOD, **change}, "no object at all")
    reader = RemoteReader(url=endpoint, model="m")
    assert reader.annotate(article(), mentions(), nw_syria).claims == ()
    assert reason in reader.dropped[0].reason
    assert len(reader.dropped) == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>502</html>",
        b"{}",
        b'{"choices": []}',
        answer()[:-9],
        b'{"choices": [{"message": {"content": "{\\"claims\\": 7}"}}]}',
    ],
)
def test_garbage_is_an_error_that_says_so(endpoint: str, nw_syria: Theatre, content: bytes) -> None:
    Stub.content = content
    with pytest.raises(RemoteReaderError, match="claims"):
        RemoteReader(url=endpoint, model="m").annotate(article(), mentions(), nw_syria)


def test_a_slow_endpoint_times_out(endpoint: str, nw_syria: Theatre) -> None:
    Stub.content, Stub.delay_s = answer(GOOD), 1.0
    with pytest.raises(RemoteReaderError, match="did not answer"):
        RemoteReader(url=endpoint, model="m", timeout_s=0.1).annotate(article(), mentions(), nw_syria)


def test_an_address_that_is_no_http_address_is_refused(nw_syria: Theatre) -> None:
    with pytest.raises(RemoteReaderError, match="no http address"):
        RemoteReader(url="file:///etc", model="m").annotate(article(), mentions(), nw_syria)


def test_the_rules_are_a_reader_too(nw_syria: Theatre) -> None:
    reading = RuleReader().annotate(article(), mentions(), nw_syria)
    assert [claim.polarity for claim in reading.claims] == [Polarity.DENIED]


def test_the_request_names_the_sides_and_places(nw_syria: Theatre) -> None:
    facts = json.loads(request_of("m", article(), mentions(), nw_syria)["messages"][1]["content"])
    assert facts["places"] == ["Saraqeb"]
    assert "opposition" in facts["sides"]
