"""Small questions about a dependency parse: who does it, what is it done to, where, under which clause.

Labels are those of the CLEAR scheme (nsubj, dobj, agent, relcl ...) that spaCy's English models use.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from geo.reading.lexicon import MONTH_NAMES, words
from geo.reading.slots import STAND_IN

SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
PERCEIVING = frozenset(
    ("monitor", "monitored", "document", "documented", "see", "saw", "seen", "show", "shows", "showed", "shown", "film",
     "filmed", "witness", "witnessed", "observe", "observed", "watch", "watched", "record", "recorded", "catch",
     "caught", "spot", "spotted", "depict", "depicts", "depicted")
)  # fmt: skip
"""After these, "troops taking the town" tells what the troops do, not who sees it."""
_NAMES = frozenset(STAND_IN.values())
_SIDING = frozenset(
    ("backed", "supported", "loyal", "allied", "aligned", "affiliated", "opposed", "faithful", "answering", "led",
     "commanded", "subordinate")
)  # fmt: skip
"""Words after a noun that say whose it is: "forces loyal to the general"."""
CLAUSE_LINKS = ("ccomp", "xcomp", "advcl", "conj", "relcl", "acl", "pcomp", "parataxis", "dep", "prep")


def child(token: Token, *deps: str) -> Token | None:
    """Return the first child with one of these labels, or none."""
    for kid in token.children:
        if kid.dep_ in deps:
            return kid
    return None


def children(token: Token, *deps: str) -> list[Token]:
    """Return the children with one of these labels, in text order."""
    return [kid for kid in token.children if kid.dep_ in deps]


def with_conjuncts(token: Token) -> list[Token]:
    """Return the token and what is joined to it by "and", in text order."""
    found = [token]
    for kid in token.children:
        if kid.i > token.i and "not" in {
            kid.left_edge.lower_,
            kid.left_edge.nbor(-1).lower_ if kid.left_edge.i else "",
        }:
            continue  # "took A but not B"
        if kid.dep_ == "conj" or (kid.dep_ == "appos" and kid.i > token.i and not _describes(kid)):
            found.extend(with_conjuncts(kid))
    return sorted(set(found), key=lambda item: item.i)


def _describes(noun: Token) -> bool:
    """Return True for "a suburb of Y" after a name: it says what the place is."""
    return any(kid.dep_ == "det" and kid.lower_ in {"a", "an"} for kid in noun.children)


def is_verb(token: Token) -> bool:
    """Return True for verb tags; an adjective-like participle under a noun counts as well."""
    return token.tag_.startswith("VB")


def is_passive(verb: Token) -> bool:
    """Return True for "was taken", and for a bare participle after its noun ("X, taken by the army")."""
    if child(verb, "nsubjpass", "auxpass") is not None:
        return True
    if verb.tag_ == "VBN" and child(verb, "aux", "nsubj") is None:
        if verb.dep_ in {"acl", "amod", "advcl", "ccomp", "dep", "ROOT", "relcl", "oprd", "pcomp"}:
            return child(verb, "dobj") is None
        if verb.dep_ == "conj" and is_verb(verb.head):
            return is_passive(verb.head) and child(verb, "dobj") is None
    return verb.tag_ == "VBN" and any(kid.dep_ == "aux" and kid.lower_ in {"been", "being"} for kid in verb.children)


def antecedent(verb: Token) -> Token | None:
    """Return the noun that a relative or participle clause describes, or none."""
    if verb.dep_ in {"relcl", "acl"}:
        return verb.head
    if verb.dep_ == "conj" and is_verb(verb.head):
        return antecedent(verb.head)
    if verb.dep_ == "ccomp" and verb.head.dep_ == "relcl" and any(kid.tag_ in {"WDT", "WP"} for kid in verb.children):
        return verb.head.head
    return None


def subject(verb: Token, depth: int = 0) -> Token | None:
    """Return who or what does it: its own subject, or the one it shares, inherits or is controlled by."""
    if depth > 6:
        return None
    own = child(verb, "nsubj", "nsubjpass", "csubj")
    if own is not None:
        if own.tag_ in {"WDT", "WP"}:
            return antecedent(verb) or own
        return own
    agent = agent_of(verb)
    if agent is not None and not is_passive(verb):
        return agent
    loose = next((kid for kid in verb.children if kid.dep_ in {"npadvmod", "dep"} and kid.text in _NAMES), None)
    if loose is not None and loose.i < verb.i and verb.tag_ in {"VBZ", "VBD", "VBP"}:
        return loose
    head = verb.head
    if verb.dep_ == "conj" and (is_verb(head) or head.dep_ in {"xcomp", "ccomp"}):
        return subject(head, depth + 1)
    if verb.dep_ == "xcomp" and head.i != verb.i:
        if not is_verb(head) and head.head.i != head.i:
            return subject(head.head, depth + 1)
        return child(head, "dobj") or subject(head, depth + 1)
    if verb.dep_ == "advcl" and verb.tag_ == "VBG" and head.lower_ in PERCEIVING and child(verb, "mark") is None:
        seen = child(head, "dobj")
        if seen is not None and seen.i < verb.i:
            return seen
    if verb.dep_ == "ccomp" and is_verb(head):  # "denied X had fallen", X hung on "denied"
        between = next((k for k in children(head, "dobj") if k.text in _NAMES and head.i < k.i < verb.i), None)
        if between is not None:
            return between
    if verb.dep_ in {"advcl", "ccomp", "dep", "parataxis"} and head.i != verb.i and is_verb(head):
        return subject(head, depth + 1)
    if verb.dep_ in {"acl", "relcl"}:
        if any(kid.tag_ == "TO" for kid in verb.children):
            if head.dep_ == "attr" and is_verb(head.head):  # "was the first to say"
                return subject(head.head, depth + 1)
            return possessor(verb.head)
        return verb.head if verb.tag_ == "VBG" or verb.dep_ == "relcl" else None
    if verb.dep_ == "pcomp":
        governor = head.head
        blamed = child(governor, "dobj") if is_verb(governor) and head.lower_ in {"of", "from", "for"} else None
        if blamed is not None:
            return blamed
        return subject(governor, depth + 1) if is_verb(governor) else possessor(governor)
    if head.tag_ in {"JJ", "RB"} and head.head.i != head.i:
        return subject(head.head, depth + 1)
    return None


def possessor(noun: Token) -> Token | None:
    """Return the owner in "the army's capture", or none."""
    return child(noun, "poss")


def agent_of(verb: Token) -> Token | None:
    """Return the doer in "taken by the army", or none."""
    for kid in verb.children:
        if kid.dep_ == "agent" or (kid.dep_ == "prep" and kid.lower_ == "by"):
            doer = child(kid, "pobj")
            if doer is not None and not _tells_time(doer):
                return doer
    return None


def _tells_time(noun: Token) -> bool:
    """Return True for "by the evening", "by Monday", "by 5 p.m.": no doer."""
    low = noun.lower_
    if low in words("reporting", "nouns", "settings") or low in _HOURS:
        return True
    return noun.like_num or (low in {"p.m.", "a.m.", "pm", "am", "gmt"}) or low[:1].isdigit()


_HOURS = frozenset(
    [
        "nightfall",
        "sunset",
        "sunrise",
        "dusk",
        "daybreak",
        "midnight",
        "lunchtime",
        "midmorning",
        "mid-morning",
        "now",
        "then",
        "end",
        "start",
        "beginning",
        "early",
        "late",
        "spring",
        "summer",
        "autumn",
        "winter",
        "mid-afternoon",
        "teatime",
        "time",
        "force",
    ]
) | (MONTH_NAMES - {"may"})


def with_joined(token: Token) -> list[Token]:
    """Return a token with all that is joined to it: "A, B and C"."""
    tokens = [token]
    for each in tokens:
        tokens += [kid for kid in each.children if kid.dep_ == "conj" and kid not in tokens]
    return tokens


def objects(verb: Token) -> list[Token]:
    """Return the direct objects with what is joined to them; a passive verb has its subject here."""
    if is_passive(verb):
        own = child(verb, "nsubjpass", "nsubj") or next(
            (kid for kid in verb.children if kid.dep_ == "dep" and kid.lower_ in {"both", "all", "each"}), None
        )
        found = own if own is not None else _shared_passive_subject(verb)
        if found is None and verb.dep_ == "ccomp":  # "insisted X had been taken", X hung on "insisted"
            found = next((kid for kid in children(verb.head, "dobj") if kid.text in _NAMES and kid.i < verb.i), None)
        if found is not None and found.tag_ in {"WDT", "WP"}:
            found = antecedent(verb) or found
        second = [kid for kid in children(verb, "nsubjpass") if own is not None and kid.i > own.i]
        joined = [item for kid in second for item in with_conjuncts(kid)]
        return [*with_conjuncts(found), *joined] if found is not None else []
    direct = [kid for kid in children(verb, "dobj", "oprd") if kid.i == 0 or kid.nbor(-1).lower_ != "not"]
    found_all: list[Token] = []
    for item in direct:
        relative = item.tag_ in {"WDT", "WP"} or (item.lower_ == "that" and verb.dep_ == "relcl")
        target = antecedent(verb) if relative else item
        if target is not None:
            found_all.extend(with_conjuncts(target) if target is item else [target])
    if not found_all and verb.dep_ == "relcl" and child(verb, "nsubj") is not None and not _relative_subject(verb):
        found_all.append(verb.head)
    if not found_all and verb.i + 1 < len(verb.doc) and child(verb, "nsubj") is not None:
        after = verb.nbor(1)  # "seized X, a town near the border, an officer said": X is no subject of "said"
        if after.text in _NAMES and after.dep_ == "nsubj" and after.head.i > after.i + 1 and verb.tag_ == "VBD":
            return with_conjuncts(after)
    if not found_all and child(verb, "prep") is None:
        for kid in verb.children:
            if kid.dep_ == "conj" and is_verb(kid) and child(kid, "nsubj") is None:
                shared = children(kid, "dobj")
                if shared:
                    return with_conjuncts(shared[0])
    return found_all


def _relative_subject(verb: Token) -> bool:
    own = child(verb, "nsubj")
    return own is not None and own.tag_ in {"WDT", "WP"}


def _shared_passive_subject(verb: Token) -> Token | None:
    if verb.dep_ in {"acl", "relcl", "amod"}:
        head = verb.head  # "A and B, both besieged by the army"
        return head.head if head.lower_ in {"both", "all", "each"} and head.dep_ == "appos" else head
    if verb.dep_ == "conj" and is_verb(verb.head):
        return child(verb.head, "nsubjpass", "nsubj") or _shared_passive_subject(verb.head)
    both = next((kid for kid in verb.children if kid.lower_ in {"both", "all", "each"} and kid.i < verb.i), None)
    if verb.dep_ == "advcl" and both is not None and both.i and both.nbor(-1).text == ",":
        return next((token for token in reversed(verb.doc[: both.i]) if token.text in _NAMES), None)
    if verb.dep_ in {"xcomp", "advcl"}:
        return subject(verb)
    return None


def prep_objects(token: Token, *preps: str) -> list[tuple[Token, Token]]:
    """Return (preposition, object) for the prepositions given, also stacked ones ("out of", "from inside")."""
    found: list[tuple[Token, Token]] = []
    for kid in token.children:
        if kid.dep_ not in {"prep", "agent", "dative", "prt", "advmod", "pcomp"}:
            continue
        for joined in kid.children:
            if (
                joined.dep_ in {"conj", "prep"}
                and joined.lower_ in preps
                and kid.lower_ in preps
                and joined.tag_ == "IN"
            ):
                found.extend((joined, noun) for noun in _pobjs(joined))
        if kid.lower_ in preps:
            for noun in _pobjs(kid):
                found.append((kid, noun))  # noqa: PERF401
        elif kid.lower_ in {
            "out",
            "back",
            "away",
            "inside",
            "deep",
            "deeper",
            "further",
            "up",
            "down",
            "over",
            "again",
            "west",
            "east",
            "north",
            "south",
        }:
            for inner in kid.children:
                if inner.dep_ == "prep" and inner.lower_ in preps:
                    found.extend((inner, noun) for noun in _pobjs(inner))
    return found


def _pobjs(prep: Token) -> list[Token]:
    found: list[Token] = []
    for kid in prep.children:
        if kid.dep_ == "pobj":
            found.extend(with_conjuncts(kid))
        elif kid.dep_ == "prep":
            found.extend(_pobjs(kid))
    return found


def ancestors(token: Token) -> Iterator[tuple[Token, Token]]:
    """Yield (token, head) pairs from the token up to the root."""
    while token.head.i != token.i:
        yield token, token.head
        token = token.head


def noun_span(noun: Token) -> tuple[Token, Token]:
    """Return the first and last token of a noun phrase without its relative clauses."""
    left, right = noun, noun
    for kid in noun.children:
        if (
            kid.dep_
            in {"det", "amod", "compound", "nmod", "poss", "nummod", "quantmod", "case", "advmod", "npadvmod", "predet"}
            and kid.i < noun.i
        ):
            left = min(left, kid.left_edge, key=lambda item: item.i)
        aide = kid.lower_ == "to" and noun.lower_ in {"adviser", "advisor", "aide", "envoy", "assistant", "deputy"}
        if kid.dep_ == "prep" and (kid.lower_ in {"of", "for", "from", "with", "in", "at"} or aide):
            right = max(right, _short_edge(kid), key=lambda item: item.i)
        if kid.dep_ == "appos" and kid.left_edge.i - noun.i < 6:
            right = max(right, noun_span(kid)[1], key=lambda item: item.i)
        if kid.dep_ in {"acl", "amod", "relcl"} and kid.i > noun.i and kid.lower_ in _SIDING:
            right = max(right, kid.right_edge, key=lambda item: item.i)
    return left, right


def _short_edge(prep: Token) -> Token:
    target = child(prep, "pobj")
    return noun_span(target)[1] if target is not None else prep
