"""Which of the days named in a sentence an event belongs to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from spacy.tokens import Token

from geo.model import Event, Precision, When
from geo.reading.clause import ancestors, child, is_verb
from geo.reading.dates import Anchor, DateMention
from geo.reading.scene import Hit
from geo.reading.sentences import Parsed
from geo.reading.story import Spot, Story

_FAR = 9
REACH = 200
"""Characters before its sentence in which "a day earlier" looks for the day it counts from."""


def dated_apart(story: Story, parsed: Parsed, hit: Hit) -> list[Hit]:
    """Part "took A on May 11 and B on May 23" into one hit per day."""
    inside = sorted(
        (spot for spot in hit.spots if parsed.sentence.start <= spot.start < parsed.sentence.end),
        key=lambda spot: spot.start,
    )
    if len(inside) < 2 or len(inside) != len(hit.spots):
        return [hit]
    dates = [date.start for date in story.dates if parsed.sentence.start <= date.start < parsed.sentence.end]
    ends = [*(spot.start for spot in inside[1:]), parsed.sentence.end]
    groups: list[tuple[list[Spot], tuple[int, int]]] = []
    open_group: list[Spot] = []
    for spot, end in zip(inside, ends, strict=True):
        open_group.append(spot)
        if any(spot.end <= date < end and date - spot.end < _BESIDE for date in dates):
            groups.append((open_group, (open_group[0].start, end)))
            open_group = []
    if open_group or len(groups) < 2:
        return [hit]
    return [replace(hit, spots=tuple(spots), window=window) for spots, window in groups]


_BESIDE = 40
"""Characters after a name within which a date is its own."""


def when_of(
    story: Story,
    parsed: Parsed,
    anchor: Token,
    cues: list[Token],
    *,
    state: bool = True,
    window: tuple[int, int] | None = None,
) -> tuple[When, bool]:
    """Return the day of the event, and whether the sentence names it: its own date, else the saying's, else today."""
    best: tuple[int, int, DateMention] | None = None
    blocked = _own_clauses(anchor)
    for mention in story.dates:
        if mention.start < parsed.sentence.start or mention.end > parsed.sentence.end:
            continue
        if window is not None and not window[0] <= mention.start < window[1]:
            continue
        tokens = parsed.tokens_in(mention.start, mention.end)
        if not tokens:
            continue
        rank = _rank(_top(tokens), anchor, cues)
        if _counted_from(anchor, tokens) or _past_semicolon(anchor, tokens[0]):
            rank = _FAR
        if rank in {5, 7} and any(head.i in blocked for _, head in ancestors(_top(tokens))):
            rank = _FAR
        distance = min(abs(token.i - anchor.i) for token in tokens)
        if rank < _FAR and (best is None or (rank, distance) < best[:2]):
            best = (rank, distance, mention)
    if best is None:
        return When(day=story.article.published), False
    if state and (first := _begins(story, parsed, best[2])) is not None:
        return resolve(story, first), True
    found = resolve(story, best[2])
    if found.day > story.article.published:
        found = When(day=story.article.published, precision=found.precision)
    if best[2].since and not state:
        return When(day=story.article.published, precision=Precision.WEEK), True
    return found, True


def _begins(story: Story, parsed: Parsed, end: DateMention) -> DateMention | None:
    """Return the first day of "between February 27 and March 2", which dates a state."""
    for day in story.dates:
        if not parsed.sentence.start <= day.start < end.start:
            continue
        lead = story.text[max(0, day.start - 10) : day.start].casefold()
        if story.text[day.end : end.start].strip() in {"and", "to"} and lead.endswith(("between ", "from ")):
            return day
    return None


def _past_semicolon(anchor: Token, date: Token) -> bool:
    """Return True for the date of another clause: "repelled an attack on A; B has been held since Saturday"."""
    first, last = sorted((anchor.i, date.i))
    return any(token.text == ";" for token in anchor.doc[first:last])


def _counted_from(anchor: Token, date: list[Token]) -> bool:
    """Return True for the fall in "three days before the fall of X": the days are counted from it."""
    prep = anchor.head
    if is_verb(anchor) or anchor.dep_ != "pobj" or prep.lower_ not in {"before", "after"}:
        return False
    return any(token.i in {prep.i, prep.i - 1} for token in date)


def _own_clauses(anchor: Token) -> set[int]:
    """Return the verbs above the event that it is only joined to by "and", with a subject of its own."""
    blocked: set[int] = set()
    for step, head in ancestors(anchor):
        if step.dep_ == "conj" and is_verb(step) and child(step, "nsubj", "nsubjpass") is not None:
            blocked.add(head.i)
        apart = step.dep_ == "advcl" and child(step, "nsubj", "nsubjpass") is not None
        if apart and any(
            k.dep_ == "mark" and k.lower_ in {"while", "whereas", "whilst", "although", "though"} for k in step.children
        ):
            blocked.add(head.i)
    return blocked


