"""Whether a verb or event noun is told as a fact, as failed, as denied, or as no fact at all.

Climbs from the event to the root of the sentence, as rule-based factuality does (after Sauri and
Pustejovsky, "Are you sure that this happened?", Computational Linguistics 38(2), 2012): each
governor on the way may turn a fact into an aim, a condition, a failure or a denial.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from spacy.tokens import Token

from geo.reading import falsehood as fs
from geo.reading.clause import child, is_verb
from geo.reading.falsehood import in_vain, is_aside, is_hedged, is_naming, is_negated, is_unreal, says_false
from geo.reading.lexicon import forms, words


class Status(StrEnum):
    """How an event stands in its sentence."""

    FACT = "fact"
    NONE = "none"
    FAILED = "failed"
    NEGATED = "negated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How the event is told; ``denier`` is the verb or adjective of a denial on the way up."""

    status: Status
    denier: Token | None = None
    ended: bool = False

    @property
    def denied(self) -> bool:
        """Return True where a source rejects the statement."""
        return self.denier is not None


_TRIES = frozenset(("tried", "attempted", "attempts", "sought", "trying", "attempting"))
_BEHIND = frozenset(("of", "for", "at", "to", "on", "about", "behind"))
_AIMING = frozenset(("of", "for", "at", "to", "on", "in"))
_FUTURE_MARKS = frozenset(("when", "once", "after", "before", "as", "until"))


def judge(anchor: Token) -> Verdict:
    """Return how the event at ``anchor`` (a verb, participle or event noun) is told."""
    climb = _Climb(anchor)
    return climb.run()


