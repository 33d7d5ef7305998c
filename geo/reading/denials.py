"""Denials that point back: "This does not correspond to the facts", "rejected both accounts"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import takewhile

from spacy.tokens import Token

from geo.model import NARRATOR, Attribution, ControlClaim, Event, Polarity, Span
from geo.reading.attribution import is_cue, speaker_spans, spoken_by_slot
from geo.reading.clause import child, prep_objects
from geo.reading.lexicon import any_of, forms, table, words
from geo.reading.merge import key
from geo.reading.names import SlotKind
from geo.reading.rows import Row, control_claims, quote_span
from geo.reading.scene import Hit, Scene
from geo.reading.sentences import Parsed
from geo.reading.speakers import NOBODY, THIRD_PARTY, Speaker
from geo.reading.story import Story
from geo.reading.voices import speakers_of
from geo.reading.when import when_of

REACH = 3
"""A denial without content is about claims at most this many sentences back."""


@lru_cache(maxsize=1)
def _parts() -> dict[str, str]:
    """Return the alternatives of the patterns: verbs that deny, words for falsehood, nouns for a claim, phrases."""
    return {
        "verbs": any_of(forms("reporting", "cues", "deny")),
        "calls": any_of(forms("reporting", "cues", "calling")),
        "false": any_of(words("reporting", "adjectives", "false")),
        "nouns": any_of(words("reporting", "nouns", "content") - {"talk", "idea", "notion", "question"}),
        "phrases": "|".join(table("reporting")["denial_phrases"]),
        "ends": "|".join(table("reporting")["negated_ends"]),
        "says": any_of(forms("reporting", "cues", "plain")),
    }


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    p = _parts()
    return re.compile(
        rf"\b(?:{p['verbs']}|{p['false']}|{p['phrases']})\b|\b(?:{p['says']})\b[^.;]{{0,40}}\b(?:{p['ends']})[.,\"”]",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _pointing() -> re.Pattern[str]:
    """Return the pattern of a denial that has no content of its own, and points back."""
    p = _parts()
    very = r"(?:(?:completely|entirely|simply|all|just|a|an|totally|absolutely|pure|mere|nothing but|both|as)\s+)*"
    return re.compile(
        rf"\b(?:{p['verbs']})\s+(?:(?:it|this|that|them|these|those|both|all|any|such|the)\s+)*(?:\w+['’]s?\s+)?(?:(?!that\b)\w+\s+){{0,2}}(?:{p['nouns']}|it|this)\b"
        rf"|\b(?:{p['verbs']})\s+(?:it|this|that|them)\b(?!\s+\w+\s+(?:had|has|was|were|have))"
        rf"|\b(?:{p['verbs']})\b[^.;]{{0,20}}\bwhat\s+[^.;]{{1,40}}\b(?:{p['says']})\b"
        rf"|,\s+(?:an?\s+(?:\w+\s+)?(?:{p['nouns']})|something|which)\s+(?:(?:that|which)\s+)?(?:[^,.;]{{2,40}}\s)?(?:{p['verbs']})\b"
        rf"|\b(?:{p['phrases']})\b"
        rf"|\b(?:{p['nouns']}|this|that|it)\s+(?:is|are|was|were|as|to be)\s+{very}(?:{p['false']})\b"
        rf"|\b(?:{p['calls']})\s+(?:it|this|that|them|(?:the|his|her|their|its|these|those|such)\s+(?:\w+\s+){{0,3}}(?:{p['nouns']}))\s+(?:as\s+)?{very}(?:\w+\s+)?(?:{p['false']})\b"
        rf"|\b(?:as|are|is|called)\s+(?:\w+\s+){{0,3}}(?:{p['false']})\b"
        rf"|\b(?:{p['says']})\b[^.;]{{0,40}}\b(?:it|they|he|she|its \w+|this)\s+(?:{p['ends']})[.,\"”]",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _content() -> re.Pattern[str]:
    """Return the pattern of a denial that tells what it denies: "denied that it had been driven out", "reports of"."""
    p = _parts()
    return re.compile(
        rf"\b(?:{p['verbs']})\s+(?:that\s+)?(?:it|they|he|she|its|their|his|her)\b(?:\s+\w+){{0,2}}\s+(?:had|has|have|was|were|is|are|did)\b"
        rf"|\b(?:{p['verbs']}|{p['false']})\b[^.;]{{0,40}}\b(?:{p['nouns']})\s+(?:that|of|about|by\s+[^.;]{{2,30}}\s+that)\s"
        rf"|\b(?:{p['verbs']})\s+(?:that|having|any|being)\s+(?!{p['nouns']}|of\b)",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _own_loss() -> re.Pattern[str]:
    """Return the pattern of what a side denies of itself: "that it had been driven out", "having withdrawn"."""
    verbs = _parts()["verbs"]
    return re.compile(
        rf"\b(?:{verbs})\s+(?:(?:that\s+)?(?:it|they|its\s+\w+|their\s+\w+|his\s+\w+)\s+(?:had|have|has|were|was)\s+(?:been\s+)?|having\s+(?:been\s+)?|any\s+|(?:a|the)\s+)"
        r"(?:driven|pushed|forced|thrown|expelled|ejected|routed|withdrawn|retreated|pulled|left|fled|lost|abandoned|given|evacuated|withdrawal|retreat|pullout|loss|evacuation)\b",
        re.IGNORECASE,
    )


_NEGATED = re.compile(r"\b(?:not|never|n['’]t|nor|cannot|neither)\s+(?:\w+\s+)?$", re.IGNORECASE)


@lru_cache(maxsize=1024)
def is_denial(text: str) -> bool:
    """Return True where a sentence has a word of denial at all."""
    return bool(_pattern().search(text))


Pair = tuple[Row, ControlClaim]


def denial_at(story: Story, parsed: Parsed) -> int | None:
    """Return the offset of a denial without content ("denied this") in a sentence, or none."""
    words_here = story.text[parsed.sentence.start : parsed.sentence.end]
    match = _pointing().search(words_here) if is_denial(words_here) else None
    if match is None or _NEGATED.search(words_here[: match.start()]):
        return None
    return parsed.sentence.start + match.start()


def denials_of(story: Story, parsed: Parsed, claims: Sequence[Pair]) -> Iterator[Pair]:
    """Yield denied rows for the claims that a denial points back to, and for "denied that they were in X"."""
    index, start = parsed.sentence.index, parsed.sentence.start
    words_here = story.text[start : parsed.sentence.end]
    here = takewhile(lambda pair: pair[0].sentence == index, reversed(claims))
    if any(row.polarity is Polarity.DENIED for row, _ in here):
        return
    inside = list(_inside(story, parsed))
    yield from inside
    if inside or not is_denial(words_here):
        return
    lost = _own_loss().search(words_here)
    match = lost or _pointing().search(words_here)
    if match is None or _NEGATED.search(words_here[: match.start()]):
        return
    named = _named_after(parsed, start + match.start())
    content = lost is None and _content().search(words_here) is not None
    if content and not named:
        return
    for speaker in denying_speakers(story, parsed, start + match.start()):
        targets = [pair for pair in claims if _deniable(pair, speaker, parsed, start + match.start())]
        if named:
            targets = [pair for pair in targets if key(pair[1].place, pair[1].place_id) in named]
        else:
            beside = match.group(0).startswith(",")
            targets = [pair for pair in targets if _near(story, pair[0], index, match.group(0))]
            targets = [pair for pair in targets if pair[0].sentence == index or not beside]
        if not targets:
            continue
        latest = max(row.sentence for row, _ in targets)
        near = {claim.place for row, claim in targets if row.sentence == latest}
        gains = [pair for pair in targets if pair[1].event is Event.GAINED and pair[1].place in near]
        targets = gains or targets
        newest = max(row.sentence for row, _ in targets)
        done: set[tuple[str, Event]] = set()
        for row, claim in targets:
            if row.sentence != newest:
                continue
            if lost is not None:
                twin = (claim.place, Event.LOST)
                if twin not in done and story.cast.sides.is_side(speaker.side):
                    done.add(twin)
                    yield _denied(story, parsed, row, replace(claim, event=Event.LOST, holder=speaker.side), speaker)
                continue
            yield _denied(story, parsed, row, claim, speaker)


def _inside(story: Story, parsed: Parsed) -> Iterator[Pair]:
    """Yield the denied rows of "denied that the rebels were in X": they are said not to have entered."""
    deny = forms("reporting", "cues", "deny")
    for verb in parsed.doc:
        said = verb.head
        if verb.dep_ in {"acl", "relcl", "ccomp"} and said.lower_ in words("reporting", "nouns", "content"):
            said = said.head  # "denied reports that rebels were inside the city"
        elif verb.dep_ != "ccomp":
            continue
        if said.lower_ not in deny or not _is_there(verb):
            continue
        who = child(verb, "nsubj", "nsubjpass")
        scene = Scene(story=story, parsed=parsed, verb=verb)
        targets = [target for _, target in prep_objects(verb, "in", "inside", "within")]
        targets += [token for kid in verb.children if kid.lower_ == "inside" for token in kid.children]
        spots = scene.spots([target for target in targets if parsed.slot(target, SlotKind.PLACE) is not None])
        side = scene.holder(who)
        if side is None or not spots:
            continue
        hit = Hit(event=Event.CONTESTED, holder=side, spots=tuple(spots), anchor=verb, rule="denied-inside", doer=who)
        when, dated = when_of(story, parsed, verb, [said], state=True)
        for speaker in denying_speakers(story, parsed, parsed.start(said)):
            row = Row(
                hit=hit, event=hit.event, holder=side, polarity=Polarity.DENIED, speaker=speaker, when=when,
                dated=dated, span=quote_span(story, parsed, hit), sentence=parsed.sentence.index,
                headline=parsed.sentence.headline,
            )  # fmt: skip
            yield from ((row, claim) for claim in control_claims(story, row))


def _is_there(verb: Token) -> bool:
    return verb.lower_ in {"is", "are", "was", "were", "been", "be", "remained", "operating"}


def _deniable(pair: Pair, speaker: Speaker, parsed: Parsed, offset: int) -> bool:
    """Return True for an asserted claim told before the denial by somebody else, to the speaker's harm."""
    row, claim = pair
    index = parsed.sentence.index
    before = row.sentence < index or (row.sentence == index and parsed.start(row.hit.anchor) < offset)
    if not before or row.headline or row.polarity is not Polarity.ASSERTED:
        return False
    own = claim.attribution.side == speaker.side and speaker.side != THIRD_PARTY
    if own or claim.attribution.claimant == speaker.name or claim.holder == speaker.side:
        return False
    return claim.attribution.side != NARRATOR or row.sentence >= index - 1


