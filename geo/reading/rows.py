"""From hits to claims: fact or denial, who says so, when, which words carry it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Token

from geo.model import NARRATOR, Attribution, ControlClaim, Event, Polarity, Span, When
from geo.reading.attribution import (
    NOBODY,
    THIRD_PARTY,
    Speaker,
    according_to,
    aside_cue,
    cues_on_path,
    is_cue,
    speaker_spans,
    spoken_by_slot,
    trailing_cue,
)
from geo.reading.clause import agent_of, ancestors, child, is_passive, is_verb, noun_span
from geo.reading.control import Hit
from geo.reading.factuality import Status, judge
from geo.reading.lexicon import forms, words
from geo.reading.sentences import Parsed
from geo.reading.story import Spot, Story
from geo.reading.when import is_background, when_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A hit with its polarity, speaker and day: one claim per place."""

    hit: Hit
    event: Event
    holder: str | None
    polarity: Polarity
    speaker: Speaker
    when: When
    dated: bool
    span: Span
    sentence: int
    headline: bool


def hear_sentence(story: Story, parsed: Parsed) -> None:
    """Remember the speakers of a sentence for "he said" and "the source added" later on."""
    for token in parsed.doc:
        if is_cue(token):
            for first, last in speaker_spans(token):
                start, end = spoken_by_slot(parsed, first, last)
                speaker = story.speakers.describe(start, end)
                if first.lower_ not in {"it", "they"} or speaker.name.casefold() not in {"it", "they"}:
                    story.speakers.hear(replace(speaker, offset=start))
    story.voices[parsed.sentence.index] = _voice(story, parsed)
    for _, first, last in according_to(parsed):
        start, end = spoken_by_slot(parsed, first, last)
        story.speakers.hear(replace(story.speakers.describe(start, end), offset=start))


def _voice(story: Story, parsed: Parsed) -> Speaker | None:
    """Return who says the whole sentence: the subject of a root cue, or "according to" on the root."""
    root = next((token for token in parsed.doc if token.head.i == token.i), None)
    if root is not None and not is_cue(root):
        last = [kid for kid in root.children if kid.dep_ == "conj" and is_cue(kid) and child(kid, "ccomp") is not None]
        root = last[-1] if last and last[-1].i > len(parsed.doc) - 6 else root
    if root is None or root.lower_ in forms("reporting", "cues", "deny"):
        return None
    if is_cue(root) and not is_passive(root):
        spans = speaker_spans(root)
        if spans and child(root, "ccomp") is not None:
            return story.speakers.describe(*spoken_by_slot(parsed, *spans[0]))
    for token, first, last in according_to(parsed):
        if token.head.i == root.i:
            return story.speakers.describe(*spoken_by_slot(parsed, first, last))
    return None


def rows_of(story: Story, parsed: Parsed, hit: Hit) -> Iterator[Row]:
    """Yield the rows of a hit, one per speaker; none where it is not told as a fact."""
    if hit.rule.startswith("compound"):
        yield _row(
            story,
            parsed,
            hit,
            hit.event,
            hit.holder,
            Polarity.ASSERTED,
            NOBODY,
            When(day=story.article.published),
            False,
        )
        return
    verdict = judge(hit.anchor)
    if verdict.status is Status.NONE:
        return
    cues = cues_on_path(hit.anchor)
    when, dated = when_of(story, parsed, hit.anchor, cues, state=hit.event in {Event.HELD, Event.CONTESTED})
    if verdict.denier is not None:
        if verdict.status is not Status.FACT or hit.failed:
            return
        for speaker in _deniers(story, parsed, verdict.denier):
            holder = hit.holder if hit.named else _claimed(story, hit, speaker)
            yield _row(story, parsed, hit, hit.event, holder, Polarity.DENIED, speaker, when, dated)
        return
    speakers = speakers_of(story, parsed, hit.anchor, cues, is_background(story, parsed, hit.anchor, when, dated))
    event, holder = hit.event, hit.holder
    if verdict.ended and event is Event.HELD:
        event = Event.LOST
    elif verdict.ended:
        return
    if hit.failed or verdict.status is Status.FAILED:
        event, holder = Event.HELD, _defender(story, parsed, hit, speakers)
        if holder is None or hit.event is Event.LOST or not hit.spots:
            return
    elif verdict.status is Status.NEGATED:
        yield from _negated(story, parsed, hit, speakers, when, dated)
        return
    for speaker in speakers:
        yield _row(story, parsed, hit, event, holder, Polarity.ASSERTED, speaker, when, dated)


