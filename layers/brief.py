"""The text brief: a day or period in sentences, each with the number of its source; Markdown or HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from geo.theatre import Theatre
from layers.briefing import compose
from layers.briefing.lines import Briefing, ChangeLine, ClaimLine, SourceLine, refs_text
from layers.briefing.words import BOUNDARIES, DISCLAIMER, NEUTRAL_LABELS, capital, date_words, side_label
from layers.dossier import Dossier
from layers.sheet.text import clean, safe_url

MOST_UNKNOWN = 25
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~$&])")


def escaped(text: str) -> str:
    """Return text on one line in which Markdown and HTML see no markup."""
    return _SPECIAL.sub(r"\\\1", clean(text))


def brief_markdown(dossier: Dossier, briefing: Briefing | None = None) -> str:
    """Return the brief as Markdown; same data, same text."""
    told = briefing or compose(dossier)
    period = f"{date_words(told.since)} to {date_words(told.day)}" if told.since else date_words(told.day)
    lines = [
        f"# {escaped(dossier.theatre.title)}, {period}",
        "",
        f"**{escaped(told.headline)}**",
        "",
        f"Data cut-off {date_words(told.known_as_of)}. **{DISCLAIMER}** {BOUNDARIES} Build {dossier.build_id}.",
        "",
    ]
    for title, rows in _sections(told, dossier.theatre):
        lines += [f"## {title}", "", *rows, ""]
    lines += ["## Sources", "", *(_source(source) for source in told.sources), ""]
    if not told.sources:
        lines[-1:] = ["No source speaks of this period.", ""]
    lines += [f"Data: {escaped('; '.join(dossier.theatre.credit))}. Quotations belong to their publishers.", ""]
    return "\n".join(lines)


def _sections(told: Briefing, theatre: Theatre) -> list[tuple[str, list[str]]]:
    since = f" since {date_words(told.since)}" if told.since else ""
    return [
        (f"Changes of control{since}", _or_none((_change(line) for line in told.changes), "No place changed.")),
        ("What is said and what is denied", _or_none((_claim(c, theatre) for c in told.claims), "No new claims.")),
        (
            "Routes",
            _or_none((f"- {escaped(r.words)}{_refs(r.refs)}" for r in told.routes), "No route is followed here."),
        ),
        (
            "Displacement",
            _or_none(
                (f"- {escaped(capital(n.speaker))}: {escaped(n.words)}.{_refs(n.refs)}" for n in told.notes),
                "No figures are reported.",
            ),
        ),
        ("Contested", _or_none((_change(line) for line in told.contested), "No place is contested.")),
        ("Unknown", [_unknown(told)]),
    ]


def _or_none(rows: Iterable[str], words: str) -> list[str]:
    return list(rows) or [words]


def _refs(refs: tuple[int, ...]) -> str:
    return f" {escaped(refs_text(refs))}" if refs else " (inference, no single source)"


def _change(line: ChangeLine) -> str:
    return f"- **{escaped(line.place.name)}**: {escaped(line.words)}.{_refs(line.refs)}"


def _claim(line: ClaimLine, theatre: Theatre) -> str:
    role = NEUTRAL_LABELS.get(line.side) or side_label(line.side, theatre)
    return (
        f"- {escaped(capital(line.speaker))} ({escaped(role)}, {line.grade}, {date_words(line.day)}) {line.stance}: "
        f"{escaped(line.what)}. “{escaped(line.sentence)}”{_refs(line.refs)}"
    )


def _unknown(told: Briefing) -> str:
    if not told.unknown:
        return "No place that was ever reported is without recent word; places never reported are not listed."
    names = ", ".join(escaped(place.name) for place in told.unknown[:MOST_UNKNOWN])
    more = f" and {len(told.unknown) - MOST_UNKNOWN} more" if len(told.unknown) > MOST_UNKNOWN else ""
    return f"Reported once, no recent word: {names}{more}. Places never reported are not listed."


def _source(source: SourceLine) -> str:
    day = f", {date_words(source.published)}" if source.published else ""
    url = safe_url(source.url)
    title = f"[{escaped(source.title)}](<{url}>)" if url else escaped(source.title)
    notes = "; ".join(t for t in (source.licence, "sample text" if source.is_sample else "") if t)
    return f"{source.number}. {escaped(capital(source.outlet))}{day}: {title}{f' ({escaped(notes)})' if notes else ''}"


_BOLD = re.compile(r"\*\*(.+?)\*\*")
_LINK = re.compile(r"\[((?:\\.|[^\]\\])*)\]\(<(https?://[^>]*)>\)")


def brief_html(dossier: Dossier, briefing: Briefing | None = None) -> str:
    """Return the brief as one HTML page without scripts, from the same lines as the Markdown."""
    body = []
    for line in brief_markdown(dossier, briefing).splitlines():
        if line.startswith("# "):
            body.append(f"<h1>{_inline(line[2:])}</h1>")
        elif line.startswith("## "):
            body.append(f"<h2>{_inline(line[3:])}</h2>")
        elif line.startswith("- "):
            body.append(f'<p class="row">{_inline(line[2:])}</p>')
        elif line:
            body.append(f"<p>{_inline(line)}</p>")
    style = "body{font:16px/1.5 system-ui,sans-serif;max-width:46em;margin:2em auto;padding:0 1em}"
    style += ".row{margin:.3em 0 .3em 1em}"
    title = html.escape(clean(dossier.theatre.title))
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"<style>{style}</style>\n</head>\n<body>\n" + "\n".join(body) + "\n</body>\n</html>\n"
    )


def _inline(line: str) -> str:
    """Return a line of our own Markdown as HTML: bold, links, and backslashes taken away."""
    parts = []
    rest = line
    while found := _LINK.search(rest):
        parts.append(_plain(rest[: found.start()]))
        parts.append(f'<a href="{html.escape(found[2])}" rel="noopener noreferrer">{_plain(found[1])}</a>')
        rest = rest[found.end() :]
    parts.append(_plain(rest))
    return "".join(parts)


def _plain(text: str) -> str:
    safe = html.escape(re.sub(r"\\(.)", lambda m: chr(0xE000 + ord(m[1])), text))
    bold = _BOLD.sub(r"<strong>\1</strong>", safe)
    return html.escape("") + re.sub("[\ue000-\ue07f]", lambda m: html.escape(chr(ord(m[0]) - 0xE000)), bold)
