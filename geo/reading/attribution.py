"""Who stands behind a statement: source, cue and content, nested sources included.

The innermost speaker wins; the outlet that printed the words is kept apart. The scheme of source,
cue and content is that of PARC (Pareti 2012) and FactBank (Sauri and Pustejovsky 2009).
"""

from __future__ import annotations

from spacy.tokens import Token

from geo.reading.clause import agent_of, child, is_passive, is_verb, noun_span, subject
from geo.reading.lexicon import forms, words
from geo.reading.names import SlotKind
from geo.reading.sentences import Parsed


def is_cue(token: Token) -> bool:
    """Return True for a verb of saying or denying."""
    low = token.lower_
    if low in {"went", "goes"}:
        who = child(token, "nsubj", "csubj")
        if who is not None and who.lower_ in words("control", "nouns", "fighting"):
            return False
        return token.i + 2 < len(token.doc) and token.nbor(1).lower_ == "on" and token.nbor(2).text in {",", "."}
    return is_verb(token) and (low in forms("reporting", "cues", "assert") or low in forms("reporting", "cues", "deny"))


def speaker_spans(cue: Token) -> list[tuple[Token, Token]]:
    """Return the noun phrases that speak at a cue, one per joined source ("X and Y said")."""
    quoted = cue.lower_ in {"quoted", "cited"} and child(cue, "nsubjpass") is not None
    who = _passive_speaker(cue) if is_passive(cue) and not quoted else subject(cue)
    if who is None or who.lower_ in {"there", "that", "what"}:
        return []
    if who.tag_ == "PRP":
        return [(who, who)]
    found = [_with_relative(_carried_by(who, _double(cue, noun_span(who))))]
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


def _passive_speaker(cue: Token) -> Token | None:
    """Return who says it in "announced by X", "claimed in some reports", "confirmed to AFP by X"."""
    agent = agent_of(cue)
    if agent is not None:
        return agent
    for kid in cue.children:  # "was dismissed as a lie by the ministry"
        noun = child(kid, "pobj") if kid.dep_ == "prep" and kid.lower_ == "as" else None
        inner = agent_of(noun) if noun is not None else None
        if inner is not None:
            return inner
    for kid in cue.children:
        said = child(kid, "pobj") if kid.dep_ == "prep" and kid.lower_ in {"in", "on", "from"} else None
        if said is not None and said.lower_ in words("actors", "speakers", "carriers"):
            return said
    return None


def _double(cue: Token, span: tuple[Token, Token]) -> tuple[Token, Token]:
    """Join two subjects side by side ("the channel Ronahi reported"), as the parser splits titles and names."""
    first, last = span
    for kid in cue.children:
        if kid.dep_ in {"nsubj", "nsubjpass"} and kid.i < cue.i and not is_passive(cue):
            left, right = noun_span(kid)
            if left.i > last.i and any(token.text == "," for token in cue.doc[last.i : left.i]) and _ends(cue, right):
                first, last = left, right  # "took X, the capital, a spokesman said": the capital says nothing
                continue
            first, last = min(first, left, key=_place), max(last, right, key=_place)
    return first, last


def _ends(cue: Token, last: Token) -> bool:
    """Return True where the words of a second subject end right before the cue."""
    return last.i + 1 == cue.i or (last.i + 1 < cue.i and last.nbor(1).text == "(")


def _carried_by(who: Token, span: tuple[Token, Token]) -> tuple[Token, Token]:
    """Add where the words stand to "messages on channels close to the group": it tells the side."""
    first, last = span
    if who.lower_ in words("actors", "speakers", "carriers"):
        for kid in who.children:
            if kid.dep_ == "prep" and kid.lower_ in {"on", "in", "from", "by", "of"} and kid.i == last.i + 1:
                last = kid.right_edge if kid.right_edge.i - kid.i < 12 else last
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
    found: list[Token] = []
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
        ) or (token.dep_ == "dobj" and not found and _spreads(token, head)):
            found.append(head)
        token = head
    return found


def _spreads(noun: Token, verb: Token) -> bool:
    """Return True for "spread word of", "put out a statement that", "gave news of"."""
    content = noun.lower_ in words("reporting", "nouns", "content")
    return content and is_verb(verb) and verb.lower_ in forms("reporting", "cues", "spreading")


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
        after = right < len(doc) and doc[right].text in {",", "-", ";"}
        closed = after and left > 0 and doc[left - 1].text in {",", "-"}
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
        elif token.lower_ == "words" and token.head.lower_ == "in":
            of = next((kid for kid in token.children if kid.lower_ == "of"), None)
            who = child(of, "pobj") if of is not None else None
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


def cited_at(cue: Token) -> list[tuple[Token, Token]]:
    """Return whom a cue's speaker cites: "Reuters said, citing a rebel source"."""
    found: list[tuple[Token, Token]] = []
    for token in cue.subtree:
        if token.lower_ in {"citing", "quoting"} and token.dep_ in {"advcl", "prep", "acl", "xcomp", "dep", "conj"}:
            who = child(token, "dobj", "pobj")
            if who is not None and not any(kid.lower_ in {"its", "their"} for kid in who.children):
                found.append(noun_span(who))
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