def _defender(story: Story, parsed: Parsed, hit: Hit, speakers: list[Speaker]) -> str | None:
    """Return who held on: the opponent of those who tried, else the side that says "it was not taken"."""
    sides = story.cast.sides
    if is_passive(hit.anchor) and agent_of(hit.anchor) is None:
        for kid in hit.anchor.children:
            tried = story.cast.holder(parsed.start(kid.left_edge), parsed.end(kid.right_edge))
            if kid.dep_ == "prep" and tried is not None:
                return sides.opponent(tried)
        own = next((speaker.side for speaker in speakers if sides.is_side(speaker.side)), None)
        return own or sides.opponent(hit.holder)
    return sides.opponent(hit.holder)


def _claimed(story: Story, hit: Hit, speaker: Speaker) -> str | None:
    """Return who is denied to have done it, where no doer is named ("that X has fallen").

    Whoever was said to have done it earlier, else the opponent of the side that denies.
    """
    names = {spot.name for spot in hit.spots}
    for name, event, holder in reversed(story.told):
        if name in names and event is hit.event:
            return holder
    last = next((holder for name, _, holder in reversed(story.told) if name in names and holder != speaker.side), None)
    return story.cast.sides.opponent(speaker.side) or last or hit.holder


def _negated(story: Story, parsed: Parsed, hit: Hit, speakers: list[Speaker], when: When, dated: bool) -> Iterator[Row]:
    """Read "has not fallen, the ministry said": a denial by a party, else nothing."""
    if hit.event is Event.HELD:
        return
    for speaker in speakers:
        against = hit.event in {Event.GAINED, Event.CONTESTED} and speaker.side != hit.holder
        own_loss = hit.event is Event.LOST and speaker.side == hit.holder
        if (against or own_loss) and story.cast.sides.is_side(speaker.side):
            yield _row(story, parsed, hit, hit.event, hit.holder, Polarity.DENIED, speaker, when, dated)


def _deniers(story: Story, parsed: Parsed, denier: Token) -> list[Speaker]:
    denies = is_verb(denier) and denier.lower_ in forms("reporting", "cues", "deny")
    cue: Token | None = denier if denies and speaker_spans(denier) else None
    if cue is None:
        cue = next((head for _, head in ancestors(denier) if is_cue(head) and speaker_spans(head)), None)
    if cue is None:
        found = [
            story.speakers.describe(*spoken_by_slot(parsed, first, last)) for _, first, last in according_to(parsed)
        ]
        last = story.speakers.last(parsed.sentence.end)
        return found or ([last] if last else [Speaker(name="unnamed source", side=THIRD_PARTY)])
    return [story.speakers.describe(*spoken_by_slot(parsed, first, last)) for first, last in speaker_spans(cue)]


def speakers_of(story: Story, parsed: Parsed, anchor: Token, cues: list[Token], background: bool) -> list[Speaker]:
    """Return who says so: innermost named source, "according to", a trailing cue, an open quotation, else the narrator."""  # noqa: E501
    if _in_relative(anchor) and (background or any(cue.lower_ in forms("reporting", "cues", "deny") for cue in cues)):
        return [NOBODY]
    if is_cue(anchor) and anchor.lower_ in forms("reporting", "cues", "announcing") and not is_passive(anchor):
        spans = speaker_spans(anchor)
        own = [story.speakers.describe(*spoken_by_slot(parsed, first, last)) for first, last in spans[:1]]
        if own and story.cast.sides.is_side(own[0].side):
            return own
    owner = _content_owner(story, parsed, anchor)
    if owner is not None:
        return [owner]
    unnamed = False
    for cue in cues:
        spans = speaker_spans(cue)
        if spans:
            return [story.speakers.describe(*spoken_by_slot(parsed, first, last)) for first, last in spans]
        unnamed = unnamed or is_passive(cue)
    named = [
        story.speakers.describe(*spoken_by_slot(parsed, first, last))
        for token, first, last in according_to(parsed)
        if _governs(token, anchor)
    ]
    if named:
        return named
    trailing = aside_cue(parsed, anchor) or trailing_cue(parsed, anchor)
    if trailing is not None:
        return [story.speakers.describe(*spoken_by_slot(parsed, a, b)) for a, b in speaker_spans(trailing)] or [NOBODY]
    if parsed.sentence.quoted or story.text[parsed.sentence.start] in {'"', "“"}:
        ahead = _quote_ahead(story, parsed)
        if ahead is not None:
            return [ahead]
    if parsed.sentence.quoted or _all_quoted(story, parsed):
        last = story.speakers.last(parsed.sentence.end)
        if last is not None:
            return [last]
    if unnamed:
        return [Speaker(name="unnamed sources", side=THIRD_PARTY)]
    statement = _statement(story, parsed)
    if statement is not None:
        return [statement]
    written = _written_trail(story, parsed, anchor)
    if written is not None:
        return [written]
    carried = None if background else _carried(story, parsed)
    return [carried] if carried is not None else [NOBODY]


