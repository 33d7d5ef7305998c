"""Slips of the parser around words of saying: a trailing ", a source said" that was hung on what it says."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from geo.reading.lexicon import words
from geo.reading.slots import STAND_IN, SlotKind

_PLACE = STAND_IN[SlotKind.PLACE]
_FINITE = frozenset(("VBD", "VBZ", "VBP", "VBN"))
_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "expl"))


def repair_saying(doc: Doc, cues: frozenset[str]) -> None:
    """Mend the verbs of saying of one sentence in place."""
    for token in doc:
        if token.lower_ in cues and token.tag_ in _FINITE:
            _own_source(token)
            _two_sources(token)
            _trailing(token)
            _between(token)
        elif token.dep_ in {"npadvmod", "dep", "conj"} and token.i > 2:
            _apposed(token)
        elif token.dep_ == "dobj" and token.lower_ in words("reporting", "nouns", "content"):
            _remark(token)


def _own_source(cue: Token) -> None:
    """Make "a source" the subject in "with the help of drones, a source told the agency": it was taken for a drone."""
    if cue.dep_ not in {"conj", "ccomp", "dep", "parataxis", "advcl"} or cue.i < 3:
        return
    before = cue.nbor(-1)
    if any(kid.dep_ in _SUBJECTS for kid in cue.children) or before.text in {",", "-", '"'}:
        return
    noun = next(
        (
            token for token in (before, *before.ancestors)
            if token.dep_ in {"appos", "conj", "npadvmod", "dep"} and token.right_edge.i == cue.i - 1
        ),
        None,
    )  # fmt: skip
    if noun is None or noun.left_edge.i == 0 or noun.left_edge.nbor(-1).text != ",":
        return
    if noun.lower_ not in words("actors", "speakers", "nouns") | words("actors", "speakers", "persons") | _HEARD:
        return
    noun.head, noun.dep_ = cue, "nsubj"


_HEARD = frozenset(
    ("residents", "witnesses", "activists", "locals", "sources", "agency", "army", "monitor", "reuters", "nato")
)
"""Who speaks, stand-ins included."""


def _two_sources(cue: Token) -> None:
    """Join A to B in "entered X, A and B have said", where A was taken for one more object."""
    own = next((kid for kid in cue.children if kid.dep_ == "nsubj" and kid.i < cue.i), None)
    link = cue.doc[own.left_edge.i - 1] if own is not None and own.left_edge.i > 3 else None
    if own is None or link is None or link.lower_ != "and" or cue.dep_ != "conj":
        return
    last = link.nbor(-1)
    noun = next((t for t in (last, *last.ancestors) if t.right_edge.i == last.i and t.dep_ in {"conj", "appos"}), None)
    if noun is None or noun.left_edge.nbor(-1).text != ",":
        return
    if noun.lower_ not in words("actors", "speakers", "nouns") | words("actors", "speakers", "persons") | _HEARD:
        return
    noun.head, noun.dep_ = cue, "nsubj"
    own.head, own.dep_ = noun, "conj"
    link.head, link.dep_ = noun, "cc"


def _trailing(cue: Token) -> None:
    """Make "said" the root of "X entered Y, a monitor said", where it was joined to "entered" without an "and"."""
    told = cue.head
    own = next((kid for kid in cue.children if kid.dep_ == "nsubj"), None)
    if cue.dep_ != "conj" or told.dep_ != "ROOT" or own is None or not told.tag_.startswith("VB") or own.i > cue.i:
        return
    first = own.left_edge.i
    if own.tag_ in {"WDT", "WP"} or first == 0 or cue.doc[first - 1].text != ",":
        return
    if any(kid.dep_ == "ccomp" or kid.lower_ == "that" for kid in cue.children):
        return
    if any(kid.dep_ == "cc" and told.i < kid.i < first for kid in told.children):
        return
    cue.head, cue.dep_ = cue, "ROOT"
    told.head, told.dep_ = cue, "ccomp"


def _between(cue: Token) -> None:
    """Make "denied" the main verb of "X, the mouthpiece, denied on Monday that Y had been lost"."""
    noun = cue.head
    if cue.dep_ != "acl" or noun.dep_ not in _SUBJECTS or any(kid.dep_ in {"agent", "auxpass"} for kid in cue.children):
        return
    verb = noun.head
    if verb.i < cue.i or not verb.tag_.startswith("VB"):
        return
    that = next((kid for kid in verb.children if kid.lower_ == "that" and kid.dep_ == "mark" and kid.i > cue.i), None)
    if that is None or sum(kid.dep_ in _SUBJECTS for kid in verb.children) < 2:
        return
    if verb.dep_ == "ROOT":
        cue.head, cue.dep_ = cue, "ROOT"
    else:
        cue.head, cue.dep_ = verb.head, verb.dep_
    cue.tag_ = "VBD"
    noun.head, noun.dep_ = cue, "nsubj"
    verb.head, verb.dep_ = cue, "ccomp"


def _apposed(noun: Token) -> None:
    """Hang "the last city" on X in "lies south of X, the last city held by"."""
    doc, left = noun.doc, noun.left_edge
    if noun.lower_ not in words("control", "words", "settlement") or left.i < 2 or doc[left.i - 1].text != ",":
        return
    place = doc[left.i - 2]
    if place.text != _PLACE or left.lower_ not in {"the", "a", "an"} or noun.head.i == place.i:
        return
    if not any(kid.dep_ in {"acl", "relcl"} for kid in noun.children) or place in noun.subtree:
        return
    noun.head, noun.dep_ = place, "appos"


def _remark(noun: Token) -> None:
    """Take "a claim" for a remark in "had pushed into X, a claim that nobody could confirm"."""
    left = noun.left_edge
    if left.i and left.lower_ in {"a", "an"} and left.nbor(-1).text == "," and noun.head.i < left.i - 1:
        noun.dep_ = "appos"
