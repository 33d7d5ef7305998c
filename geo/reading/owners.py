"""Whose claim, report or statement a noun of saying is: "the army's claim to have", "a report by X that"."""

from __future__ import annotations

from spacy.tokens import Token

from geo.reading.attribution import spoken_by_slot
from geo.reading.clause import ancestors, child, is_verb, noun_span
from geo.reading.lexicon import words
from geo.reading.sentences import Parsed
from geo.reading.speakers import Speaker
from geo.reading.story import Story


def content_owner(story: Story, parsed: Parsed, anchor: Token) -> Speaker | None:
    """Return the side in "the army's claim to have taken X" or "a report by SANA that"."""
    for step, head in ancestors(anchor):
        clause = step.dep_ in {"acl", "relcl"} or (step.dep_ == "prep" and step.lower_ in {"of", "about", "on"})
        if clause and head.lower_ in words("reporting", "nouns", "content") and head.tag_ in {"NN", "NNS"}:
            kid = child(head, "poss")
            if kid is not None and kid.lower_ not in {"its", "their", "his", "her"}:
                first, last = noun_span(kid)
                return story.speakers.describe(*spoken_by_slot(parsed, first, last))
            for prep in head.children:
                target = (
                    child(prep, "pobj") if prep.dep_ in {"prep", "agent"} and prep.lower_ in {"by", "from"} else None
                )
                if target is not None:
                    return story.speakers.describe(*spoken_by_slot(parsed, *noun_span(target)))
            return None
        if step.dep_ in {"ccomp", "ROOT"}:
            return None
    return None


def report_owner(story: Story, parsed: Parsed, anchor: Token, denier: Token) -> Speaker | None:
    """Return the party behind the report in "denied a state television report that", "rejected claims by X that"."""
    for step, head in ancestors(anchor):
        if step.i == denier.i:
            return None
        if head.lower_ not in words("reporting", "nouns", "content") or is_verb(head):
            continue
        owner = child(head, "poss")
        preps = [kid for kid in head.children if kid.lower_ in {"by", "from", "on", "in"}]
        by = next((noun for prep in preps if (noun := child(prep, "pobj")) is not None), None)
        source = owner or by
        first, last = noun_span(source) if source is not None else (head.left_edge, head)
        if (owner or head).lower_ in {"its", "their", "his", "her"}:
            return None
        if owner is None and by is None:
            last = head.nbor(-1) if head.i > head.left_edge.i else head
            if last.tag_.startswith("JJ") or last.i == head.i:  # "Russian claims": nobody in particular
                return None
        speaker = story.speakers.describe(*spoken_by_slot(parsed, first, last))
        return speaker if story.cast.sides.is_side(speaker.side) else None
    return None