def _statement(story: Story, parsed: Parsed) -> Speaker | None:
    """Return the last speaker where a sentence goes on with "Its statement" or "The communique"."""
    text = story.text[parsed.sentence.start : parsed.sentence.end]
    if re.match(
        r"(?:its|their|his|her|the|a|in\s+(?:its|their|the|a))\s+(?:\w+\s+)?(?:statement|communiqu[eé]|announcement|briefing|report|list)\b",
        text,
        re.IGNORECASE,
    ):
        return story.speakers.last(parsed.sentence.start)
    return None


_TRAIL = re.compile(
    r"[,”\"]\s+(?P<who>(?:[^,;:“”\"]|,(?=\s+(?:an?\s|the\s|[A-Z]))){3,110}?),?\s+(?:also\s+|has\s+|had\s+)?(?:said|says|say|reported|reports|report|told|announced|added|claimed|noted)\b[^;:“”\"]{0,60}$"
)


def _written_trail(story: Story, parsed: Parsed, anchor: Token) -> Speaker | None:
    """Return the speaker of a trailing ", X said" whose subject the parser did not see."""
    text = story.text[parsed.sentence.start : parsed.sentence.end]
    match = _TRAIL.search(text)
    if match is None or parsed.start(anchor) > parsed.sentence.start + match.start():
        return None
    tokens = parsed.tokens_in(parsed.sentence.start + match.start("who"), parsed.sentence.start + match.end("who"))
    if any(token.tag_ in {"VBD", "VBZ", "VBP", "MD"} for token in tokens):
        return None
    begin, end = match.span("who")
    place = re.match(r"(?:north|south|east|west|near|about|in|on|after|which|who|\d+)\b[^,]*,\s*", text[begin:end])
    begin += place.end() if place else 0
    return story.speakers.describe(parsed.sentence.start + begin, parsed.sentence.start + end)


_TURNS = ("meanwhile", "separately", "elsewhere", "however", "but", "earlier", "previously")


def _carried(story: Story, parsed: Parsed) -> Speaker | None:
    """Return the speaker of the sentence before, where it is attributed as a whole and the paragraph goes on."""
    index = parsed.sentence.index
    before = story.sentences[index - 1] if index else None
    if before is None or before.headline or before.paragraph != parsed.sentence.paragraph:
        return None
    first = story.text[parsed.sentence.start : parsed.sentence.start + 20].casefold().split()[0].strip(",")
    return None if first in _TURNS else story.voices.get(before.index)


def _content_owner(story: Story, parsed: Parsed, anchor: Token) -> Speaker | None:
    """Return the side in "the army's claim to have taken X" or "a report by SANA that"."""
    for step, head in ancestors(anchor):
        if step.dep_ in {"acl", "relcl"} and head.lower_ in words("reporting", "nouns", "content"):
            kid = child(head, "poss")
            if kid is not None and kid.lower_ not in {"its", "their", "his", "her"}:
                first, last = noun_span(kid)
                return story.speakers.describe(*spoken_by_slot(parsed, first, last))
            for prep in head.children:
                target = (
                    child(prep, "pobj") if prep.dep_ in {"prep", "agent"} and prep.lower_ in {"by", "from"} else None
                )
                if target is not None:
                    return story.speakers.describe(*spoken_by_slot(parsed, *noun_span(target)))
            return None
        if step.dep_ in {"ccomp", "ROOT"}:
            return None
    return None


def _in_relative(anchor: Token) -> bool:
    token = anchor
    for step, _ in ancestors(anchor):
        if step.dep_ in {"relcl", "acl"}:
            return True
        if step.dep_ == "ccomp":
            return False
    return token.dep_ in {"relcl", "acl"}


def _governs(cue: Token, anchor: Token) -> bool:
    """Return True where "according to" belongs to the clause of the event."""
    host = cue.head
    while host.head.i != host.i and not is_verb(host):
        host = host.head
    if host.i == anchor.i or not is_verb(host):
        return True
    if any(head.i == host.i for _, head in ancestors(anchor)):
        return True
    if any(head.i == anchor.i for _, head in ancestors(host)):
        return True
    roots = {token.i for token in (host.head, anchor.head)}
    return host.dep_ == "conj" and (host.head.i == anchor.i or anchor.i in roots)


_CLOSED = re.compile(
    r"[,.!?][”\"]\s+(?:(?:said|says|added|told|explained|stated)\s+(?P<after>[^.,;]{3,80})"
    r"|(?P<before>[^.;“”\"]{2,120}?),?\s+(?:said|says|added|told|explained|stated|claimed|announced)\b)"
)


