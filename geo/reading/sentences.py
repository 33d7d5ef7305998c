"""Sentences of an article, and the parse of those that can carry a row.

Splitting is by rules (a parse of every sentence would cost too much); offsets always point into the
article. A sentence is parsed with stand-in words for names, and every token knows where it came from.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Token

from geo.language import load_english, one_thread
from geo.reading.lexicon import forms, table
from geo.reading.names import STAND_IN, Slot, SlotKind
from geo.reading.repair import repair

MAX_LENGTH = 600
"""Longest sentence in characters that is parsed whole; longer ones are cut at a blank or hard."""

BATCH = 128
"""Sentences that are parsed at a time."""

_ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "gen",
        "lt",
        "col",
        "maj",
        "sgt",
        "brig",
        "capt",
        "cpl",
        "adm",
        "prof",
        "st",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "no",
        "vs",
        "u.s",
        "u.n",
        "a.m",
        "p.m",
        "e.g",
        "i.e",
        "km",
        "approx",
        "gov",
        "sen",
        "rep",
        "ret",
        "inc",
        "ltd",
        "co",
        "mt",
        "ft",
        "art",
        "fig",
    ]
)
_END = re.compile(
    r"[.!?]+[\"”’')\]]*(?=(?:\[\d{1,3}\])*\s+[\"“‘'(\[]?[A-Z0-9À-ÞА-Я])|[.!?]+[\"”’')\]]*(?=(?:\[\d{1,3}\])*\s*$)"
)
_NOTES = re.compile(r"(?:\[\d{1,3}\])+")
"""Numbers of footnotes after the end of a sentence."""
_DATELINE = re.compile(
    r"^(?:[A-Z][\w.’'-]*(?:(?:[,/ ]+|\s*\([^()\n]{1,30}\)[,/]?\s*)[A-Z0-9][\w.:’'-]*){0,9}"
    r"[,/]?\s*(?:\((?:[^()\n]{1,60})\))?\s*[-–—]{1,2}\s+"
    r"|\([A-Z][\w ./-]{1,30}\)\s*[-–—]*\s+|[A-Z]{4,}(?:[ ,/][A-Z]{3,})*:\s+)"
)
_LABEL = re.compile(
    r"^(?:(?:more\s+)?details?|(?:direct\s+|verbatim\s+)?quotes?|background|context|literally|verbatim|reminder|reference|"
    r"for\s+reference|previously|earlier|in\s+brief|note|what\s+happened|what\s+we\s+know|why\s+it\s+matters|in\s+detail|"
    r"the\s+details|summary|update[sd]?|addendum|clarification):\s+(?=\S)",
    re.IGNORECASE,
)
"""A label before a paragraph of an agency: "Details:", "Quote:", "Background:"."""
_TERMINAL = re.compile(r"[.!?:;,…][\"”’')\]]*(?:\[\d{1,3}\])*$|[\"”’]$")


_PROSE = re.compile(r"^.{40,}[a-z\d][.!?][\"”’]?\s+(?:Enditem|ENDS?|#+|-30-|\w+/\w+)\W*$")
"""A sentence with the mark of an agency after its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence at ``[start, end)``; ``headline`` marks the first line, ``quoted`` an open quotation."""

    index: int
    start: int
    end: int
    headline: bool = False
    paragraph: int = 0
    quoted: bool = False


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """Return the sentences of an article; headings, captions and boilerplate lines are left out."""
    found: list[Sentence] = []
    headline_done = False
    for number, (start, end) in enumerate(_paragraphs(text)):
        body = text[start:end]
        headline = not headline_done
        headline_done = True
        if not headline and is_boilerplate(body):
            continue
        if not headline:
            skip = _DATELINE.match(body)
            start += skip.end() if skip and _is_dateline(skip.group(0)) else 0  # noqa: PLW2901
            label = _LABEL.match(text[start:end])
            start += label.end() if label else 0  # noqa: PLW2901
        open_quote = False
        for first, last in _spans(text, start, end):
            found.append(
                Sentence(
                    index=len(found), start=first, end=last, headline=headline, paragraph=number,
                    quoted=open_quote,
                )
            )  # fmt: skip
            open_quote = _quote_open(text[first:last], open_quote)
    return tuple(found)


def _is_dateline(words: str) -> bool:
    """Return True for "BEIRUT (Sputnik) -" or "Damascus, Jan 21 -": upper case, brackets or a date before the dash."""
    return bool(re.search(r"\b[A-Z]{3,}\b|\(|\d|\w\.\w|^[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?\s*[–—-]", words))


def _quote_open(sentence: str, before: bool) -> bool:
    state = before
    for mark in re.findall(r"[\"“”]", sentence):
        state = True if mark == "“" else False if mark == "”" else not state
    return state


def _paragraphs(text: str) -> Iterable[tuple[int, int]]:
    """Yield (start, end) of each paragraph; a hard-wrapped line is joined to the line before it."""
    start = end = None
    for match in re.finditer(r"[^\r\n]+", text):
        if not match.group(0).strip():
            continue
        if start is not None and end is not None:
            gap = text[end : match.start()]
            previous = text[start:end].rsplit("\n", 1)[-1].rstrip()
            wrapped = gap.count("\n") == 1 and len(previous) > 60 and not _TERMINAL.search(previous)
            if wrapped and re.match(r"\s*[a-z(\"“]", match.group(0)):
                end = match.end()
                continue
            yield start, end
        start, end = match.start(), match.end()
    if start is not None and end is not None:
        yield start, end


def is_boilerplate(paragraph: str) -> bool:
    """Return True for lines that are no prose: "Read more", captions, subscription text, other headlines."""
    body = paragraph.strip()
    lists = table("boilerplate")
    low = body.casefold()
    if any(low.startswith(start) for start in lists["starts"]) or any(part in low for part in lists["contains"]):
        return True
    return len(body) < 160 and not _TERMINAL.search(body) and not _PROSE.search(body)


def _spans(text: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    """Yield the sentence spans of a paragraph, each at most MAX_LENGTH characters."""
    first = start
    for match in _END.finditer(text, start, end):
        word = re.search(r"([\w.]+)$", text[max(start, match.start() - 12) : match.start()])
        last_word = word.group(1).casefold() if word else ""
        if (
            text[match.start()] == "."
            and (last_word in _ABBREVIATIONS or re.fullmatch(r"(?:[a-z]\.)*[a-z]", last_word))
            and match.end() < end
        ):
            continue
        yield from _cut(text, first, match.end())
        notes = _NOTES.match(text, match.end(), end)
        first = notes.end() if notes else match.end()
    if first < end:
        yield from _cut(text, first, end)


def _cut(text: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > MAX_LENGTH:
        blank = text.rfind(" ", start + 1, start + MAX_LENGTH)
        cut = blank if blank > start else start + MAX_LENGTH
        yield start, cut
        start = cut + (text[cut : cut + 1] == " ")
    if start < end:
        yield start, end


class Parsed:
    """A parsed sentence: its tokens, the slots behind stand-ins, and where each token came from."""

    def __init__(self, sentence: Sentence, text: str, slots: Sequence[Slot], nlp: Language) -> None:
        self.sentence = sentence
        self.text = text
        pieces, offsets, origins, self._slots = _substitute(sentence, text, slots)
        self._offsets, self._origins = offsets, origins
        self.doc: Doc = nlp.make_doc("".join(pieces))
        self.slots: dict[int, Slot] = {}
        for token in self.doc:
            slot = self._slots.get(token.idx)
            if slot is not None:
                self.slots[token.i] = slot

    def start(self, token: Token) -> int:
        """Return the article offset at which the token starts."""
        at = bisect_right(self._offsets, token.idx) - 1
        begin, _, is_slot = self._origins[at]
        return begin if is_slot else begin + token.idx - self._offsets[at]

    def end(self, token: Token) -> int:
        """Return the article offset at which the token ends."""
        at = bisect_right(self._offsets, token.idx) - 1
        begin, stop, is_slot = self._origins[at]
        return stop if is_slot else begin + token.idx + len(token.text) - self._offsets[at]

    def written(self, token: Token) -> str:
        """Return the words of the article behind the token."""
        return self.text[self.start(token) : self.end(token)]

    def slot(self, token: Token, *kinds: SlotKind) -> Slot | None:
        """Return the slot behind the token if it is of one of these kinds."""
        slot = self.slots.get(token.i)
        return slot if slot is not None and slot.kind in kinds else None

    def tokens_in(self, start: int, end: int) -> list[Token]:
        """Return the tokens that overlap ``[start, end)`` of the article."""
        return [token for token in self.doc if self.start(token) < end and self.end(token) > start]


def _stand_in(slot: Slot, text: str) -> str:
    """Return the word the parser sees; after an article a common noun fits better than a name."""
    before = text[max(0, slot.start - 8) : slot.start].casefold()
    if slot.kind in {SlotKind.FORCE, SlotKind.SOURCE} and re.search(r"\b(?:the|a|an|its|his)\s$", before):
        return "army" if slot.kind is SlotKind.FORCE else "agency"
    return STAND_IN[slot.kind]


_PLAIN = str.maketrans(
    {"“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "\u00a0": " ", "\n": " ", "\t": " ", "\r": " "}
)
_Origin = tuple[int, int, bool]

_HYPHENATED = re.compile(
    r"\b(?:(?P<wind>(?:north|south)[-‐‑](?:east|west)(?:ern)?)|(?P<most>(?:three|two|nine|four)[-‐‑](?:quarters|thirds|tenths|fifths))"
    r"|(?P<once>(?:counter[-‐‑](?:attack|offensive)|re[-‐‑](?:tak|took|captur|gain|open|establish|enter))\w*))\b"
    r"|(?<=[\s(])(?P<mark>[\"“])(?P<quoted>(?-i:[a-z])[\w’'-]+(?: [a-z][\w’'-]+){0,2})[\"”](?=[\s.,;)]|$)",
    re.IGNORECASE,
)
"""Words that the tokeniser would break at their hyphen, and words in scare quotes, whose marks mislead the parser."""


def _joined(match: re.Match[str]) -> str:
    """Return the hyphenated word as the parser knows it: "northeast", "most", "counterattack"."""
    return "most" if match.group("most") else re.sub(r"[-‐‑]", "", match.group(0))


def _substitute(
    sentence: Sentence, text: str, slots: Sequence[Slot]
) -> tuple[list[str], list[int], list[_Origin], dict[int, Slot]]:
    """Return the pieces to parse, where each starts, where it came from, and the slot at each start."""
    pieces: list[str] = []
    offsets: list[int] = []
    origins: list[_Origin] = []
    starts: dict[int, Slot] = {}
    length = 0
    position = sentence.start

    def put(piece: str, begin: int, stop: int, is_slot: bool) -> None:
        nonlocal length
        if piece:
            pieces.append(piece)
            offsets.append(length)
            origins.append((begin, stop, is_slot))
            length += len(piece)

    def put_text(begin: int, stop: int) -> None:
        at = begin
        for match in _HYPHENATED.finditer(text, begin, stop):
            put(text[at : match.start()].translate(_PLAIN), at, match.start(), False)
            quoted = match.group("quoted")
            if quoted:
                put(quoted.translate(_PLAIN), match.start("quoted"), match.end("quoted"), False)
            else:
                put(_joined(match), match.start(), match.end(), True)
            at = match.end()
        put(text[at:stop].translate(_PLAIN), at, stop, False)

    for slot in slots:
        if slot.start < position or slot.end > sentence.end:
            continue
        put_text(position, slot.start)
        starts[length] = slot
        put(_stand_in(slot, text), slot.start, slot.end, True)
        position = slot.end
    put_text(position, sentence.end)
    return pieces, offsets, origins, starts


def parse_all(parsed: Sequence[Parsed]) -> None:
    """Tag and parse the sentences in place, in large batches of like length."""
    nlp = english()
    ordered = sorted((item.doc for item in parsed), key=len)
    cues = forms("reporting", "cues", "assert") | forms("reporting", "cues", "deny")
    with one_thread():
        for doc in nlp.pipe(ordered, batch_size=BATCH):
            repair(doc, cues)


def english() -> Language:
    """Return the English pipeline with tagger and parser only."""
    return load_english(("lemmatizer", "attribute_ruler", "senter", "ner"))
