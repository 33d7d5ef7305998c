"""Letters for a file that travels: the font's used glyphs, embedded in an SVG that carries real text."""

from __future__ import annotations

import base64
import io
import re
from functools import lru_cache
from html import unescape

from fontTools import subset
from fontTools.ttLib import TTFont
from matplotlib.font_manager import FontProperties, findfont

from layers.sheet.spec import FONT

_TEXT = re.compile(r"<text[^>]*>(.*?)</text>", re.DOTALL)
_FAMILY = re.compile(r"'DejaVu Sans', 'Bitstream Vera Sans'[^\";]*")


def with_fonts(svg: bytes) -> bytes:
    """Return the SVG with subsets of the regular and bold font embedded and a short font list."""
    text = svg.decode("utf-8")
    letters = "".join(sorted(set(unescape("".join(_TEXT.findall(text))))))
    faces = "".join(_face(letters, bold) for bold in (False, True))
    text = _FAMILY.sub(f"'{FONT}', sans-serif", text)
    return text.replace("<defs>", f'<defs>\n  <style type="text/css">{faces}</style>', 1).encode("utf-8")


@lru_cache(maxsize=16)
def _face(letters: str, bold: bool) -> str:
    """Return a CSS font face with the glyphs of ``letters`` (shaping tables kept) as WOFF-free TrueType."""
    path = findfont(FontProperties(family=FONT, weight="bold" if bold else "normal"))
    options = subset.Options()
    options.layout_features = ["init", "medi", "fina", "rlig", "calt", "mark", "mkmk", "kern", "ccmp"]
    options.drop_tables += ["FFTM"]
    options.recalc_timestamp = False
    options.hinting = False
    options.notdef_outline = True
    font = TTFont(path, recalcTimestamp=False)
    worker = subset.Subsetter(options)
    worker.populate(text=letters)
    worker.subset(font)
    out = io.BytesIO()
    font.save(out)
    data = base64.b64encode(out.getvalue()).decode("ascii")
    weight = "bold" if bold else "normal"
    return (
        f"@font-face{{font-family:'{FONT}';font-weight:{weight};"
        f"src:url(data:font/ttf;base64,{data}) format('truetype')}}"
    )