class _Climb:
    """One walk from an event to the root."""

    def __init__(self, anchor: Token) -> None:
        self.current = anchor
        self.negated = False
        self.failed = self.said = False
        self.denier: Token | None = None
        self.infinitive = False
        self.ended = False
        self.settled = False  # a finite clause of fact was reached: governors no longer change modality

    def run(self) -> Verdict:
        anchor = self.current
        if not self._own(anchor):
            return Verdict(status=Status.NONE)
        if self.negated and fs.in_spite(anchor):
            self.negated, self.failed = False, True
        for _ in range(25):
            head = self.current.head
            if head.i == self.current.i:
                break
            if not self._step(self.current, head):
                return Verdict(status=Status.NONE)
            if self.current.dep_ == "relcl" and is_aside(self.current):
                break
            self.current = head
        if self.current.doc[-1].text == "?" and not self.denier:
            return Verdict(status=Status.NONE)
        if self.denier is not None:
            return Verdict(status=Status.FACT if not self.negated else Status.NEGATED, denier=self.denier)
        if self.failed:
            return Verdict(status=Status.FAILED)
        return Verdict(status=Status.NEGATED if self.negated else Status.FACT, ended=self.ended)

    def _own(self, token: Token) -> bool:
        """Read the auxiliaries and adverbs of one verb; False where it is no fact."""
        for kid in token.children:
            low = kid.lower_
            if kid.dep_ in {"aux", "auxpass"} and low in {"had", "were", "should"} and fs.is_inverted(token, kid):
                return False
            if low == "all" and kid.dep_ in {"advmod", "dep"} and kid.nbor(1).lower_ == "but":
                return False
            if kid.dep_ in {"aux", "auxpass"} and low in fs.MODALS and not (low == "'d" and token.tag_ == "VBN"):
                return False
            if kid.dep_ == "aux" and kid.tag_ == "TO":
                self.infinitive = True
            if (
                kid.dep_ == "neg"
                or (kid.dep_ == "advmod" and low in {"never", "not"})
                or (kid.dep_ == "det" and low == "no")
            ) and not (low == "no" and (kid.dep_ == "advmod" or kid.nbor(1).lower_ == "longer")):
                self.negated = not self.negated
            if low == "longer" and kid.i > 0 and kid.nbor(-1).lower_ == "no":
                self.ended = True
                continue
            if (
                kid.dep_ == "advmod"
                and low in words("reporting", "adverbs", "almost")
                and kid.i < token.i
                and low != "soon"
            ):
                return False
            if low in {"unsuccessfully", "vainly"} or (low in {"without", "in", "to"} and in_vain(kid)):
                self.failed = True
            if (
                kid.dep_ == "mark"
                and low in words("reporting", "marks", "hypothetical")
                and low not in {"until", "till"}
            ):
                return False
        return True

    def _step(self, token: Token, head: Token) -> bool:
        """Go from ``token`` to its ``head``; False where the event turns out to be no fact."""
        dep = token.dep_
        if dep == "conj":
            return self._conj(token, head)
        if dep == "xcomp":
            return self._xcomp(token, head)
        if dep in {"ccomp", "csubj", "csubjpass", "parataxis"}:
            return self._ccomp(token, head)
        if dep == "advcl":
            return self._advcl(token, head)
        if dep == "acl":
            return self._acl(token, head)
        if dep == "pcomp":
            return self._pcomp(token, head)
        if dep == "relcl":
            if child(token, "mark") is not None and _low(head) in words("reporting", "nouns", "content"):
                return self._acl(token, head)
            self.settled, self.infinitive = True, False
            return True
        if is_verb(token) or dep == "amod":
            return not (self.infinitive and not self.settled) or dep in {"ROOT", "prep"}
        return self._noun(token, head)

    def _conj(self, token: Token, head: Token) -> bool:
        if not is_verb(token):
            return True
        if token.tag_ == "VB" and child(token, "aux", "nsubj") is None and is_verb(head):
            return self._own(head)
        if token.tag_ == "VBN" and child(token, "aux", "auxpass", "nsubj") is None and is_verb(head):
            negated = self.negated
            fine = self._own(head)
            self.negated = negated
            return fine
        if token.tag_ == "VBG" and child(token, "aux", "nsubj") is None and is_verb(head):
            return self._own(head)
        self.settled = True
        return True

    def _xcomp(self, token: Token, head: Token) -> bool:
        low = head.lower_
        if not is_verb(head):
            return self._acl(token, head) if head.tag_.startswith("NN") else self._adjective(head)
        if low in _TRIES and (fs.tried_in_vain(head) or fs.attempt_failed(head)):
            self.failed, self.infinitive = True, False
            return self._own(head)
        if low in forms("reporting", "cues", "deny"):
            self.denier = head
            return True
        if low in forms("control", "failing"):
            self.failed, self.infinitive = True, False
            return self._own_keep(head)
        if low in forms("reporting", "cues", "implicative"):
            self.infinitive = False
            tried = low in forms("control", "managing") and is_negated(head) and not self.negated
            fine = self._own(head)
            if tried and fine:
                self.failed, self.negated = True, False
            return fine
        if token.tag_ == "VBG" and low not in forms("reporting", "cues", "hypothetical"):
            return self._own(head)
        if not self.infinitive and low not in forms("reporting", "cues", "hypothetical"):
            return self._own(head)
        return False

    def _own_keep(self, head: Token) -> bool:
        before = self.infinitive
        fine = self._own(head)
        self.infinitive = before
        return fine

    def _adjective(self, head: Token) -> bool:
        low = head.lower_
        if low in words("reporting", "adjectives", "unable"):
            self.failed, self.infinitive = True, False
            return True
        if low in words("reporting", "adjectives", "able"):
            self.infinitive = False
            if head.head.i != head.i:
                before = self.negated
                fine = self._own(head.head)
                if self.negated != before:
                    self.failed, self.negated = True, before
                return fine
            return True
        return low in words("reporting", "adjectives", "doing") and (self.settled or self.denier is not None)

    def _ccomp(self, token: Token, head: Token) -> bool:
        low = head.lower_
        if fs.is_apart(token, head):
            self.settled = True
            return True
        if low in forms("reporting", "cues", "deny"):
            if is_negated(head) or is_hedged(head):
                return False
            self.denier = self.denier or head
            return True
        if low in words("reporting", "adjectives", "false") or says_false(head):
            self.denier = self.denier or head
            return True
        if low in words("reporting", "nouns", "content") and head.tag_ in {"NN", "NNS"}:
            return True
        if low in forms("reporting", "cues", "assert"):
            self.settled = self.said = True
            if is_negated(head) or is_hedged(head):
                return self.denier is not None
            return not (self.infinitive and low in forms("reporting", "cues", "hypothetical"))
        if low in forms("control", "going") and any(kid.lower_ == "on" for kid in head.children):
            self.settled = True
            return True
        if low in forms("reporting", "cues", "hypothetical"):
            return False
        return not (is_negated(head) and is_verb(head) and child(token, "mark") is not None)

    def _advcl(self, token: Token, head: Token) -> bool:
        mark = child(token, "mark", "advmod")
        low = mark.lower_ if mark is not None else ""
        if low == "that" and head.lower_ in forms("reporting", "cues", "deny"):  # "rejected as nonsense that"
            self.denier = self.denier or head
            return not is_negated(head)
        if low in words("reporting", "marks", "hypothetical"):
            return low in {"until", "till"} and token.tag_ in {"VBD", "VBN"} and not fs.is_pending(token)
        if self.infinitive and not self.settled and fs.is_completed(head):
            self.infinitive, self.settled = False, True
            return True
        if self.infinitive and not self.settled:
            on = any(kid.lower_ == "on" for kid in head.children)
            if not (head.lower_ in forms("control", "going_on") and on) and head.lower_ not in forms(
                "reporting", "cues", "implicative"
            ):
                return False
            if head.lower_ in forms("control", "managing") and is_negated(head):  # "did not succeed to capture it"
                self.failed = True
            self.infinitive = False
        if low in _FUTURE_MARKS and any(kid.lower_ in fs.MODALS for kid in head.children if kid.dep_ == "aux"):
            return token.tag_ in {"VBD", "VBN"}
        self.settled = True
        return True

    def _acl(self, token: Token, head: Token) -> bool:
        content = head.lower_ in words("reporting", "nouns", "content")
        if fs.is_unseen(token, head):
            return False
        if self.infinitive and not self.settled and head.dep_ == "dobj" and fs.is_completed(head.head):
            self.infinitive, self.settled = False, True
            return True
        if self.infinitive and not self.settled:
            if head.lower_ in words("reporting", "nouns", "failure"):
                self.failed, self.infinitive = True, False
                return True
            if fs.attempt_failed(head):
                self.failed, self.infinitive = True, False
                return True
            return content
        if content and child(token, "mark") is not None:
            return True
        self.settled, self.infinitive = True, False
        return True

    def _pcomp(self, token: Token, prep: Token) -> bool:  # noqa: ARG002
        low, governor = prep.lower_, prep.head
        if low in {"without", "instead", "towards", "toward", "than"}:
            return False
        if low == "from" and governor.lower_ in forms("control", "preventing"):
            self.failed = True
            return True
        if governor.lower_ in forms("control", "failing") and low == "in":
            self.failed = True
            return True
        if governor.lower_ in forms("control", "managing") and low == "in" and is_negated(governor):
            self.failed = True
            return True
        if governor.lower_ in words("reporting", "nouns", "hypothetical") and low in _AIMING:
            return False
        if is_verb(governor) and low in {"of", "for", "at", "to", "on", "about", "by"}:
            hypothetical = governor.lower_ in forms("reporting", "cues", "hypothetical")
            implicative = governor.lower_ in forms("reporting", "cues", "implicative") or governor.lower_ in forms(
                "reporting", "cues", "assert"
            )
            if hypothetical and not implicative and low != "by":
                return False
            return self._own(governor) if low == "by" else True
        return governor.lower_ not in words("reporting", "adjectives", "hypothetical")

    def _noun(self, token: Token, head: Token) -> bool:
        """Go up from an event noun or from a noun that holds the event."""
        low = head.lower_
        if self.settled:
            if (
                self.said
                and token.dep_ == "dobj"
                and low in forms("reporting", "cues", "deny")
                and not is_negated(head)
            ):
                self.denier = self.denier or head  # "dismissed videos that purported to show that X had fallen"
            return True
        if token.dep_ == "nsubj" and low in words("reporting", "nouns", "hypothetical"):  # "made the capture its aim"
            return False
        if token.dep_ in {"dobj", "nsubjpass", "pobj", "oprd", "attr", "nsubj"} and low in forms(
            "reporting", "cues", "deny"
        ):
            if _low(token) in words("reporting", "nouns", "refused") or is_negated(head) or is_hedged(head):
                return False
            self.denier = self.denier or head
            self.settled = True
            return True
        content = _low(token) in words("reporting", "nouns", "content")
        if content and is_negated(token) and not self.settled:
            if _low(token) not in words("reporting", "adjectives", "no_talk"):
                return False
            self.denier, self.settled, self.negated = self.denier or head, True, False
            return True
        if (
            token.dep_ in {"nsubj", "nsubjpass", "dobj"}
            and is_verb(head)
            and content
            and (says_false(head) or low in words("reporting", "adjectives", "false") or is_unreal(head))
        ):
            self.denier, self.settled = self.denier or head, True
            return True
        if is_verb(head):
            return self._noun_under_verb(token, head)
        if token.dep_ == "pobj" and head.dep_ in {"prep", "agent"}:
            governor = head.head
            if (
                is_verb(governor)
                and governor.lower_ in forms("reporting", "cues", "deny")
                and low in {"as", "of", "about", "on", "concerning", "regarding", "over"}
            ):
                self.denier, self.settled = self.denier or governor, True
                return True
            if governor.lower_ in words("reporting", "nouns", "truth") and is_negated(governor):
                self.denier = self.denier or governor
                return True
            if governor.lower_ in words("reporting", "nouns", "hypothetical") and low in _BEHIND:
                return False
            if is_verb(governor) and low in {"for", "at", "towards", "toward", "on", "against", "about", "of", "with"}:
                both = governor.lower_ in forms("reporting", "cues", "assert")
                if governor.lower_ in forms("reporting", "cues", "hypothetical") and not both:
                    return False
            if low in {"without", "towards", "toward", "pending", "ahead"}:
                return False
        return low not in words("reporting", "nouns", "hypothetical") or token.dep_ not in {"compound", "nmod"}

    def _noun_under_verb(self, token: Token, head: Token) -> bool:
        low = head.lower_
        if token.dep_ in {"dobj", "nsubj", "nsubjpass", "csubj"}:
            if fs.is_aim(token, head):
                return False
            if low in forms("reporting", "cues", "hypothetical") and low not in forms("reporting", "cues", "assert"):
                stormed = _low(token) == "assault" and low in forms("control", "mounting")
                if token.dep_ != "nsubj" and not is_naming(head) and not stormed:
                    return False
            before = self.negated
            if not self._own(head):
                return False
            self.negated = before if token.dep_ == "nsubj" else self.negated
            if is_negated(head) and low in forms("reporting", "cues", "uncertain"):
                return False
            self.infinitive = any(kid.tag_ == "TO" for kid in head.children if kid.dep_ == "aux")
        elif token.dep_ in {"prep", "advmod", "prt"} and token.lower_ in {"to", "from", "for", "back", "away"}:
            self.infinitive = any(kid.tag_ == "TO" for kid in head.children if kid.dep_ == "aux")
        return True


def _low(token: Token) -> str:
    return str(token.lower_)