def _near(story: Story, row: Row, index: int, said: str) -> bool:
    """Return True where the claim is near enough; "it" and "this" mean what was said right before."""
    if row.sentence < index - REACH:
        here, there = story.sentences[index], story.sentences[row.sentence]
        return here.paragraph - there.paragraph <= 1 and row.sentence >= index - 2 * REACH
    one = re.search(r"\b(?:it|this|that)$", said, re.IGNORECASE)
    if one and row.sentence < index - 1 and story.sentences[index - 1].paragraph == story.sentences[index].paragraph:
        return story.voices.get(index - 1) is None
    return True


def _named_after(parsed: Parsed, offset: int) -> set[str]:
    """Return the places that the denial itself names."""
    found: set[str] = set()
    for token in parsed.doc:
        slot = parsed.slot(token, SlotKind.PLACE)
        if slot is not None and parsed.start(token) > offset:
            for mention in slot.mentions:
                found.add(key(mention.text, mention.place.id if mention.place is not None else None))
    return found


def _denied(story: Story, parsed: Parsed, row: Row, claim: ControlClaim, speaker: Speaker) -> Pair:
    span = Span(start=parsed.sentence.start, end=min(parsed.sentence.end, parsed.sentence.start + 199))
    text = story.text[parsed.sentence.start : parsed.sentence.end]
    return (
        replace(
            row, event=claim.event, holder=claim.holder, polarity=Polarity.DENIED, speaker=speaker,
            sentence=parsed.sentence.index, span=span,
        ),
        replace(
            claim,
            id="",
            span=span,
            quote=span.of(story.text),
            sentence=text,
            attribution=Attribution(outlet=story.article.outlet, claimant=speaker.name, side=speaker.side),
            polarity=Polarity.DENIED,
            rule="denial-back",
        ),
    )  # fmt: skip


