"""Who stands behind a statement: source, cue and content, nested sources included.

The innermost speaker wins; the outlet that printed the words is kept apart. The scheme of source,
cue and content is that of PARC (Pareti 2012) and FactBank (Sauri and Pustejovsky 2009).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Token

from geo.model import NARRATOR
from geo.reading.clause import agent_of, child, is_passive, is_verb, noun_span, subject
from geo.reading.lexicon import forms, phrase_pattern, table, words
from geo.reading.names import SlotKind
from geo.reading.sentences import Parsed
from geo.reading.sides import Cast, Kind, Role, word_key

THIRD_PARTY = "third-party"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A claimant as written and the side it speaks for; ``cue`` is the token of the saying word."""

    name: str
    side: str
    offset: int = 0
    cue: int = -1


NOBODY = Speaker(name=NARRATOR, side=NARRATOR)
"""The reporter's own voice."""


class Speakers:
    """Tells the side of a speaker, and remembers people and bodies introduced earlier in the story."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.heard: list[Speaker] = []
        self._people: dict[str, str] = {}

    def hear(self, speaker: Speaker) -> None:
        """Remember who spoke last, and every capitalised name with its side."""
        if speaker.side == NARRATOR:
            return
        self.heard.append(speaker)
        for name in re.findall(r"[A-ZÀ-Þ][\w’'-]+", speaker.name):
            self._people.setdefault(word_key(name), speaker.side)

    def last(self, before: int) -> Speaker | None:
        """Return the last speaker before an offset."""
        for speaker in reversed(self.heard):
            if speaker.offset < before:
                return speaker
        return None

    def describe(self, start: int, end: int) -> Speaker:
        """Return the speaker named by the words at ``[start, end)`` of the article."""
        text = self.cast.text[start:end].strip()
        bare = re.sub(r"^(?:the|a|an)\s+", "", text, flags=re.IGNORECASE).strip(" ,;:\"'“”")
        bare = re.sub(r",?\s+(?:who|that)\b.*$", "", bare, flags=re.DOTALL)
        low = text.casefold().strip(" ,;:\"'“”")
        if low in words("actors", "speakers", "pronouns") or low in words("actors", "speakers", "generic"):
            named = low not in words("actors", "speakers", "pronouns") and self.side(start, end) != THIRD_PARTY
            earlier = None if named else self._generic(low, start)
            if earlier is not None:
                return earlier
        side = self.side(start, end)
        if side == THIRD_PARTY and re.fullmatch(r"(?:a|one)\s+(?:\w+\s+)?spokes(?:man|woman|person)", low):
            near = self._actor_in_sentence(start)
            if near is not None and self.cast.sides.is_side(near.side):
                return Speaker(name=bare, side=near.side, offset=start)
        return Speaker(name=bare or text, side=side, offset=start)

    def _generic(self, low: str, start: int) -> Speaker | None:
        earlier = self.last(start)
        noun = low.rsplit(maxsplit=1)[-1]
        if noun in words("actors", "speakers", "collective") and (noun not in {"it", "they"} or earlier is None):
            near = self._actor_in_sentence(start)
            if near is not None:
                return near
        if earlier is None:
            return None
        if noun in {"monitor", "observatory", "watchdog"}:
            earlier = next((one for one in reversed(self.heard) if one.side == "monitor" and one.offset < start), None)
        elif noun in {"army", "military"}:
            return None
        if earlier is None:
            return None
        return Speaker(name=earlier.name, side=earlier.side, offset=start)

    def _actor_in_sentence(self, start: int) -> Speaker | None:
        """Return the body named first in the sentence, for "..., the group said"."""
        floor = max(self.cast.text.rfind(mark, 0, start) for mark in (". ", "\n", "! ", "? "))
        for actor in self.cast.within(max(0, floor), start):
            if actor.role is Role.PLAIN and actor.side != THIRD_PARTY:
                return Speaker(name=self.cast.text[actor.start : actor.end], side=actor.side, offset=start)
        return None

    def side(self, start: int, end: int) -> str:
        """Return the side that the words speak for: sources, then parties, then people met before."""
        text = self.cast.text[start:end]
        actors = self.cast.within(start, end)
        if re.search(r"\bdefect(?:ed|or|ors) from\b", text):
            for actor in actors:
                other = self.cast.sides.opponent(actor.side)
                if other:
                    return other
        pro = self._backed(start, end)
        if pro:
            return pro
        plain = [actor for actor in actors if actor.role in {Role.PLAIN, Role.HOLDING}]
        sources = [actor for actor in plain if actor.kind is Kind.SOURCE]
        parties = [actor for actor in plain if self.cast.sides.is_side(actor.side)]
        if sources and sources[0].side != THIRD_PARTY:
            forces = [actor for actor in parties if actor.kind is not Kind.SOURCE and actor.end <= sources[0].start]
            if (
                not forces
                or sources[0].side in {"monitor", "un"}
                or len(sources[0].name.split()) > 1
                or sources[0].name[:1].isupper()
            ):
                return sources[0].side
        neutral = phrase_pattern(*table("actors")["speakers"]["neutral_heads"]).search(text)
        if neutral and not parties:
            return THIRD_PARTY
        if parties and not (
            neutral and all(actor.kind is Kind.BACKER for actor in parties) and not self._official(text)
        ):
            return parties[0].side
        for actor in actors:
            if actor.role is Role.AGAINST:
                return self.cast.sides.opponent(actor.side) or THIRD_PARTY
            if actor.role is Role.BACKING and self.cast.sides.is_side(self.cast.client(actor)):
                return self.cast.client(actor)
        if phrase_pattern(*table("actors")["speakers"]["soldierly"]).search(text):
            side = self._nearest_force(start)
            if side is not None:
                return side
        bare = re.search(r"\b(military|army)$", text, re.IGNORECASE)
        if bare and self.cast.sides.army is not None:
            return self.cast.sides.army
        known = [self._people.get(word_key(name)) for name in re.findall(r"[A-ZÀ-Þ][\w’'-]+", text)]
        return next((side for side in known if side), THIRD_PARTY)

    def _nearest_force(self, start: int) -> str | None:
        """Return the side of the force named last before an unnamed "field commander" or "officer"."""
        for actor in reversed(self.cast.actors):
            if actor.end <= start and actor.role is Role.PLAIN and actor.kind is Kind.FORCE and start - actor.end < 400:
                return actor.side
        return None

    def _official(self, text: str) -> bool:
        return bool(phrase_pattern(*table("actors")["speakers"]["official_heads"]).search(text))

    def _backed(self, start: int, end: int) -> str | None:
        """Return the side of "pro-government activists" or "media that support Damascus"."""
        text = self.cast.text[start:end]
        if re.match(r"(?:the\s+|local\s+|some\s+|even\s+)*(?:pro[-‐‑]|anti[-‐‑])", text, re.IGNORECASE) or re.search(
            r"\b(?:that support|close to|loyal to|sympathetic to|affiliated with|supporting|linked to|aligned with|allied with|backing|run by|in support of)\b",  # noqa: E501
            text,
        ):
            for actor in self.cast.within(start, end):
                if not self.cast.sides.is_side(actor.side):
                    continue
                if actor.role is Role.AGAINST:
                    return self.cast.sides.opponent(actor.side)
                if actor.kind is Kind.FORCE:
                    return actor.side
                return self.cast.client(actor) if actor.role is Role.BACKING else actor.side
        return None


def is_cue(token: Token) -> bool:
    """Return True for a verb of saying or denying."""
    low = token.lower_
    if low in {"went", "goes"}:
        return token.i + 2 < len(token.doc) and token.nbor(1).lower_ == "on" and token.nbor(2).text in {",", "."}
    return is_verb(token) and (low in forms("reporting", "cues", "assert") or low in forms("reporting", "cues", "deny"))


def speaker_spans(cue: Token) -> list[tuple[Token, Token]]:
    """Return the noun phrases that speak at a cue, one per joined source ("X and Y said")."""
    quoted = cue.lower_ in {"quoted", "cited"} and child(cue, "nsubjpass") is not None
    who = agent_of(cue) if is_passive(cue) and not quoted else subject(cue)
    if who is None or who.lower_ in {"there", "that", "what"}:
        return []
    if who.tag_ == "PRP":
        return [(who, who)]
    found = [_with_relative(_double(cue, noun_span(who)))]
    for kid in who.children:
        if kid.dep_ == "conj" and kid.i > who.i and kid.lower_ not in {"quarters", "most", "much", "all", "half"}:
            found.append(noun_span(kid))
            for inner in kid.children:
                if inner.dep_ == "conj" and inner.i > kid.i:
                    found.append(noun_span(inner))  # noqa: PERF401
    if len(found) > 1:
        cut = min(kid.left_edge.i for kid in who.children if kid.dep_ == "conj" and kid.i > who.i)
        first, last = found[0]
        found[0] = (first, who.doc[min(last.i, cut - 1)] if last.i >= cut else last)
    return found


def _double(cue: Token, span: tuple[Token, Token]) -> tuple[Token, Token]:
    """Join two subjects side by side ("the channel Ronahi reported"), as the parser splits titles and names."""
    first, last = span
    for kid in cue.children:
        if kid.dep_ in {"nsubj", "nsubjpass"} and kid.i < cue.i:
            left, right = noun_span(kid)
            first, last = min(first, left, key=_place), max(last, right, key=_place)
    return first, last


def _place(token: Token) -> int:
    return int(token.i)


def _with_relative(span: tuple[Token, Token]) -> tuple[Token, Token]:
    """Add "who works for state television" to a speaker: it tells the side."""
    first, last = span
    for token in first.doc[first.i : last.i + 1]:
        for kid in token.children:
            if (
                kid.dep_ == "relcl"
                and kid.right_edge.i - kid.left_edge.i < 12
                and any(w.lower_ in {"who", "that"} for w in kid.lefts)
            ):
                last = max(last, kid.right_edge, key=_place)
    return first, last


def cues_on_path(anchor: Token) -> list[Token]:
    """Return the cues from the event up to the root, innermost first."""
    found = []
    token = anchor
    for _ in range(25):
        head = token.head
        if head.i == token.i:
            break
        if (
            is_cue(head)
            and token.dep_
            in {
                "ccomp",
                "parataxis",
                "dobj",
                "xcomp",
                "advcl",
                "csubj",
                "dep",
                "nsubjpass",
                "prep",
                "pobj",
                "acl",
                "conj",
                "pcomp",
            }
            and _carries(token, head)
        ):
            found.append(head)
        token = head
    return found


def _carries(token: Token, head: Token) -> bool:
    """Return True where ``token`` is what is said at ``head``, not a circumstance of the saying."""
    low = head.lower_
    if token.dep_ in {"ccomp", "parataxis", "csubj", "dep"}:
        return True
    if token.dep_ == "advcl":
        said = child(head, "ccomp")
        return said is not None and said.i < head.i < token.i and token.i - head.i > 1
    if token.dep_ == "xcomp":
        return low in forms("reporting", "cues", "claiming") or is_passive(head)
    if token.dep_ in {"dobj", "nsubjpass"}:
        return low in forms("reporting", "cues", "announcing") or low in forms("reporting", "cues", "deny")
    if token.dep_ == "prep":
        return token.lower_ in {"of", "on", "about"} and low in forms("reporting", "cues", "speaking_of")
    return False


def trailing_cue(parsed: Parsed, anchor: Token) -> Token | None:
    """Return a cue such as ", X said" that the parser hung elsewhere, or none."""
    doc = parsed.doc
    for token in reversed(doc):
        if token.i <= anchor.i:
            return None
        if is_cue(token) and child(token, "nsubj") is not None:
            own = child(token, "nsubj")
            left = own.left_edge.i if own is not None else token.i
            if (
                child(token, "ccomp") is None
                and left > 0
                and doc[left - 1].text in {",", '"', "-"}
                and _ends_clause(token)
            ):
                return token
    return None


def aside_cue(parsed: Parsed, anchor: Token) -> Token | None:
    """Return a cue set off by commas inside the clause ("Army units, it said, had foiled"), or one before a colon."""
    doc = parsed.doc
    colon = next((token.i for token in doc if token.text == ":"), None)
    for token in doc:
        own = child(token, "nsubj") or (child(token, "nsubjpass") if token.lower_ in {"quoted", "cited"} else None)
        if (
            not is_cue(token)
            or own is None
            or (child(token, "ccomp") is not None and token.i < anchor.i and colon is None)
        ):
            continue
        if _within(anchor, token):
            continue
        left, right = own.left_edge.i, token.i + 1
        right += right < len(doc) and doc[right].dep_ == "prt"
        closed = right < len(doc) and doc[right].text in {",", "-"} and left > 0 and doc[left - 1].text in {",", "-"}
        if closed and own.i < token.i:
            return token
        if colon is not None and token.i < colon < anchor.i:
            return token
    return None


def _within(anchor: Token, cue: Token) -> bool:
    return (
        any(head.i == anchor.i for head in cue.ancestors) and anchor.i < cue.i and cue.dep_ in {"relcl", "acl", "advcl"}
    )


def _ends_clause(cue: Token) -> bool:
    rest = cue.doc[cue.i + 1 :]
    return len(rest) <= 14 and not any(is_verb(token) and token.tag_ in {"VBD", "VBZ", "VBP"} for token in rest)


def according_to(parsed: Parsed) -> list[tuple[Token, Token, Token]]:
    """Return (cue, first, last) of "according to X", "citing X", "in the words of X" in the sentence."""
    found = []
    for token in parsed.doc:
        if token.lower_ == "according":
            to = next((kid for kid in token.children if kid.lower_ == "to"), None)
            who = child(to, "pobj") if to is not None else None
        elif token.lower_ == "per" and token.dep_ == "prep":
            who = child(token, "pobj")
        else:
            continue
        if who is None:
            continue
        found.append((token, *_before_joined(who, noun_span(who))))
        for kid in who.children:
            if kid.dep_ == "conj" or (kid.dep_ == "appos" and any(inner.dep_ == "conj" for inner in kid.children)):
                found.append((token, *_trailing_relative(who, noun_span(kid))))
                found.extend(
                    (token, *_trailing_relative(kid, noun_span(inner)))
                    for inner in kid.children
                    if inner.dep_ == "conj"
                )
    return found


def _before_joined(who: Token, span: tuple[Token, Token]) -> tuple[Token, Token]:
    """Cut a speaker before the next one that is joined to it as "X, Y and Z"."""
    first, last = span
    for kid in who.children:
        joined = kid.dep_ == "conj" or (kid.dep_ == "appos" and any(inner.dep_ == "conj" for inner in kid.children))
        if joined and kid.left_edge.i <= last.i:
            last = who.doc[max(first.i, min(last.i, kid.left_edge.i - 1))]
    return first, last


def _trailing_relative(head: Token, span: tuple[Token, Token]) -> tuple[Token, Token]:
    """Add "that support the government" after the last of several speakers."""
    first, last = _with_relative(span)
    for kid in head.children:
        if kid.dep_ == "relcl" and kid.left_edge.i == last.i + 1:
            last = kid.right_edge
    return first, last


def spoken_by_slot(parsed: Parsed, first: Token, last: Token) -> tuple[int, int]:
    """Return the article offsets of a speaker's noun phrase."""
    start, end = parsed.start(first), parsed.end(last)
    slot = parsed.slot(last, SlotKind.SOURCE, SlotKind.FORCE)
    return start, max(end, slot.end if slot else end)