def _quote_ahead(story: Story, parsed: Parsed) -> Speaker | None:
    """Return the speaker named after a quotation of several sentences is closed."""
    begin = parsed.sentence.start + 1
    limit = next((s.end for s in reversed(story.sentences) if s.paragraph == parsed.sentence.paragraph), begin)
    match = _CLOSED.search(story.text, begin, limit)
    if match is None:
        return None
    group = "after" if match.group("after") else "before"
    return story.speakers.describe(match.start(group), match.end(group))


def _all_quoted(story: Story, parsed: Parsed) -> bool:
    words = story.text[parsed.sentence.start : parsed.sentence.end].strip()
    return words[:1] in {'"', "“"} and words[-1:] in {'"', "”"}


def _row(
    story: Story, parsed: Parsed, hit: Hit, event: Event, holder: str | None, polarity: Polarity, speaker: Speaker,
    when: When, dated: bool,
) -> Row:  # fmt: skip
    return Row(
        hit=hit, event=event, holder=holder, polarity=polarity, speaker=speaker, when=when, dated=dated,
        span=quote_span(story, parsed, hit), sentence=parsed.sentence.index, headline=parsed.sentence.headline,
    )  # fmt: skip


def quote_span(story: Story, parsed: Parsed, hit: Hit) -> Span:  # noqa: ARG001
    """Return the shortest stretch from the doer to the place, inside the sentence, under 200 characters."""
    tokens = [hit.anchor]
    if hit.doer is not None and hit.doer.doc is hit.anchor.doc:
        tokens.append(hit.doer.left_edge if hit.doer.i - hit.doer.left_edge.i < 8 else hit.doer)
    start = min(parsed.start(token) for token in tokens)
    end = max(parsed.end(token) for token in tokens)
    sentence = parsed.sentence
    for spot in hit.spots:
        if sentence.start <= spot.start and spot.end <= sentence.end:
            start, end = min(start, spot.start), max(end, spot.end)
    for token in hit.anchor.children:
        if (
            token.dep_ in {"dobj", "prep", "prt", "agent", "aux", "auxpass", "neg"}
            and token.right_edge.i - token.i < 10
        ):
            start, end = min(start, parsed.start(token.left_edge)), max(end, parsed.end(token.right_edge))
    if end - start >= 200:
        start, end = parsed.start(hit.anchor), parsed.end(hit.anchor)
        for spot in hit.spots[:1]:
            if (
                sentence.start <= spot.start
                and spot.end <= sentence.end
                and max(end, spot.end) - min(start, spot.start) < 200
            ):
                start, end = min(start, spot.start), max(end, spot.end)
    return Span(start=start, end=min(end, sentence.end))


def control_claims(story: Story, row: Row) -> Iterator[ControlClaim]:
    """Yield one claim per place of the row; a part of a town is contested, a part of an area nothing."""
    if row.holder is None and row.event is not Event.CONTESTED:
        return
    for spot in row.hit.spots:
        event, holder = row.event, row.holder
        if spot.extent == "part" and event is not Event.CONTESTED and row.polarity is Polarity.ASSERTED:
            if _is_area(spot):
                continue
            event = Event.CONTESTED
            left = row.event is Event.LOST or (row.event is Event.HELD and _clings(row))
            holder = story.cast.sides.opponent(row.holder) if left else row.holder
        place = spot.mention.place if spot.mention is not None else None
        yield ControlClaim(
            article_id=story.article.id,
            theatre=story.article.theatre,
            span=row.span,
            quote=row.span.of(story.text),
            sentence=story.text[story.sentences[row.sentence].start : story.sentences[row.sentence].end],
            attribution=_attribution(story, row),
            polarity=row.polarity,
            published=story.article.published,
            rule=row.hit.rule,
            place=spot.name,
            place_id=place.id if place is not None else None,
            event=event,
            holder=holder,
            when=row.when,
        )


def _clings(row: Row) -> bool:
    """Return True for "still hold parts of X", "hold only the centre": the other side is the attacker."""
    return any(kid.lower_ in {"still", "only", "just"} for kid in row.hit.anchor.subtree)


def _is_area(spot: Spot) -> bool:
    place = spot.mention.place if spot.mention is not None else None
    return place is not None and place.is_area


def _attribution(story: Story, row: Row) -> Attribution:
    name = row.speaker.name if row.speaker.side != NARRATOR else NARRATOR
    return Attribution(outlet=story.article.outlet, claimant=name or THIRD_PARTY, side=row.speaker.side)
