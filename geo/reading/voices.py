"""Who stands behind an event in its sentence and paragraph: the order in which speakers are looked for."""

from __future__ import annotations

import re
from dataclasses import replace

from spacy.tokens import Token

from geo.reading.attribution import (
    according_to,
    aside_cue,
    cited_at,
    is_cue,
    speaker_spans,
    spoken_by_slot,
    trailing_cue,
)
from geo.reading.clause import ancestors, child, is_passive, is_verb, noun_span
from geo.reading.lexicon import forms, words
from geo.reading.names import SlotKind
from geo.reading.owners import content_owner
from geo.reading.sentences import Parsed, Sentence
from geo.reading.speaker_words import is_person, is_speaking
from geo.reading.speakers import NOBODY, THIRD_PARTY, Speaker
from geo.reading.story import Story


def hear_sentence(story: Story, parsed: Parsed) -> None:
    """Remember the speakers of a sentence for "he said" and "the source added" later on."""
    weak = forms("reporting", "cues", "weak")
    for token in parsed.doc:
        if is_cue(token) and (token.lower_ not in weak or child(token, "ccomp") is not None):
            for first, last in speaker_spans(token):
                if first.tag_ == "PRP" and _inside_quote(parsed, first):
                    continue
                start, end = spoken_by_slot(parsed, first, last)
                speaker = story.speakers.describe(start, end)
                if first.lower_ not in {"it", "they"} or speaker.name.casefold() not in {"it", "they"}:
                    story.speakers.hear(replace(speaker, offset=start))
        elif _introduces(token, weak) and not _inside_quote(parsed, token):
            start, end = spoken_by_slot(parsed, *noun_span(token))
            speaker = story.speakers.describe(start, end)
            if is_person(speaker.name) or speaker.side != THIRD_PARTY:
                story.speakers.hear(replace(speaker, offset=start))
    story.voices[parsed.sentence.index] = _voice(story, parsed)
    if story.voices[parsed.sentence.index] is None and _opens_quote(story, parsed):
        _headed(story, parsed)
    for _, first, last in according_to(parsed):
        start, end = spoken_by_slot(parsed, first, last)
        story.speakers.hear(replace(story.speakers.describe(start, end), offset=start))


def _inside_quote(parsed: Parsed, token: Token) -> bool:
    """Return True for a word between quotation marks."""
    marks = sum(other.text in {'"', "“", "”", "``", "''"} for other in parsed.doc[: token.i])
    return bool((marks + parsed.sentence.quoted) % 2)


def _introduces(token: Token, weak: frozenset[str]) -> bool:
    """Return True for a subject that takes a stand or is in office, and for "For X, ..." at the start."""
    if token.dep_ == "pobj":
        return token.head.lower_ == "for" and token.head.i == 0 and is_person(token.text)
    if token.dep_ not in {"nsubj", "nsubjpass"} or token.tag_ == "PRP":
        return False
    if (is_cue(token.head) and token.head.lower_ not in weak) or token.lower_ in words("reporting", "nouns", "content"):
        return False
    if token.lower_ in words("actors", "speakers", "persons"):
        return True
    return token.head.dep_ == "ROOT" and token.head.lower_ in forms("reporting", "cues", "stance") | weak


def _voice(story: Story, parsed: Parsed) -> Speaker | None:
    """Return who says the whole sentence: the subject of a root cue, or "according to" on the root."""
    root = next((token for token in parsed.doc if token.head.i == token.i), None)
    if root is not None and not is_cue(root):
        joined = [
            kid for kid in root.children if kid.dep_ == "conj" and is_cue(kid) and child(kid, "ccomp") is not None
        ]
        root = joined[-1] if joined and joined[-1].i > len(parsed.doc) - 6 else root
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


