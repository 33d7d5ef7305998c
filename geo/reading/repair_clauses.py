"""Slips of the parser around clauses of time and lists: "a day after X left", "captured since Thursday A and B"."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from geo.reading.lexicon import MONTH_NAMES, verb_frames, words
from geo.reading.slots import STAND_IN, SlotKind

_PLACE = STAND_IN[SlotKind.PLACE]
_TIME = frozenset(("after", "before", "since", "until"))
_OWN = ("nsubj", "nsubjpass", "csubj", "expl")


def repair_clauses(doc: Doc) -> None:
    """Mend the clauses and lists of one sentence in place."""
    for token in doc:
        if token.dep_ in {"nsubj", "nsubjpass"}:
            _joined_subjects(token)
    for token in doc:
        if token.dep_ in {"compound", "nmod"}:
            _lies_of(token)
        if token.text == _PLACE:
            _after_date(token)
            _gapped(token)
            _lost_subject(token)
        elif token.dep_ == "conj" and token.tag_ == "IN":
            _joined_prep(token)
        elif token.lower_ == "that" and token.dep_ == "mark":
            _relative_that(token)
        elif token.tag_ in {"VBD", "VBN"}:
            _subject_after(token)
            _two_clauses(token)


def _lies_of(name: Token) -> None:
    """Make X the noun and "north" its adverb in "the M5 north of X", "the villages of A and B west of the city"."""
    wind = name.head
    known = name.text == _PLACE or name.lower_ == "highway" or name.tag_.startswith("NNP")
    if not known or wind.i != name.i + 1 or wind.lower_ not in _WINDS or wind.i + 1 >= len(wind.doc):
        return
    if wind.nbor(1).lower_ != "of" or wind.dep_ == "advmod":
        return
    name.head, name.dep_ = (name if wind.head.i == wind.i else wind.head), wind.dep_
    for kid in [kid for kid in wind.children if kid.i != name.i and kid.lower_ != "of"]:
        kid.head = name
    wind.head, wind.dep_ = name, "advmod"


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
    before = place.nbor(-1) if place.i else place
    if place.dep_ == "pobj" and before.dep_ == "compound" and before.head.i == place.i and _is_date(before):
        prep, verb = place.head, place.head.head
        taking = {frame for frame, _ in verb_frames().get(verb.lower_, ())} & {"take", "lose", "enter"}
        if prep.lower_ in {"since", "on"} and taking and not any(kid.dep_ == "dobj" for kid in verb.children):
            before.head, before.dep_ = prep, "pobj"
            place.head, place.dep_ = verb, "dobj"
        return
    if place.dep_ not in {"nummod", "appos", "compound", "nmod", "npadvmod", "dep", "conj"} or date.i != place.i - 1:
        return
    if not _is_date(date):
        return
    verb = date.head.head if date.dep_ == "pobj" else date.head
    frames = {frame for frame, _ in verb_frames().get(verb.lower_, ())}
    if not frames & {"take", "lose", "enter", "besiege", "hold"} or any(k.dep_ == "dobj" for k in verb.children):
        return
    if any(kid.dep_ in {"auxpass", "nsubjpass"} for kid in verb.children) or verb.i > place.i:
        return
    place.head, place.dep_ = verb, "dobj"


def _is_date(token: Token) -> bool:
    return token.lower_ in words("reporting", "nouns", "settings") or token.like_num or token.lower_ in MONTH_NAMES


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


def _place_like(token: Token) -> bool:
    return token.text == _PLACE or token.lower_ in words("control", "words", "settlement") | words(
        "control", "words", "facility"
    )


def _gapped(place: Token) -> None:
    """Join B to A in "captured A on May 11 and B on May 23", "took A from the south and B from the east"."""
    other = place.head
    if place.dep_ in {"npadvmod", "dep"} and other.tag_.startswith("VB"):
        _gapped_object(place)
        return
    if place.dep_ not in {"conj", "appos"} or _place_like(other):
        return
    if other.dep_ not in {"pobj", "npadvmod", "conj", "nummod"}:
        return
    named = other.lower_ in words("reporting", "nouns", "settings") or other.lower_ in MONTH_NAMES or other.like_num
    if not (named or other.lower_ in _WINDS):
        return
    verb = next((token for token in place.ancestors if token.tag_.startswith("VB")), None)
    if verb is None:
        return
    own = next((kid for kid in verb.children if kid.dep_ in {"dobj", "nsubjpass"} and kid.i < other.i), None)
    if own is None and not any(kid.dep_ == "dobj" for kid in verb.children):
        own = next((kid for kid in verb.children if kid.dep_ == "nsubj" and kid.i < other.i and _place_like(kid)), None)
    if own is not None and own.i < place.i:
        place.head, place.dep_ = own, "conj"


def _gapped_object(place: Token) -> None:
    """Join B to A in "took A on 7 May, B on 12 May", where B was taken for a time."""
    verb, doc = place.head, place.doc
    own = next((kid for kid in verb.children if kid.dep_ in {"dobj", "nsubjpass"} and _place_like(kid)), None)
    after = doc[place.i + 1] if place.i + 1 < len(doc) else place
    dated = after.lower_ in {"on", "in", "last", "late", "early", "by"}
    if own is not None and verb.i < place.i and own.i < place.i and doc[place.i - 1].lower_ in {",", "and"} and dated:
        place.head, place.dep_ = own, "conj"


_WINDS = frozenset(
    ("north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest", "side", "direction")
)


def _lost_subject(place: Token) -> None:
    """Make X the subject in "X itself, home to many, is under ...", "and X, to the west, followed"."""
    verb = place.head
    if not verb.tag_.startswith("VB"):
        return
    if place.dep_ == "npadvmod" and place.i < verb.i and not any(kid.dep_ in _OWN for kid in verb.children):
        place.dep_ = "nsubj"
    elif place.dep_ == "conj" and place.i > verb.i:
        late = next(
            (
                kid
                for kid in verb.children
                if kid.dep_ == "conj" and kid.i > place.i and kid.tag_ in {"VBD", "VBZ", "VBP"}
            ),
            None,
        )
        if late is not None and not any(kid.dep_ in _OWN for kid in late.children):
            place.head, place.dep_ = late, "nsubj"


def _joined_prep(prep: Token) -> None:
    """Hang "of B" on the capture in "the capture of A on Tuesday and of B"."""
    if prep.lower_ == prep.head.lower_ or not any(kid.dep_ == "pobj" for kid in prep.children):
        return
    first = next(
        (
            t
            for t in reversed(prep.doc[: prep.i])
            if t.lower_ == prep.lower_ and t.dep_ == "prep" and not t.head.tag_.startswith("VB")
        ),
        None,
    )
    if first is not None:
        prep.head, prep.dep_ = first.head, "prep"


def _relative_that(that: Token) -> None:
    """Read "the town that Kyiv's troops seized" as a relative clause, where "that" was taken for a mere link."""
    verb = that.head
    noun = verb.head
    if verb.dep_ != "acl" or noun.lower_ in words("reporting", "nouns", "content") or not _place_like(noun):
        return
    if any(kid.dep_ in {"dobj", "nsubjpass"} for kid in verb.children):
        return
    that.dep_, that.tag_, verb.dep_ = "dobj", "WDT", "relcl"


def _joined_subjects(second: Token) -> None:
    """Join B to A in "most of A and nearly all of B are held", where both were taken for subjects."""
    verb = second.head
    first = next((kid for kid in verb.children if kid.dep_ == second.dep_ and kid.i < second.i), None)
    if first is None or second.i > verb.i or second.tag_ in {"WDT", "WP", "PRP"} or first.tag_ in {"WDT", "WP", "PRP"}:
        return
    whole = words("control", "words", "whole")
    if not (_place_like(first) or first.lower_ in whole) or any(
        token.text == ";" for token in verb.doc[first.i : second.i]
    ):
        return
    between = verb.doc[first.right_edge.i + 1 : second.i]
    inner = any(kid.dep_ == "conj" and _place_like(kid) for kid in second.children)
    if inner or any(token.lower_ in {"and", "or"} for token in (*between, *first.subtree) if token.i > first.i):
        second.head, second.dep_ = first, "conj"
