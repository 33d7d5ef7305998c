"""The timeline in its hosts: an element of a folium map, a page of its own, the text of the app's component.

All of them run the same script (``layers.bundle``) over the same file (``geo.state.frames``). A page
or a saved folium map holds everything it needs and works from disk with the network cut.
"""

from __future__ import annotations

import base64
import html
import json
from pathlib import Path

from branca.element import MacroElement
from folium.template import Template

from geo.state.frames import TimelineFile
from layers.bundle import leaflet_script, timeline_css, timeline_script

EXPORT_NOTE = "Attributed claims, not verified control"
"""What every picture, page and file says of itself."""


def script_json(value: object) -> str:
    """Return JSON that is safe in a script element and a template: no ``<``, ``>``, ``&``, ``%``."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026").replace("%", "\\u0025")


DIGITS = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#()*+,-./:;=?@[]^_{|}~"
"""The 85 digits of ``inline_text``: none needs an escape in a script, a template or markup."""

_RFC1924 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"


def inline_text(data: bytes) -> str:
    """Return bytes as text for a page that carries its data: base 85, five digits for four bytes."""
    return base64.b85encode(data).translate(bytes.maketrans(_RFC1924, DIGITS)).decode("ascii")


class Timeline(MacroElement):
    """A folium element that turns the map it is added to into a scrubbed timeline of claims.

    ``folium.Map(...)`` keeps its size and place; the timeline covers it. With ``url`` the frames are
    fetched from there (same origin), otherwise they are carried inside the page. Folium reads what
    an element renders as a template once more; the raw marks keep it from reading ours.
    """

    raw, end_raw = "{% raw %}", "{% endraw %}"

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        {{ this.raw }}
        {{ this.code }}
        (() => {
          const style = document.createElement('style');
          style.textContent = {{ this.css }};
          document.head.append(style);
          const map = {{ this._parent.get_name() }};
          Claimline.mountInFolium(L, map, {{ this.source }}, {{ this.options }});
        })();
        {{ this.end_raw }}
        {% endmacro %}
        """
    )

    def __init__(self, timeline: TimelineFile, *, url: str | None = None, day: str | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca carries no types
        self._name = "Timeline"
        self.code = timeline_script().replace("</", "<\\/")
        self.css = script_json(timeline_css())
        self.source = script_json({"url": url} if url else {"inline": inline_text(timeline.payload)})
        self.options = script_json({"day": day, "credit": EXPORT_NOTE})


def page(timeline: TimelineFile, title: str, *, day: str | None = None) -> str:
    """Return one HTML file with data, script and styles inside; it opens from disk and asks for nothing."""
    source = script_json({"inline": inline_text(timeline.payload)})
    options = script_json({"day": day, "ownsAddress": True, "credit": EXPORT_NOTE})
    code = (leaflet_script() + "\n" + timeline_script()).replace("</", "<\\/")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline'; "
        "style-src 'unsafe-inline'; img-src data: blob:; connect-src data:\">\n"
        f"<title>{html.escape(title)}</title>\n<style>html,body{{margin:0;height:100%}}#claimline{{height:100dvh}}\n"
        f'{timeline_css()}</style>\n</head>\n<body>\n<main id="claimline"></main>\n<script>\n{code}\n'
        "const options = Object.assign({search: location.search}, "
        f"{options});\nClaimline.mountTimeline(L, document.getElementById('claimline'), {source}, options)"
        ".then((map) => { window.claimlineMap = map; });\n</script>\n</body>\n</html>\n"
    )


APP_CSS = Path(__file__).parent / "js" / "app.css"

COMPONENT_HTML = '<div class="cl-host-slot cl-host"></div>'
"""Markup of the app's component: the one box that the script fills."""


def component_js() -> str:
    """Return the module of the app's component: Leaflet, the timeline, and how Streamlit starts it."""
    return (
        f"{leaflet_script()}\n{timeline_script()}\n"
        "export default function (component) { Claimline.mountInStreamlit(window.L, component); }\n"
    )


def component_css() -> str:
    """Return the style of the app's component: it fills the window."""
    return timeline_css() + ".cl-host-slot { height: 100dvh; } .cl-top { padding-right: 104px; }"


def page_css() -> str:
    """Return what the app's page adds to Streamlit's own style: no frame around the map, a dock at its corner."""
    return APP_CSS.read_text(encoding="utf-8")


def publish(timeline: TimelineFile, folder: Path, keep: int = 12) -> str:
    """Write the packed file below a folder that is served as static files and return its name.

    The name carries the build id, so browsers may keep it for ever. Only the newest ``keep`` files stay.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = f"frames-{timeline.build}.bin"
    path = folder / name
    if not path.is_file():
        part = path.with_suffix(".part")
        part.write_bytes(timeline.payload)
        part.replace(path)
    path.touch()
    files = sorted(folder.glob("frames-*.bin"), key=lambda found: found.stat().st_mtime, reverse=True)
    for old in files[keep:]:
        old.unlink(missing_ok=True)
    return name
