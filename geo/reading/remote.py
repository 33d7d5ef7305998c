"""A better reader can be plugged in: an adapter for any endpoint that speaks the OpenAI chat protocol.

Off by default and never needed. Whatever the endpoint answers is a proposal: a row is kept only if
its quote stands in the article word for word and its place is one of the names found there (or a
candidate of one). Everything else goes to the discarded list with its reason.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from geo.errors import InputError, RemoteReaderError
from geo.model import (
    NARRATOR,
    NEUTRAL_SIDES,
    Article,
    Attribution,
    ControlClaim,
    Event,
    Mention,
    Polarity,
    Precision,
    Reading,
    Span,
    When,
)
from geo.reading.reader import read
from geo.theatre import Theatre

Transport = Callable[[str, bytes, Mapping[str, str], float], bytes]
"""Sends a POST body to a URL with headers and a time-out in seconds; returns the answer's body."""

MAX_ANSWER = 2_000_000
"""Longest answer in bytes that is looked at."""

INSTRUCTION = (
    "You read war reporting. List every statement that a side took (gained), holds (held), lost (lost) or fights for "
    "(contested) a named place. Keep who says so apart from the outlet. A denial is a row with polarity denied. "
    "Leave out plans, conditions and predictions. Quote the words verbatim, under 200 characters. Answer with JSON only."  # noqa: E501
)


class Reader(Protocol):
    """Anything that turns an article with its names into a reading."""

    def annotate(self, article: Article, mentions: Sequence[Mention], theatre: Theatre) -> Reading:
        """Return what the article says."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleReader:
    """The reader that ships with the product: rules on a parse, offline."""

    def annotate(self, article: Article, mentions: Sequence[Mention], theatre: Theatre) -> Reading:
        """Return what the rules find."""
        return read(article, mentions, theatre)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A row of an answer that was not kept, and why."""

    row: str
    reason: str


@dataclass(slots=True, kw_only=True)
class RemoteReader:
    """Asks an endpoint for control claims and checks every row; names, roads and displacement stay with the rules.

    ``url`` is the base of the endpoint (".../v1"); ``timeout_s`` counts for one article. Raises
    RemoteReaderError where the endpoint cannot be reached or answers no JSON at all.
    """

    url: str
    model: str
    key: str = ""
    timeout_s: float = 60.0
    transport: Transport | None = None
    dropped: list[Dropped] = field(default_factory=list)

    def annotate(self, article: Article, mentions: Sequence[Mention], theatre: Theatre) -> Reading:
        """Return the rules' names, roads and displacement with the endpoint's checked control claims."""
        base = read(article, mentions, theatre)
        rows = self._rows(self._ask(article, base.mentions, theatre))
        kept = []
        for row in rows:
            try:
                kept.append(check_row(row, article, base.mentions, theatre))
            except InputError as error:
                self.dropped.append(Dropped(row=json.dumps(row, ensure_ascii=False)[:300], reason=str(error)))
        unique = {claim.id: claim for claim in kept}
        ordered = sorted(unique.values(), key=lambda claim: (claim.span.start, claim.span.end, claim.id))
        return Reading(
            article=article,
            mentions=base.mentions,
            claims=tuple(ordered),
            highways=base.highways,
            displacement=base.displacement,
        )

    def _ask(self, article: Article, mentions: Sequence[Mention], theatre: Theatre) -> bytes:
        body = json.dumps(request_of(self.model, article, mentions, theatre)).encode()
        headers = {"Content-Type": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        send = self.transport or post
        return send(f"{self.url.rstrip('/')}/chat/completions", body, headers, self.timeout_s)

    def _rows(self, answer: bytes) -> list[Any]:
        """Return the rows of an answer; RemoteReaderError where it is not what the protocol says."""
        try:
            content = json.loads(answer)["choices"][0]["message"]["content"]
            claims = json.loads(content)["claims"]
        except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
            raise RemoteReaderError(
                f"the reader at {self.url} answered no claims ({error!r}); check the model"
            ) from error
        if not isinstance(claims, list):
            raise RemoteReaderError(f"the reader at {self.url} answered claims that are no list; check the model")
        return claims


def post(url: str, body: bytes, headers: Mapping[str, str], timeout_s: float) -> bytes:
    """Send one POST over HTTP(S); RemoteReaderError says what failed."""
    if not url.startswith(("http://", "https://")):
        raise RemoteReaderError(f"{url!r} is no http address; give the base URL of the endpoint")
    request = urllib.request.Request(url, data=body, headers=dict(headers), method="POST")  # noqa: S310 - checked above
    try:
        with urllib.request.urlopen(request, timeout=timeout_s) as answer:  # noqa: S310 - checked above
            return bytes(answer.read(MAX_ANSWER))
    except (urllib.error.URLError, TimeoutError, OSError, ValueError) as error:
        raise RemoteReaderError(
            f"the reader at {url} did not answer ({error}); check the address and try again"
        ) from error


def request_of(model: str, article: Article, mentions: Sequence[Mention], theatre: Theatre) -> dict[str, Any]:
    """Return the body of a chat completion request with the JSON schema of the answer."""
    sides = list(theatre.side_keys)
    places = sorted({mention.text for mention in mentions})
    facts = {"published": article.published.isoformat(), "sides": sides, "places": places, "text": article.text}
    return {
        "model": model,
        "temperature": 0,
        "messages": [
            {"role": "system", "content": INSTRUCTION},
            {"role": "user", "content": json.dumps(facts, ensure_ascii=False)},
        ],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "claims", "strict": True, "schema": answer_schema(sides)},
        },
    }


