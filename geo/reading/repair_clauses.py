"""Slips of the parser around clauses of time and lists: "a day after X left", "captured since Thursday A and B"."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from geo.reading.lexicon import verb_frames, words
from geo.reading.slots import STAND_IN, SlotKind

_PLACE = STAND_IN[SlotKind.PLACE]
_TIME = frozenset(("after", "before", "since", "until"))
_OWN = ("nsubj", "nsubjpass", "csubj", "expl")


def repair_clauses(doc: Doc) -> None:
    """Mend the clauses and lists of one sentence in place."""
    for token in doc:
        if token.text == _PLACE:
            _after_date(token)
        elif token.tag_ in {"VBD", "VBN"}:
            _subject_after(token)
            _two_clauses(token)


def _subject_after(verb: Token) -> None:
    """Make X the subject in "a day after X withdrew from", where it was taken for the object of "after"."""
    if verb.dep_ not in {"advcl", "ccomp", "relcl", "acl", "conj"} or any(kid.dep_ in _OWN for kid in verb.children):
        return
    for kid in verb.children:
        if kid.i > verb.i or kid.dep_ not in {"npadvmod", "prep", "advmod"}:
            continue
        prep = next((token for token in kid.subtree if token.lower_ in _TIME and token.dep_ == "prep"), None)
        noun = next((token for token in prep.children if token.dep_ == "pobj"), None) if prep is not None else None
        if prep is None or noun is None or noun.lower_ in words("reporting", "nouns", "settings"):
            continue
        auxiliary = {token.i for token in verb.children if token.dep_ in {"aux", "auxpass", "neg", "advmod"}}
        if noun.right_edge.i < verb.i and all(k in auxiliary for k in range(noun.right_edge.i + 1, verb.i)):
            noun.head, noun.dep_ = verb, "nsubj"
            prep.head, prep.dep_ = verb, "mark"
            return


def _after_date(place: Token) -> None:
    """Make A the object in "have captured since Thursday A and B", "seized on Monday A"."""
    date = place.head
    if place.dep_ not in {"nummod", "appos", "compound", "nmod", "npadvmod", "dep", "conj"} or date.i != place.i - 1:
        return
    if not (date.lower_ in words("reporting", "nouns", "settings") or date.like_num or date.lower_ in _MONTHS):
        return
    verb = date.head.head if date.dep_ == "pobj" else date.head
    frames = {frame for frame, _ in verb_frames().get(verb.lower_, ())}
    if not frames & {"take", "lose", "enter", "besiege", "hold"} or any(k.dep_ == "dobj" for k in verb.children):
        return
    if any(kid.dep_ in {"auxpass", "nsubjpass"} for kid in verb.children) or verb.i > place.i:
        return
    place.head, place.dep_ = verb, "dobj"


_MONTHS = frozenset(
    ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
)


def _two_clauses(verb: Token) -> None:
    """Part "X documented the advance; they took Y": the first verb was hung on X as a participle."""
    subjects = [kid for kid in verb.children if kid.dep_ == "nsubj" and kid.i < verb.i]
    if len(subjects) != 2:
        return
    first, second = subjects
    if not any(token.text == ";" for token in verb.doc[first.i : second.i]):
        return
    told = next((kid for kid in first.children if kid.dep_ in {"acl", "relcl"} and kid.tag_ in {"VBN", "VBD"}), None)
    if told is None or any(kid.dep_ in {"agent", "auxpass"} for kid in told.children):
        return
    told.head, told.dep_, told.tag_ = verb, "ccomp", "VBD"
    first.head = told
