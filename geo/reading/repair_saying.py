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
        if token.dep_ == "ccomp" and token.tag_ in _FINITE:
            _circulated(token)
        if token.lower_ in cues and token.tag_ in _FINITE:
            _swallowed_object(token)
            _anonymous(token)
            _own_source(token)
            _two_sources(token)
            _trailing(token)
            _between(token)
        elif token.lower_ == "according":
            _more_sources(token)
        elif token.dep_ == "appos" and token.text == _PLACE:
            _after_source(token)
        elif token.dep_ in {"npadvmod", "dep", "conj"} and token.i > 2:
            _apposed(token)
        elif token.dep_ == "dobj" and token.lower_ in words("reporting", "nouns", "content"):
            _remark(token)


def _circulated(verb: Token) -> None:
    """Hang "that X had fallen" on the reports in "denied reports circulating online that X had fallen"."""
    spread, noun = verb.head, verb.head.head
    if spread.dep_ not in {"acl", "relcl"} or spread.tag_ not in {"VBG", "VBN"} or spread.i > verb.i:
        return
    that = any(kid.lower_ == "that" and kid.dep_ == "mark" for kid in verb.children)
    if that and noun.lower_ in words("reporting", "nouns", "content") and noun.tag_ in {"NN", "NNS"}:
        verb.head, verb.dep_ = noun, "acl"


_UNNAMED = frozenset(("named", "identified", "quoted", "anonymous", "anonymity", "anonymously", "safety", "reasons"))


def _anonymous(cue: Token) -> None:
    """Make "a source" the subject in "X is back in army hands, a source who asked not to be named said"."""
    if cue.i < 4 or cue.nbor(-1).lower_ not in _UNNAMED or any(kid.dep_ in _SUBJECTS for kid in cue.children):
        return
    clause = next((t for t in (cue.nbor(-1), *cue.nbor(-1).ancestors) if t.dep_ in {"relcl", "acl"}), None)
    if clause is None or clause.i > cue.i or clause.head.i > clause.i:
        return
    noun = clause.head
    root = next((token for token in cue.doc if token.dep_ == "ROOT"), cue)
    edge = noun.left_edge
    if edge.i == 0 or edge.nbor(-1).text != "," or root.i == cue.i or noun.dep_ in _SUBJECTS or root.i > noun.i:
        return
    cue.head, cue.dep_ = cue, "ROOT"
    noun.head, noun.dep_ = cue, "nsubj"
    root.head, root.dep_ = cue, "ccomp"
    for kid in list(root.children):
        if kid.i > cue.i and kid.dep_ == "advcl":
            kid.head = cue


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


def _swallowed_object(cue: Token) -> None:
    """Make X the object in "still hold X, a diplomat who follows the war said", where it was taken for the speaker."""
    own = next((kid for kid in cue.children if kid.dep_ == "nsubj"), None)
    verb = cue.head
    if own is None or own.text != _PLACE or cue.dep_ != "ccomp" or verb.i > own.i or not verb.tag_.startswith("VB"):
        return
    noun = next((kid for kid in own.children if kid.dep_ == "appos" and own.i < kid.i < cue.i), None)
    speaking = words("actors", "speakers", "nouns") | words("actors", "speakers", "persons") | _HEARD
    if noun is None or noun.left_edge.nbor(-1).text != "," or any(kid.dep_ == "dobj" for kid in verb.children):
        return
    if noun.lower_ not in speaking | words("actors", "speakers", "neutral_heads") or verb.dep_ != "ROOT":
        return
    noun.head, noun.dep_ = cue, "nsubj"
    own.head, own.dep_ = verb, "dobj"
    cue.head, cue.dep_ = cue, "ROOT"
    verb.head, verb.dep_ = cue, "ccomp"


def _more_sources(cue: Token) -> None:
    """Join B and C to A in "according to A, B and C", where B was hung on the verb."""
    to = next((kid for kid in cue.children if kid.lower_ == "to"), None)
    first = next((kid for kid in to.children if kid.dep_ == "pobj"), None) if to is not None else None
    if first is None or first.right_edge.i + 2 >= len(first.doc) or first.right_edge.nbor(1).text != ",":
        return
    start = first.right_edge.i + 2
    for token in first.doc[start : start + 6]:
        if token.left_edge.i == start and token.dep_ in {"dep", "npadvmod"} and token.head.i == cue.head.i:
            if any(kid.dep_ == "conj" for kid in token.children):
                token.head, token.dep_ = first, "conj"
            return


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


def _after_source(place: Token) -> None:
    """Make X the subject in "According to the statement, the army's X, the last base in Y, was seized"."""
    source = place.head
    to = source.head
    if source.dep_ != "pobj" or to.lower_ != "to" or to.head.lower_ != "according" or place.left_edge.i < 2:
        return
    verb = next((token for token in to.head.ancestors if token.tag_.startswith("VB")), None)
    own = next((kid for kid in verb.children if kid.dep_ in _SUBJECTS), None) if verb is not None else None
    kinds = words("control", "words", "settlement") | words("control", "words", "facility")
    if own is None or verb is None or own.lower_ not in kinds or own.left_edge.nbor(-1).text != ",":
        return
    if own.left_edge.i - 2 == place.i:
        place.head, place.dep_ = verb, own.dep_
        own.head, own.dep_ = place, "appos"


def _remark(noun: Token) -> None:
    """Take "a claim" for a remark in "had pushed into X, a claim that nobody could confirm"."""
    left = noun.left_edge
    if left.i and left.lower_ in {"a", "an"} and left.nbor(-1).text == "," and noun.head.i < left.i - 1:
        noun.dep_ = "appos"
