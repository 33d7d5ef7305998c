"""Words that call a statement false: "is a lie", "does not correspond to reality", "called it fake"."""

from __future__ import annotations

from spacy.tokens import Token

from geo.reading.clause import child
from geo.reading.lexicon import forms, words

MODALS = frozenset(
    ("will", "would", "could", "may", "might", "should", "must", "can", "shall", "'ll", "'d", "wo", "ca", "ought")
)
"""Auxiliaries after which nothing is told as done."""


def is_negated(token: Token) -> bool:
    """Return True for "not", "never" or "no" on a word."""
    return any(kid.dep_ == "neg" or (kid.dep_ == "det" and kid.lower_ == "no") for kid in token.children)


def is_unreal(verb: Token) -> bool:
    """Return True for "do not correspond to reality", "has nothing to do with the facts", "were made up"."""
    low = str(verb.lower_)
    if low in words("reporting", "adjectives", "unreal"):
        return True
    nothing = any(kid.lower_ in {"nothing", "little"} and kid.dep_ == "dobj" for kid in verb.children)
    return (is_negated(verb) or nothing) and low in words("reporting", "adjectives", "matching")


def is_completed(verb: Token) -> bool:
    """Return True for "completed the operation" before "to free X": it is done."""
    done = verb.lower_ in {"completed", "concluded", "finished", "accomplished", "completes", "concludes", "finishes"}
    noun = child(verb, "dobj")
    return done and noun is not None and noun.lower_ in _UNDERTAKINGS and not is_negated(verb)


_UNDERTAKINGS = frozenset(
    ("operation", "operations", "campaign", "offensive", "mission", "task", "battle", "push", "drive")
)


def is_unseen(clause: Token, noun: Token) -> bool:
    """Return True for "has not seen confirmation that", "found no evidence that": neither told nor denied."""
    if noun.lower_ not in _PROOFS or child(clause, "mark") is None:
        return False
    return is_negated(noun) or (noun.dep_ in {"dobj", "attr", "nsubj"} and is_negated(noun.head))


_PROOFS = frozenset(
    ("confirmation", "evidence", "proof", "footage", "indication", "indications", "sign", "signs", "images")
)


def is_aim(token: Token, verb: Token) -> bool:
    """Return True for "made the capture of X its main aim", "the fall of X is the goal": nothing is told as done."""
    if verb.lower_ not in _MAKING | _BEING:
        return False
    aims = words("reporting", "nouns", "hypothetical")
    return any(
        kid.i > token.i and kid.lower_ in aims and kid.dep_ in {"oprd", "attr", "dobj", "conj", "ccomp", "appos"}
        for kid in (*verb.children, *token.subtree)
    ) or any(
        kid.lower_ == "as" and any(noun.lower_ in aims for noun in kid.children) and verb.lower_ in _MAKING
        for kid in verb.children
    )


_MAKING = frozenset(
    ("make", "makes", "made", "making", "declared", "set", "named", "called", "considers", "considered")
)
_BEING = frozenset(("is", "was", "be", "been", "remains", "remained", "are", "were"))


def says_false(head: Token) -> bool:
    """Return True for "it is false that", "it is not true that", "called it a lie that"."""
    if head.lower_ in forms("reporting", "cues", "calling"):
        return not is_negated(head) and any(
            token.i > head.i and token.lower_ in words("reporting", "adjectives", "false") for token in head.subtree
        )
    for kid in head.children:
        if kid.dep_ in {"acomp", "attr", "oprd"} or (kid.dep_ == "prep" and kid.lower_ == "as"):
            kid = next(iter(kid.children), kid) if kid.dep_ == "prep" else kid  # noqa: PLW2901
            if kid.lower_ in words("reporting", "adjectives", "false"):
                return not is_negated(head)
            if kid.lower_ in {"true", "correct"} and is_negated(head):
                return True
    return False


def tried_in_vain(verb: Token) -> bool:
    """Return True for "tried to take X but failed", "tried in vain", "attempted unsuccessfully"."""
    for kid in verb.children:
        if kid.dep_ == "conj" and any(state.lower_ in _FUTILE for state in kid.children):
            return True
        if kid.lower_ in {"unsuccessfully", "vainly"} or (
            kid.lower_ == "in" and any(k.lower_ == "vain" for k in kid.children)
        ):
            return True
        if (
            kid.dep_ == "prep"
            and kid.lower_ == "without"
            and any(k.lower_ in {"success", "succeeding", "result"} for k in kid.children)
        ):
            return True
        if kid.dep_ == "conj" and (kid.lower_ == "failed" or kid.lower_ in forms("control", "repelling") | {"driven"}):
            return True
    return False