def speakers_of(story: Story, parsed: Parsed, anchor: Token, cues: list[Token], background: bool) -> list[Speaker]:
    """Return who says so: innermost named source, "according to", a trailing cue, an open quotation, else the narrator."""  # noqa: E501
    closing = _CLOSING.search(story.text[parsed.sentence.start : parsed.sentence.end]) is not None
    if (
        _in_relative(anchor)
        and not closing
        and (background or any(cue.lower_ in forms("reporting", "cues", "deny") for cue in cues))
    ):
        return [NOBODY]
    if is_cue(anchor) and anchor.lower_ in forms("reporting", "cues", "announcing") and not is_passive(anchor):
        spans = speaker_spans(anchor)
        own = [story.speakers.describe(*spoken_by_slot(parsed, first, last)) for first, last in spans[:1]]
        if own and story.cast.sides.is_side(own[0].side):
            return own
    owner = content_owner(story, parsed, anchor)
    if owner is not None:
        return [owner]
    unnamed = False
    for cue in cues:
        spans = speaker_spans(cue)
        if spans and severed(anchor, spans[0][0]):
            continue
        if spans and _told_after(cue, anchor):
            return [NOBODY]
        if spans:
            told = [story.speakers.describe(*spoken_by_slot(parsed, first, last)) for first, last in spans]
            cited = [story.speakers.describe(*spoken_by_slot(parsed, *span)) for span in cited_at(cue)]
            return cited if cited and all(one.side == THIRD_PARTY for one in told) else told
        unnamed = unnamed or is_passive(cue)
    named = [
        story.speakers.describe(*spoken_by_slot(parsed, first, last))
        for token, first, last in according_to(parsed)
        if _governs(token, anchor)
    ]
    if named:
        return named
    headed = _headed(story, parsed) or _quoting(story, parsed, anchor) or _cautious(story, parsed, anchor)
    if headed is not None:
        return [headed]
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
    return [NOBODY] if unnamed else [_unmarked(story, parsed, anchor, background)]


def severed(anchor: Token, who: Token) -> bool:
    """Return True where a semicolon stands between the event and the one who says something else."""
    return anchor.i < who.i and who.i > 0 and who.nbor(-1).text == ";"


def _unmarked(story: Story, parsed: Parsed, anchor: Token, background: bool) -> Speaker:
    """Return who says a sentence without a word of saying: a statement that goes on, the house, the last speaker."""
    found = _statement(story, parsed) or _written_trail(story, parsed, anchor)
    if found is None and story.own_voice:
        found = next((one for one in story.speakers.heard if story.cast.sides.is_side(one.side)), None)
    return found or _carried(story, parsed, background) or NOBODY


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
_SILENT = re.compile(
    r"^(?:he|she|it|they|[^,.]{3,60}?)\s+"
    r"(?:gave no|made no|did not|didn['’]t|would not|could not|declined to|refused to)\b",
    re.IGNORECASE,
)


def _carried(story: Story, parsed: Parsed, background: bool) -> Speaker | None:
    """Return the speaker of the sentence before, where it is attributed as a whole and the paragraph goes on.

    The narrator takes over where the sentence has a day of its own or tells older history, unless
    the speaker is the outlet itself, or goes on with "it added" right after.
    """
    index = parsed.sentence.index
    before = story.sentences[index - 1] if index else None
    if before is None or before.headline:
        return None
    text = story.text[parsed.sentence.start : parsed.sentence.end]
    if _SILENT.match(text) or text[:20].casefold().split()[0].strip(",") in _TURNS:
        return None
    dated = any(parsed.sentence.start <= date.start < parsed.sentence.end for date in story.dates)
    old = background and dated
    voice = story.voices.get(before.index) if before.paragraph == parsed.sentence.paragraph else None
    if voice is not None and not (old and " since " in text) and _is_house(story, voice):
        return voice
    if not old and _goes_on(story, parsed):
        return voice or story.speakers.last(parsed.sentence.start)
    if voice is not None and voice.side == THIRD_PARTY and _turns(story, before, parsed):
        return None
    return None if dated or old else voice


def _turns(story: Story, before: Sentence, parsed: Parsed) -> bool:
    """Return True where a sentence names places, and none of those of the sentence before it."""
    here = {slot.start: slot for slot in story.slots_in(parsed.sentence) if slot.kind is SlotKind.PLACE}
    voice = story.voices.get(before.index)
    if voice is not None and words("actors", "speakers", "carriers") & set(voice.name.casefold().split()):
        return False
    names = {mention.text for slot in here.values() for mention in slot.mentions}
    there = {m.text for slot in story.slots_in(before) if slot.kind is SlotKind.PLACE for m in slot.mentions}
    return bool(names) and not names & there


def _is_house(story: Story, voice: Speaker) -> bool:
    """Return True where the speaker is the outlet itself."""
    outlet = set(re.findall(r"\w{4,}", story.article.outlet.casefold())) - {"news", "agency", "media", "after"}
    spoken = set(re.findall(r"\w{4,}", voice.name.casefold()))
    initials = "".join(re.findall(r"\b([A-Z])\w", story.article.outlet)).casefold()
    return bool(outlet & spoken) or (len(initials) > 2 and initials in voice.name.casefold().split())


_ON = re.compile(
    r"\b(?:it|he|she|they|the\s+(?:[\w-]+\s+){1,3}?)\s*"
    r"(?:added|adds|went on|goes on|continued|noted|said as well|also said)\b",
    re.IGNORECASE,
)


