"""One script from the small modules of ``layers/js``: read in the order they need each other.

Each module becomes a function that returns what it exports, so that names of different modules never
meet; imports become lookups. No tool is needed and the text stays readable in the browser.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path

HERE = Path(__file__).parent
MODULES = HERE / "js"
VENDOR = HERE / "vendor"

_IMPORT = re.compile(r"^import \{([^}]*)\} from '\./(\w+)\.js';\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?:async )?(?:function|class|const) (\w+)", re.MULTILINE)


def _needs(name: str) -> list[str]:
    text = (MODULES / f"{name}.js").read_text(encoding="utf-8")
    return [module for _, module in _IMPORT.findall(text)]


def module_order(entry: str = "hosts") -> tuple[str, ...]:
    """Return the names of the modules that ``entry`` needs, each after what it needs; ValueError on a circle."""
    order: list[str] = []
    trail: list[str] = []

    def visit(name: str) -> None:
        if name in trail:
            raise ValueError(f"modules import each other: {' > '.join([*trail, name])}")
        if name in order:
            return
        trail.append(name)
        for needed in _needs(name):
            visit(needed)
        trail.pop()
        order.append(name)

    visit(entry)
    return tuple(order)


def _as_function(name: str) -> str:
    text = (MODULES / f"{name}.js").read_text(encoding="utf-8")
    exported = ", ".join(_EXPORT.findall(text))
    text = _IMPORT.sub(lambda m: f"const {{{m[1]}}} = cl_{m[2]};\n", text)
    text = re.sub(r"^export ", "", text, flags=re.MULTILINE)
    return f"const cl_{name} = (() => {{\n{text}return {{ {exported} }};\n}})();\n"


@lru_cache(maxsize=1)
def timeline_script() -> str:
    """Return ``timeline.js``: a script that sets ``globalThis.Claimline`` to the three mounting functions."""
    parts = "".join(_as_function(name) for name in module_order())
    return f"(() => {{\n'use strict';\n{parts}globalThis.Claimline = cl_hosts;\n}})();\n"


@lru_cache(maxsize=1)
def timeline_css() -> str:
    """Return Leaflet's style sheet and the timeline's own two."""
    leaflet = (VENDOR / "leaflet" / "leaflet.css").read_text(encoding="utf-8")
    own = ("timeline.css", "panels.css")
    return leaflet + "".join((MODULES / name).read_text(encoding="utf-8") for name in own)


@lru_cache(maxsize=1)
def leaflet_script() -> str:
    """Return Leaflet 1.9.3 as it was published; it sets ``window.L``."""
    return (VENDOR / "leaflet" / "leaflet.js").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def script_version() -> str:
    """Return 12 hex digits of a hash over script and style."""
    return hashlib.sha256((timeline_script() + timeline_css()).encode()).hexdigest()[:12]
