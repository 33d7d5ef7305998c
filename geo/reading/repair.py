"""Known slips of the parser, put right before the rules look: each repair says what it does.

A small model hangs some clauses on the wrong word. Only attachments are changed, never words.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from geo.reading.lexicon import forms, words
from geo.reading.repair_clauses import repair_clauses
from geo.reading.repair_saying import repair_saying


def repair(doc: Doc, cues: frozenset[str]) -> None:
    """Mend the tree of one sentence in place; ``cues`` are the forms of verbs of saying."""
    _nominal_root(doc, cues)
    _lost_root(doc, cues)
    _swallowed(doc, cues)
    repair_clauses(doc)
    repair_saying(doc, cues)
    for token in doc:
        if token.dep_ == "conj" and token.tag_ == "VBD" and token.lower_ in cues:
            _second_saying(token, cues)
        if token.tag_.startswith("VB"):
            _two_subjects(token)
        if token.dep_ in {"relcl", "acl", "ccomp"}:
            _cited_content(token, cues)
            _content_clause(token, cues)
            _cleft(token)
        if token.dep_ == "conj":
            _past_cue(token, cues)
            _then(token)
        elif token.dep_ == "compound" and token.lower_ == "highway" and token.head.dep_ == "advmod":
            _road_object(token)
        elif token.dep_ == "prep" and token.lower_ == "with":
            _together(token)


def _nominal_root(doc: Doc, cues: frozenset[str]) -> None:
    """Make "said" the root of "X, who leads the front, said that ...", where it was hung on X as a participle."""
    noun = next((token for token in doc if token.dep_ == "ROOT"), None)
    if noun is None or noun.tag_[:2] not in {"NN", "PR"}:
        return
    for verb in noun.children:
        if verb.dep_ != "acl" or verb.tag_ not in {"VBN", "VBD"} or verb.i < noun.i:
            continue
        kids = list(verb.children)
        if any(kid.dep_ in {"agent", "nsubj", "nsubjpass", "auxpass"} for kid in kids):
            continue
        content = [kid for kid in noun.children if kid.i > verb.i and kid.dep_ in {"acl", "relcl"} and _marked(kid)]
        said = verb.lower_ in cues and (content or any(kid.dep_ in {"ccomp", "dobj"} for kid in kids))
        if not said and not any(kid.dep_ == "dobj" for kid in kids):
            continue
        verb.head, verb.dep_ = verb, "ROOT"
        noun.head, noun.dep_ = verb, "nsubj"
        for clause in content if verb.lower_ in cues else ():
            clause.head, clause.dep_ = verb, "ccomp"
        return


def _second_saying(verb: Token, cues: frozenset[str]) -> None:
    """Join "said" to "denied" in "denied that X had fallen and said that Y", where it was joined to "fallen"."""
    told = verb.head
    first = told.head
    if told.dep_ != "ccomp" or first.lower_ not in cues or first.tag_ != "VBD" or first.i > told.i:
        return
    own = any(kid.dep_ in {"nsubj", "nsubjpass"} for kid in verb.children)
    claim = any(
        kid.dep_ == "dobj" and kid.lower_ in words("reporting", "nouns", "content") for kid in verb.children
    ) and verb.lower_ in forms("reporting", "cues", "deny")
    if own or told.lower_ in cues or not (claim or any(kid.dep_ == "ccomp" for kid in verb.children)):
        return
    verb.head = first


def _past_cue(verb: Token, cues: frozenset[str]) -> None:
    """Join B to A in "they did A, X reported, and did B", where it was joined to "reported"."""
    cue = verb.head
    if cue.lower_ not in cues or verb.lower_ in cues or not verb.tag_.startswith("VB") or verb.i < cue.i + 2:
        return
    told = next((kid for kid in cue.children if kid.dep_ == "ccomp" and kid.i < cue.i), None)
    told = cue.head if cue.dep_ == "parataxis" else told
    who = next((kid for kid in cue.children if kid.dep_ == "nsubj"), None)
    aside = any(kid.text == "," and cue.i < kid.i < verb.left_edge.i for kid in cue.children)
    if told is None or who is None or not told.i < who.i < verb.i or not aside:
        return
    verb.head = told


def _cited_content(verb: Token, cues: frozenset[str]) -> None:
    """Join "that X had been taken" to "reported" in "media reported, citing the army, that X had been taken"."""
    citing = verb.head.head
    if citing.lower_ not in {"citing", "quoting"} or citing.head.lower_ not in cues or not _marked(verb):
        return
    if any(kid.dep_ in {"nsubj", "nsubjpass"} for kid in verb.children):
        verb.head, verb.dep_ = citing.head, "ccomp"


def _marked(verb: Token) -> bool:
    return any(kid.lower_ == "that" and kid.dep_ == "mark" for kid in verb.children)


def _lost_root(doc: Doc, cues: frozenset[str]) -> None:
    """Make "controlled" the root of "The forces, supported by X, controlled on Friday Y": no finite verb was found."""
    root = next((token for token in doc if token.head.i == token.i), None)
    if (
        root is None
        or not root.tag_.startswith("NN")
        or any(t.tag_ in {"VBZ", "VBP", "MD"} and t.dep_ == "ROOT" for t in doc)
    ):
        return
    chain = {root.i, *(kid.i for kid in root.children if kid.dep_ in {"appos", "conj"})}
    chain |= {inner.i for kid in root.children if kid.dep_ == "acl" for prep in kid.children for inner in prep.children}
    verbs = [
        token for token in doc
        if token.tag_ in {"VBN", "VBD"} and token.dep_ in {"acl", "relcl"} and token.head.i in chain
        and token.i > root.i
        and not any(kid.dep_ in {"agent", "auxpass", "aux"} or kid.tag_ in {"WDT", "WP"} for kid in token.children)
    ]  # fmt: skip
    verb = next(
        (
            token for token in reversed(verbs)
            if any(kid.dep_ in {"dobj", "oprd", "ccomp", "xcomp"} for kid in token.children)
            or token.nbor(-1).text == ","
            or token.lower_ in cues
        ),
        None,
    )  # fmt: skip
    if verb is None:
        return
    verb.head, verb.dep_, verb.tag_ = verb, "ROOT", "VBD"
    late = [
        kid
        for kid in root.children
        if kid.i > verb.i or (kid.dep_ in {"prep", "advmod"} and kid.i < root.left_edge.i + 1)
    ]
    root.head, root.dep_ = verb, "nsubj"
    for kid in late:
        kid.head = verb
        if kid.dep_ in {"appos", "dep"} and kid.tag_.startswith("NN"):
            kid.dep_ = "dobj"
    for kid in list(verb.children):
        if kid.dep_ == "oprd" and kid.tag_.startswith("NN"):
            kid.dep_ = "dobj"


def _swallowed(doc: Doc, cues: frozenset[str]) -> None:
    """Part "entered A, X, the spokesman, tells us": the speaker is no part of the object."""
    for token in doc:
        if token.dep_ not in {"dobj", "pobj"} or not token.tag_.startswith("NNP") or token.i < 2:
            continue
        place = next((kid for kid in token.children if kid.dep_ in {"nmod", "compound"} and kid.i < token.i - 1), None)
        if place is None or doc[place.i + 1].text != ",":
            continue
        cue = next((t for t in doc[token.i :] if t.lower_ in cues and t.tag_ in {"VBD", "VBZ", "VBP"}), None)
        root = next((t for t in doc if t.head.i == t.i), None)
        if cue is None or root is None or any(kid.dep_ == "nsubj" for kid in cue.children) or cue.i == root.i:
            continue
        place.head, place.dep_ = token.head, token.dep_
        cue.head, cue.dep_ = cue, "ROOT"
        root.head, root.dep_ = cue, "ccomp"
        token.head, token.dep_ = cue, "nsubj"
        return


def _two_subjects(verb: Token) -> None:
    """Read "which" as the object in "which the group says it controls", "both of which the army holds"."""
    loose = next((kid for kid in verb.children if kid.dep_ == "dep" and kid.tag_ == "WDT" and kid.i < verb.i), None)
    inner = next((kid for kid in verb.children if kid.dep_ == "xcomp" and kid.tag_ == "VB"), None)
    if loose is not None and inner is not None and not any(kid.dep_ == "dobj" for kid in inner.children):
        loose.head, loose.dep_ = inner, "dobj"
        return
    subjects = [kid for kid in verb.children if kid.dep_ == "nsubj"]
    if len(subjects) != 2 or any(kid.dep_ == "dobj" for kid in verb.children):
        return
    first = subjects[0]
    relative = first.tag_ in {"WDT", "WP"} or any(token.tag_ == "WDT" for token in first.subtree)
    if relative and first.i < subjects[1].i < verb.i:
        first.dep_ = "dobj"


def _content_clause(verb: Token, cues: frozenset[str]) -> None:
    """Hang "that ..." after "said on Monday", "reported earlier in the day" on the verb of saying."""
    if verb.dep_ == "ccomp":
        return
    if verb.head.lower_ not in words("reporting", "nouns", "settings"):
        _told_by(verb)
        return
    that = next((kid for kid in verb.children if kid.lower_ == "that"), None)
    if that is None or not any(kid.dep_ in {"nsubj", "nsubjpass"} and kid.i != that.i for kid in verb.children):
        return
    cue = next((token for token in verb.head.ancestors if token.lower_ in cues), None)
    if cue is not None and not any(kid.dep_ == "ccomp" for kid in cue.children):
        verb.head = cue
        verb.dep_ = "ccomp"
        that.dep_ = "mark"


def _told_by(verb: Token) -> None:
    """Hang "that ..." in "a report by an agency that X had been given up" on the report."""
    by = verb.head.head
    if verb.head.dep_ != "pobj" or by.lower_ not in {"by", "from", "in", "on", "of"} or by.head.i == by.i:
        return
    content = by.head.head if by.head.dep_ == "acl" and by.head.tag_ == "VBN" else by.head
    that = next((kid for kid in verb.children if kid.lower_ == "that"), None)
    own = any(kid.dep_ in {"nsubj", "nsubjpass"} and kid is not that and kid.lower_ != "that" for kid in verb.children)
    if that is not None and own and content.lower_ in words("reporting", "nouns", "content"):
        verb.head = content
        verb.dep_ = "acl"
        that.dep_ = "mark"


def _cleft(verb: Token) -> None:
    """Hang "that fell" in "it was X that fell" on X as a relative clause."""
    head = verb.head
    if verb.dep_ != "ccomp" or head.lower_ not in {"was", "is", "were", "are"}:
        return
    it = next((kid for kid in head.children if kid.dep_ == "nsubj"), None)
    named = next((kid for kid in head.children if kid.dep_ == "attr"), None)
    pronoun = any(kid.tag_ in {"WDT", "WP"} for kid in verb.children)
    if it is not None and it.lower_ == "it" and named is not None and pronoun and named.i < verb.i:
        verb.head = named
        verb.dep_ = "relcl"


def _road_object(road: Token) -> None:
    """Make the road the object in "closed the highway west of X", where "west" was taken for it."""
    where, verb = road.head, road.head.head
    if where.lower_ in {"north", "south", "east", "west"} and verb.tag_.startswith("VB") and verb.i < road.i:
        road.head, road.dep_ = verb, "dobj"
        where.head = road


def _object(verb: Token) -> Token | None:
    own = next((kid for kid in verb.children if kid.dep_ == "dobj"), None)
    fell = {"nsubjpass", "nsubj"} if verb.lower_ in _FALLING else {"nsubjpass"}
    return own or next((kid for kid in verb.children if kid.dep_ in fell), None)


_FALLING = frozenset(("fell", "fallen", "falls", "fall", "collapsed"))


def _then(noun: Token) -> None:
    """Join B to A in "took A and then B"."""
    verb = noun.head
    if not verb.tag_.startswith("VB") or not noun.tag_.startswith("NN"):
        return
    own = _object(verb)
    if own is not None and own.i < noun.i and not any(kid.dep_ in {"nsubj", "aux"} for kid in noun.children):
        noun.head = own


def _together(prep: Token) -> None:
    """Join B to A in "took A, together with B" and "A, along with B, was taken"."""
    if prep.i == 0 or prep.nbor(-1).lower_ not in {"together", "along"}:
        return
    added = next((kid for kid in prep.children if kid.dep_ == "pobj"), None)
    verb = prep.head if prep.head.tag_.startswith("VB") else next(
        (token for token in prep.ancestors if token.tag_.startswith("VB")), None
    )  # fmt: skip
    own = _object(verb) if verb is not None else None
    if added is None or own is None or own.i > prep.i or not added.tag_.startswith("NNP"):
        return
    added.head = own
    added.dep_ = "conj"