def resolve(story: Story, mention: DateMention) -> When:
    """Return the day of an expression; "eight days later" counts from the date named before it."""
    if mention.anchor is Anchor.PUBLISHED:
        return mention.when
    base = story.article.published
    floor = max((line.start for line in story.sentences if line.start <= mention.start), default=0) - REACH
    for other in story.dates:
        near = mention.offset >= 0 or other.start >= floor
        if (
            other.start < mention.start
            and near
            and other.anchor is Anchor.PUBLISHED
            and other.when.precision is Precision.DAY
        ):
            base = other.when.day
    return When(day=base + timedelta(days=mention.offset), precision=mention.when.precision)


def _top(tokens: list[Token]) -> Token:
    inside = {token.i for token in tokens}
    return next((token for token in tokens if token.head.i not in inside or token.head.i == token.i), tokens[0])


def _host(token: Token) -> Token:
    """Return the verb or event noun that a date hangs on."""
    current = token
    for _ in range(12):
        head = current.head
        if head.i == current.i:
            return current
        if is_verb(head):
            return head
        current = head
    return current


def _rank(top: Token, anchor: Token, cues: list[Token]) -> int:
    """Return 0 for the event's own date, then looser ties; _FAR for a date of another clause."""
    host = _host(top)
    if host.i == anchor.i:
        return 0
    if (
        anchor.dep_ in {"relcl", "advcl", "acl"}
        and any(kid.lower_ == "when" for kid in anchor.children)
        and _just_before(top, anchor)
    ):
        return 0
    if host.dep_ == "advcl" and host.head.i == anchor.i and any(kid.lower_ == "since" for kid in host.children):
        return 2
    chain = {head.i for _, head in ancestors(top)}
    if anchor.i in chain and host.i != anchor.i and not _is_clause_between(top, anchor):
        return 0
    if _same_chain(host, anchor):
        return 1
    if not is_verb(anchor):
        governor = next((head for _, head in ancestors(anchor) if is_verb(head)), None)
        if governor is not None and host.i == governor.i:
            return 1
    if any(host.i == cue.i for cue in cues):
        return 3
    if any(_joined(host, cue) for cue in cues):
        return 4
    if (
        host.dep_ == "advcl"
        and host.head.i == anchor.i
        and any(kid.lower_ in {"when", "after", "as", "while"} for kid in host.children)
    ):
        return 6
    ups = [head for _, head in ancestors(anchor)]
    if any(head.i == host.i for head in ups):
        return 5 if not _behind_relative(anchor, host) else 7
    return _FAR


def _just_before(top: Token, anchor: Token) -> bool:
    """Return True for the date in "since early April, when his troops took it"."""
    when = next(kid for kid in anchor.children if kid.lower_ == "when")
    return 0 < when.i - top.i <= 3 and all(token.is_punct or token.like_num for token in top.doc[top.i + 1 : when.i])


def _is_clause_between(top: Token, anchor: Token) -> bool:
    for step, head in ancestors(top):
        if head.i == anchor.i:
            return step.dep_ in {"relcl", "advcl", "ccomp"}
        if step.dep_ in {"relcl", "advcl", "ccomp", "acl"}:
            return True
    return True


def _joined(a: Token, b: Token) -> bool:
    for one, other in ((a, b), (b, a)):
        if one.dep_ == "conj" and one.head.i == other.i:
            return child(one, "nsubj", "nsubjpass") is None
    return False


def _same_chain(host: Token, anchor: Token) -> bool:
    """Return True for verbs joined by "and", and for "managed to take", "after taking"."""
    if _joined(host, anchor):
        return True
    for step, head in ancestors(anchor):
        if step.dep_ not in {"xcomp", "conj", "pcomp", "prep"} and not (
            step.dep_ == "advcl" and step.tag_ in {"VBG", "VBN"}
        ):
            return False
        if head.i == host.i:
            return True
    return False


def _behind_relative(anchor: Token, host: Token) -> bool:
    for step, head in ancestors(anchor):
        if step.dep_ in {"relcl", "acl"}:
            return True
        if head.i == host.i:
            return False
    return False


def is_background(story: Story, parsed: Parsed, anchor: Token, when: When, named: bool) -> bool:  # noqa: ARG001
    """Return True for an event told as older background ("which they lost three weeks ago")."""
    if named and (story.article.published - when.day).days > 6:
        return True
    if named and anchor.dep_ == "relcl" and (story.article.published - when.day).days <= 2:
        return False  # "a town they had seized on Saturday": news of the same days
    return any(kid.lower_ == "had" for kid in anchor.children if kid.dep_ == "aux")


def is_state(event: Event) -> bool:
    """Return True for an event that is a state with a beginning, dated at its start."""
    return event is Event.HELD