def is_aside(verb: Token) -> bool:
    """Return True for ", which ..." and ", where ...": told apart from what the main clause plans or denies."""
    link = next((kid for kid in verb.subtree if kid.tag_ in {"WDT", "WP", "WRB"} and kid.lower_ != "that"), None)
    return link is not None and link.i > 0 and link.i < verb.i and link.nbor(-1).text == ","


def is_naming(verb: Token) -> bool:
    """Return True for "called the retreat a tactical one": a name for it, no call for it."""
    return verb.lower_ in {"called", "calls", "calling", "call"} and child(verb, "oprd") is not None


def is_inverted(verb: Token, auxiliary: Token) -> bool:
    """Return True for the condition in "Had the army won it, ..."."""
    own = child(verb, "nsubj", "nsubjpass")
    return own is not None and auxiliary.i < own.i and verb.dep_ == "advcl"


def in_spite(token: Token) -> bool:
    """Return True for "was not taken despite repeated attempts": the attempts failed."""
    tried = words("control", "nouns", "attack")
    for kid in token.children:
        if kid.dep_ == "prep" and (kid.lower_ == "despite" or any(w.lower_ == "spite" for w in kid.children)):
            return any(w.lower_ in tried or w.lower_.removesuffix("s") in tried for w in kid.subtree)
    return False


def in_vain(prep: Token) -> bool:
    """Return True for "without success", "in vain", "to no avail"."""
    after = " ".join(token.lower_ for token in prep.doc[prep.i : prep.i + 3])
    return after.startswith(("without success", "without result", "without any success", "in vain", "to no avail"))


def is_hedged(token: Token) -> bool:
    """Return True for "could not confirm", "would say", "neither side has said": the saying itself did not happen."""
    who = child(token, "nsubj")
    if who is not None and {"neither", "no", "nobody", "none"} & {who.lower_, *(kid.lower_ for kid in who.children)}:
        return True
    return any(kid.dep_ == "aux" and kid.lower_ in MODALS for kid in token.children)


def is_pending(verb: Token) -> bool:
    """Return True for "is retaken", "has been retaken" after "until": it has not happened yet."""
    helpers = [kid.lower_ for kid in verb.children if kid.dep_ in {"aux", "auxpass"}]
    return bool({"is", "are", "be", "has", "have"} & set(helpers))


_TRIALS = frozenset(("attempt", "attempts", "bid", "bids", "effort", "efforts", "try", "tries", "push", "drive"))
_FAILS = frozenset(("failed", "fails", "collapsed", "foundered", "faltered", "fizzled", "stalled"))
_FUTILE = frozenset(("unsuccessful", "futile", "fruitless", "abortive", "vain"))


def attempt_failed(noun: Token) -> bool:
    """Return True for "attempts to take X failed", "failed in their attempt to take X", "attempts were futile"."""
    if noun.lower_ not in _TRIALS:
        return False
    head = noun.head
    if head.lower_ in forms("control", "repelling") and noun.dep_ in {"dobj", "nsubjpass"}:
        return False  # told by the verb itself
    if head.lower_ in _FAILS or any(kid.lower_ in _FUTILE | {"failed"} for kid in noun.children if kid.dep_ == "amod"):
        return True
    if noun.dep_ == "pobj" and head.lower_ in {"in", "at"} and head.head.lower_ in _FAILS:
        return True
    return noun.dep_ in {"nsubj", "nsubjpass"} and any(kid.lower_ in _FUTILE for kid in head.children)


def is_apart(token: Token, head: Token) -> bool:
    """Return True for two clauses of which only a semicolon makes one sentence: each stands alone."""
    semicolon = next((mark for mark in token.doc[token.i : head.i] if mark.text == ";"), None)
    if semicolon is None:
        return False
    who = child(head, "nsubj", "nsubjpass", "expl")
    other = who is not None and who.left_edge.i == semicolon.i + 1
    return other or head.lower_ not in forms("reporting", "cues", "assert")