def _subject_clause(cue: Token) -> bool:
    """Return True for "said" in "what Moscow had said about it was untrue": its speaker is the one denied."""
    what = any(kid.lower_ in {"what", "whatever"} for kid in cue.lefts)
    return what and cue.dep_ in {"csubj", "csubjpass", "nsubj", "relcl"}


def denying_speakers(story: Story, parsed: Parsed, offset: int) -> list[Speaker]:
    """Return who denies: the subject of the cue nearest to the denial, else the speaker of the sentence."""
    deny = forms("reporting", "cues", "deny")
    calls = forms("reporting", "cues", "calling")
    cues = [token for token in parsed.doc if (is_cue(token) or token.lower_ in calls) and speaker_spans(token)]
    cues = [token for token in cues if not _subject_clause(token)]
    cues = [token for token in cues if parsed.slot(speaker_spans(token)[0][1], SlotKind.PLACE) is None] or cues
    cues.sort(key=lambda token: (token.lower_ not in deny, abs(parsed.start(token) - offset)))
    if cues:
        return [story.speakers.describe(*spoken_by_slot(parsed, a, b)) for a, b in speaker_spans(cues[0])]
    root = next(parsed.doc.sents).root
    spoken = [one for one in speakers_of(story, parsed, root, [], background=False) if one != NOBODY]
    if spoken:
        return spoken
    last = story.speakers.last(parsed.sentence.start)
    return [last] if last is not None else []