def _goes_on(story: Story, parsed: Parsed) -> bool:
    """Return True where the next sentence of the paragraph ends in "it added": this one was the speaker's too."""
    index = parsed.sentence.index + 1
    after = story.sentences[index] if index < len(story.sentences) else None
    if after is None or after.paragraph != parsed.sentence.paragraph:
        return False
    return bool(_ON.search(story.text[after.start : after.end]))


_CLOSING = re.compile(
    r",\s+(?:he|she|it|they)\s+(?:also\s+)?"
    r"(?:said|says|added|adds|noted|notes|reported|stressed|explained|pointed out|recalled)[.\"”]*$",
    re.IGNORECASE,
)


def _told_after(cue: Token, anchor: Token) -> bool:
    """Return True for "..., X said, a day after the army had entered": what follows the cue is the reporter's."""
    said = child(cue, "ccomp")
    if said is None or said.i > cue.i or anchor.i < cue.i:
        return False
    for step, _ in [(anchor, anchor), *ancestors(anchor)]:
        if step.dep_ in {"advcl", "relcl", "pcomp"} and step.i > cue.i:
            mark = next((kid.lower_ for kid in step.children if kid.dep_ in {"mark", "advmod"}), "")
            return mark in {"after", "when", "as", "before", "while", "since", "hours", "days"}
        if step.i <= cue.i:
            return False
    return False


_HEADED = re.compile(
    r"^(?:\d{1,2}[:.]\d{2}\s+(?:[A-Z]{2,4}\s+)?)?"
    r"(?:(?:quote|statement|message|a word|report)\s+(?:from|by|of)\s+)?(?P<who>[^:;“”\"!?]{3,100}?):\s+(?=\S)",
    re.IGNORECASE,
)


def _opens_quote(story: Story, parsed: Parsed) -> bool:
    """Return True for "Quote from the ministry: "...": whoever is named speaks the quotation that follows."""
    match = _HEADED.match(story.text[parsed.sentence.start : parsed.sentence.end])
    return match is not None and story.text[parsed.sentence.start + match.end()] in {'"', "“"}


def _headed(story: Story, parsed: Parsed) -> Speaker | None:
    """Return the speaker of "Syrian state television: units of the army ..." and "Rebel commander: ..."."""
    text = story.text[parsed.sentence.start : parsed.sentence.end]
    match = _HEADED.match(text)
    if match is not None:
        start = parsed.sentence.start + match.start("who")
        end = parsed.sentence.start + match.end("who")
        if any(token.tag_ in {"VBD", "VBZ", "VBP", "MD"} for token in parsed.tokens_in(start, end)):
            return None
        speaker = story.speakers.describe(start, end)
        named = speaker.side not in {THIRD_PARTY, NOBODY.side} or is_speaking(speaker.name)
        if named:
            story.speakers.hear(speaker)
            story.voices[parsed.sentence.index] = speaker
        return speaker if named else None
    tail = re.search(r"[:;–—-]\s+(?P<who>[^:;–—.]{3,60})$", text) if parsed.sentence.headline else None
    if tail is None:
        return None
    speaker = story.speakers.describe(
        parsed.sentence.start + tail.start("who"), parsed.sentence.start + tail.end("who")
    )
    return speaker if is_speaking(speaker.name) else None


def _quoting(story: Story, parsed: Parsed, anchor: Token) -> Speaker | None:
    """Return the subject of "X called her statement false: "..."" before an opened quotation."""
    colon = next((token for token in parsed.doc if token.text == ":" and token.i < anchor.i), None)
    if colon is None or colon.i + 1 >= len(parsed.doc) or colon.nbor(1).text not in {'"', "“", "``"}:
        return None
    verbs = [token for token in parsed.doc[: colon.i] if is_verb(token) and child(token, "nsubj") is not None]
    spans = speaker_spans(verbs[-1]) if verbs else []
    return story.speakers.describe(*spoken_by_slot(parsed, *spans[0])) if spans else None


def _cautious(story: Story, parsed: Parsed, anchor: Token) -> Speaker | None:
    """Return the speaker of "The Observatory put it more carefully: fighters were inside the base"."""
    colon = next((token for token in parsed.doc if token.text == ":" and token.i < anchor.i), None)
    if colon is None or colon.i < 2:
        return None
    for verb in parsed.doc[: colon.i]:
        who = child(verb, "nsubj") if is_verb(verb) or verb.pos_ == "AUX" else None
        if who is None or who.i > verb.i or who.tag_ == "PRP":
            continue
        if verb.lower_ not in forms("reporting", "cues", "stance"):
            return None
        speaker = story.speakers.describe(*spoken_by_slot(parsed, *noun_span(who)))
        source = parsed.slot(who, SlotKind.SOURCE) is not None
        troops = who.lower_ in words("actors", "forces", "nouns")
        return speaker if source or (is_speaking(speaker.name) and not troops) else None
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
