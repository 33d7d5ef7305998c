"""Read one article: names first, then the sentences that can carry a row, then the rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from spacy.tokens import Token

from geo.model import Article, ControlClaim, DisplacementClaim, Event, Mention, Reading, RoadClaim
from geo.reading.attribution import cues_on_path
from geo.reading.control import verb_hits
from geo.reading.control_nouns import noun_hits
from geo.reading.control_signs import sign_hits, sign_trigger
from geo.reading.control_states import state_hits
from geo.reading.denials import denials_of, is_denial
from geo.reading.displacement import displacement_claims
from geo.reading.echoes import echoed_hits
from geo.reading.foes import turn_foes
from geo.reading.highways import road_hits, road_trigger
from geo.reading.lexicon import any_of, forms, table, verb_frames, words
from geo.reading.merge import merge_claims, merge_roads, place_key
from geo.reading.names import SlotKind
from geo.reading.presence import presence_hits
from geo.reading.road_rows import road_claims, road_denials, road_rows
from geo.reading.rows import Row, control_claims, rows_of
from geo.reading.scene import Hit
from geo.reading.sentences import Parsed, Sentence, english, parse_all
from geo.reading.story import Spot, Story, open_story
from geo.reading.voices import hear_sentence, speakers_of
from geo.reading.when import dated_apart
from geo.theatre import Theatre

READER_VERSION = "3"
"""Raised whenever rules or lexicons change what is read; the ledger keeps readings per version."""


RECENT = 60
"""Days that make an attack part of the story; older ones are background."""
Entry = tuple[Article, Sequence[Mention], Theatre]
"""An article, the place names found in ``article.text``, and the theatre it is read for."""


def read(article: Article, mentions: Sequence[Mention], theatre: Theatre) -> Reading:
    """Return what the article says: names, control claims, highway and displacement statements.

    ``mentions`` are the place names found in ``article.text``; unknown names that stand where a
    place must stand are added without a place. Rows are in text order, one per place, event,
    holder, claimant, polarity and day.
    """
    return read_many([(article, mentions, theatre)])[0]


def read_many(entries: Iterable[Entry]) -> list[Reading]:
    """Return the reading of every article, each as if it were read alone.

    The sentences of all articles are parsed in one go, which costs half of parsing them article by
    article; all stay in memory meanwhile, so a long list is better cut into some dozens at a time.
    """
    stories = [open_story(article, mentions, theatre) for article, mentions, theatre in entries]
    nlp = english()
    opened = [
        (story, [Parsed(sentence, story.text, story.slots_in(sentence), nlp) for sentence in wanted_sentences(story)])
        for story in stories
    ]
    parse_all([item for _, parsed in opened for item in parsed])
    return [_reading(story, parsed) for story, parsed in opened]


def _reading(story: Story, parsed: Sequence[Parsed]) -> Reading:
    """Apply the rules to an opened article whose wanted sentences are parsed."""
    by_index = {item.sentence.index: item for item in parsed}
    claims: list[tuple[Row, ControlClaim]] = []
    roads: list[RoadClaim] = []
    shifted: list[tuple[int, DisplacementClaim]] = []
    for sentence in story.sentences:
        item = by_index.get(sentence.index)
        if item is not None:
            hear_sentence(story, item)
            turn_foes(story, item)
            fresh, rows = read_sentence(story, item)
            claims.extend(fresh)
            claims.extend(denials_of(story, item, claims))
            roads.extend(road_claims(story, item, rows))
            roads.extend(road_denials(story, item, roads))
        shifted.extend((sentence.index, claim) for claim in list(displacement_claims(story, sentence, shifted)))
    kept = merge_claims(story, claims)
    return Reading(
        article=story.article,
        mentions=_with_found(story),
        claims=tuple(sorted(kept, key=lambda claim: (claim.span.start, claim.span.end, claim.place, claim.id))),
        highways=merge_roads(story, roads),
        displacement=tuple(claim for _, claim in shifted),
    )


def read_sentence(story: Story, parsed: Parsed) -> tuple[list[tuple[Row, ControlClaim]], list[Row]]:
    """Return the control claims of one sentence with their rows, and the rows about roads."""
    hits: list[Hit] = [*verb_hits(story, parsed), *noun_hits(story, parsed), *road_hits(story, parsed)]
    hits.extend(state_hits(story, parsed))
    hits.extend(_unsaid(sign_hits(story, parsed), hits))
    hits.extend(_unsaid(presence_hits(story, parsed), hits))
    hits.sort(key=lambda hit: (hit.anchor.i, hit.rule))
    found: list[tuple[Row, ControlClaim]] = []
    roads: list[Row] = []
    hits.extend(_enumerated(story, parsed))
    hits.extend(list(echoed_hits(story, parsed, hits)))
    passing = {(hit.anchor.i, hit.road) for hit in hits if hit.road_event is not None}
    hits = [
        hit for hit in hits if not hit.road or hit.road_event is not None or (hit.anchor.i, hit.road) not in passing
    ]
    for hit in [part for whole in hits for part in dated_apart(story, parsed, whole)]:
        if hit.unnamed:
            story.pending = (parsed.sentence.index, hit, parsed)
            continue
        if hit.road:
            roads.extend(road_rows(story, parsed, hit))
        for row in () if hit.road else rows_of(story, parsed, hit):
            claims = list(control_claims(story, row))
            found.extend((row, claim) for claim in claims)
            story.attacks.extend(
                (parsed.start(hit.anchor), claim.holder) for claim in claims
                if claim.event in {Event.GAINED, Event.CONTESTED} and claim.holder is not None
                and (story.article.published - claim.when.day).days < RECENT
            )  # fmt: skip
            for claim in claims:
                old = (story.article.published - claim.when.day).days >= RECENT
                fresh_at = 0 if old else len(story.told)
                story.told.insert(fresh_at, (place_key(claim), claim.event, claim.holder))
            for spot in hit.spots:
                story.recent.append((parsed.sentence.index, spot))
        if hit.holder and not hit.rule.startswith("compound"):
            story.topics.append((parsed.start(hit.anchor), hit.holder))
            attacker = story.enemy_of(hit.holder) if hit.event is Event.LOST else hit.holder
            if attacker is not None:
                story.stands.append((parsed.start(hit.anchor), attacker))
    return found, roads


def _unsaid(fresh: Iterable[Hit], hits: Sequence[Hit]) -> list[Hit]:
    """Return the signs of presence on places of which no rule has said more."""
    told = {spot.key for hit in hits for spot in hit.spots}
    return [hit for hit in fresh if not any(spot.key in told for spot in hit.spots)]


def _enumerated(story: Story, parsed: Parsed) -> list[Hit]:
    """Return the hit of the sentence before, on the places that "They are A, B and C" names for it."""
    pending = story.pending
    text = story.text[parsed.sentence.start : parsed.sentence.end]
    if pending is None or parsed.sentence.index - pending[0] > 1 or not _enumerates().match(text):
        return []
    spots = tuple(
        Spot(name=m.text, mention=m, start=m.span.start, end=m.span.end)
        for token in parsed.doc
        if (slot := parsed.slot(token, SlotKind.PLACE)) is not None and not _locates(parsed, token)
        for m in slot.mentions
    )
    if not spots:
        return []
    hit = pending[1]
    root = next(parsed.doc.sents).root
    voice = next(iter(speakers_of(story, pending[2], hit.anchor, cues_on_path(hit.anchor), background=False)), None)
    return [replace(hit, spots=spots, anchor=root, doer=None, unnamed=False, rule="enumerated", voice=voice)]


def _locates(parsed: Parsed, token: Token) -> bool:
    """Return True for the region in "A and B in the countryside of Hama"."""
    before = parsed.text[max(parsed.sentence.start, parsed.start(token) - 40) : parsed.start(token)]
    return bool(re.search(r"\b(?:in|near|of|outside|from)\s+(?:the\s+)?(?:[a-z]+\s+){0,3}(?:of\s+)?$", before))


def _with_found(story: Story) -> tuple[Mention, ...]:
    """Return the names of the article, those that only a rule proposed included."""
    spans = {(mention.span.start, mention.span.end) for mention in story.mentions}
    extra: dict[tuple[int, int], Mention] = {}
    for _, spot in story.recent:
        mention = spot.mention
        if mention is None:
            continue
        key = (mention.span.start, mention.span.end)
        if key not in spans and not any(a < key[1] and key[0] < b for a, b in spans):
            extra[key] = mention
    return tuple(sorted((*story.mentions, *extra.values()), key=lambda mention: mention.span.start))


def wanted_sentences(story: Story) -> list[Sentence]:
    """Return the sentences to parse: those that can carry a row, and those that say who "it said" means."""
    chosen: set[int] = set()
    for sentence in story.sentences:
        if not wants_parse(story, sentence):
            continue
        chosen.add(sentence.index)
        text = story.text[sentence.start : sentence.end]
        before = story.sentences[sentence.index - 1] if sentence.index else sentence
        if before.paragraph == sentence.paragraph and _cue().search(story.text[before.start : before.end]):
            chosen.add(before.index)
        if sentence.quoted or _speaks_back().search(text) or text[:1] in {'"', "“"}:
            for back in range(max(0, sentence.index - 3), sentence.index):
                before = story.sentences[back]
                near = back == sentence.index - 1
                if not before.headline and (near or _cue().search(story.text[before.start : before.end])):
                    chosen.add(back)
    return [sentence for sentence in story.sentences if sentence.index in chosen]


@lru_cache(maxsize=1)
def _cue() -> re.Pattern[str]:
    verbs = forms("reporting", "cues", "plain") | {"told"}
    return re.compile(rf"\b(?:{any_of(verbs)}|according to)\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _speaks_back() -> re.Pattern[str]:
    nouns = any_of(words("actors", "speakers", "generic"))
    said = forms("reporting", "cues", "plain") | forms("reporting", "cues", "deny") | {"went on", "called"}
    verbs = any_of(said)
    return re.compile(rf"\b(?:it|he|she|they|{nouns})\s+(?:also\s+|then\s+|had\s+|has\s+)?(?:{verbs})\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _trigger() -> re.Pattern[str]:
    """Return the pattern of every word that can carry a control row, weak verbs left out."""
    weak = words("control", "silent_forms")
    found = {form for form in verb_frames() if form not in weak}
    for group in table("control")["nouns"].values():
        found.update(word.casefold() for word in group)
    for group in ("ringed", "declared", "following", "stationed", "holding_out", "trapping", "disputing", "flags"):
        found.update(forms("control", group) | words("control", group))
    found.add("occupied")
    moving = r"(?:go|goes|went|gone|going|come|came|coming)\s+(?:back\s+|over\s+)?(?:into|under|from|to)|(?:remains?|remained|is|are|was|were|been)\s+(?:still\s+|now\s+|present\s+|also\s+|no\s+longer\s+|already\s+){0,2}(?:under|in|inside|ours|theirs|there)|(?:is|are)\s+\w+\s+again|no\s+(?:more|longer\s+any)\s+(?:\w+\s+){0,2}(?:troops|soldiers|fighters|forces|militants|rebels)|(?:keep|kept|maintain\w*|retain\w*|held|hold)\s+(?:their|our|its|his)\s+(?:positions|posts)|chang(?:e|es|ed|ing)\s+hands|remains?\s+with|remained\s+with|belongs?\s+to"  # noqa: E501
    return re.compile(rf"(?<![\w])(?:{moving}|(?:{any_of(found)})s?)(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _back_reference() -> re.Pattern[str]:
    kinds = words("control", "anaphora", "town") | words("control", "anaphora", "plural")
    sites = words("control", "words", "facility") - {
        "ministry",
        "school",
        "market",
        "point",
        "field",
        "embassy",
        "mine",
    }
    sites |= words("control", "words", "landmark") | words("control", "words", "seat")
    nouns = "|".join(sorted(kinds | sites))
    return re.compile(
        rf"\b(?:it|them|there|both|latter|former|which|(?:the|this|that|its|these|those)\s+(?:\w+\s+){{0,2}}(?:{nouns})"
        r"|(?:the|its|their)\s+(?:\w+\s+)?(?:loss|withdrawal|retreat|recapture|capture|seizure|liberation|pull-?out)"
        r"|(?:some|several|few|many)\s+(?:\w+\s+)?(?:neighbou?rhoods|quarters|wards|districts|buildings|blocks|streets))\b",
        re.IGNORECASE,
    )


def wants_parse(story: Story, sentence: Sentence) -> bool:
    """Return True where a sentence names or means a place or road and has a word that can carry a row."""
    text = story.text[sentence.start : sentence.end]
    slots = story.slots_in(sentence)
    kinds = {slot.kind for slot in slots}
    if SlotKind.HOLDING in kinds:
        return True
    if is_denial(text):
        return True
    named = SlotKind.PLACE in kinds
    if SlotKind.ROAD in kinds or road_trigger(text):
        return True
    if named and _enumerates().match(text):
        return True
    signed = bool(sign_trigger().search(text))
    if not signed and not _trigger().search(text):
        return False
    return named or signed or bool(_back_reference().search(text)) or bool(_cap_object(text))


@lru_cache(maxsize=1)
def _enumerates() -> re.Pattern[str]:
    nouns = "|".join(sorted(words("control", "anaphora", "plural")))
    return re.compile(
        rf"[\"“]?(?:(?:they|these|those|the\s+(?:\w+\s+)?(?:{nouns}))\s+(?:are|were|include|included)\b|among\s+(?:them|these|those)\b)",
        re.IGNORECASE,
    )


def _cap_object(text: str) -> bool:
    """Return True for a control verb right before a capitalised word that no gazetteer knows."""
    for match in _trigger().finditer(text):
        if re.match(r"\s+(?:of\s+|from\s+|into\s+)?(?:the\s+)?[A-Z]", text[match.end() : match.end() + 12]):
            return True
    return False