def answer_schema(sides: Sequence[str]) -> dict[str, Any]:
    """Return the JSON schema that an answer must follow."""
    row = {
        "place": {"type": "string"},
        "event": {"enum": [event.value for event in Event]},
        "holder": {"enum": [*sides, None]},
        "polarity": {"enum": [polarity.value for polarity in Polarity]},
        "claimant": {"type": "string"},
        "claimant_side": {"enum": [*sides, *NEUTRAL_SIDES]},
        "date": {"type": "string"},
        "date_precision": {"enum": [precision.value for precision in Precision]},
        "quote": {"type": "string"},
    }
    item = {"type": "object", "properties": row, "required": list(row), "additionalProperties": False}
    claims = {"type": "array", "items": item}
    return {"type": "object", "properties": {"claims": claims}, "required": ["claims"], "additionalProperties": False}


def check_row(row: object, article: Article, mentions: Sequence[Mention], theatre: Theatre) -> ControlClaim:
    """Return the claim of one row; InputError says why a row is not kept."""
    if not isinstance(row, dict):
        raise InputError("the row is no object")
    quote = _text(row, "quote")
    start = article.text.find(quote) if quote.strip() else -1
    if start < 0 or len(quote) >= 200:
        raise InputError("the quote does not stand in the article word for word")
    mention = _candidate(_text(row, "place"), mentions)
    side = _text(row, "claimant_side")
    holder = row.get("holder")
    if side not in {*theatre.side_keys, *NEUTRAL_SIDES} or holder not in {*theatre.side_keys, None}:
        raise InputError("the row names a side that this war does not have")
    try:
        event, polarity = Event(_text(row, "event")), Polarity(_text(row, "polarity"))
        when = When(day=date.fromisoformat(_text(row, "date")), precision=Precision(_text(row, "date_precision")))
    except ValueError as error:
        raise InputError(f"the row breaks the schema ({error})") from error
    span = Span(start=start, end=start + len(quote))
    return ControlClaim(
        article_id=article.id,
        theatre=article.theatre,
        span=span,
        quote=quote,
        sentence=_line_of(article.text, span),
        attribution=Attribution(outlet=article.outlet, claimant=_text(row, "claimant") or NARRATOR, side=side),
        polarity=polarity,
        published=article.published,
        rule="remote",
        place=mention.text,
        place_id=mention.place.id if mention.place else None,
        event=event,
        holder=holder,
        when=when,
    )


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str):
        raise InputError(f"{key} is missing or no text")
    return value


def _candidate(name: str, mentions: Sequence[Mention]) -> Mention:
    """Return the mention that a name means: as written, or the name of one of its candidates."""
    wanted = name.casefold().strip()
    for mention in mentions:
        if mention.text.casefold() == wanted:
            return mention
    for mention in mentions:
        names = [candidate.place.name for candidate in mention.resolution.candidates]
        if wanted in {other.casefold() for other in names}:
            return mention
    raise InputError("the place is none of the names in the article")


def _line_of(text: str, span: Span) -> str:
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    return text[start : end if end >= 0 else len(text)]
