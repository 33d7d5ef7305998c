"""A period as a film: MP4 or GIF, one picture a day with the date stamped on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image

from geo.errors import InputError
from geo.pipeline import Situation
from geo.theatre import Theatre
from layers.briefing.words import DISCLAIMER, date_words
from layers.dossier import Dossier, build_id_of
from layers.sheet import drawing
from layers.sheet.flow import Chip, draw_chip
from layers.sheet.furniture import draw_scale_bar
from layers.sheet.ground import Window, draw_ground, window_of
from layers.sheet.labels import Crowd, place_labels
from layers.sheet.map import draw_layers
from layers.sheet.names import draw_label, name_wishes
from layers.sheet.sections import GREY, side_colour
from layers.sheet.spec import INK, MUTED, PAPER, Rect, SheetSpec
from layers.sheet.text import clean, fit, put, width_pt

Tick = Callable[[str, float], None]

WIDTH, HEIGHT = 960, 720
"""Pixels of a picture; even numbers, as video wants them."""

DPI = 120
FILM = Rect(x=0, y=34, w=WIDTH * 72 / DPI, h=HEIGHT * 72 / DPI - 56)
PER_SECOND = 4
"""Days in a second of film."""

MOST_DAYS = 400


def write_animation(situation: Situation, days: Sequence[date], spec: SheetSpec, path: Path, tick: Tick) -> None:
    """Write the days as a film at ``path``; its suffix, .mp4 or .gif, says which. InputError for too many days."""
    if len(days) > MOST_DAYS:
        raise InputError(f"{len(days)} days are too many for a film (at most {MOST_DAYS}); choose a later --since")
    with drawing():
        pictures = film(situation, days, spec, tick)
        if path.suffix.lower() == ".gif":
            write_gif(pictures, path)
        else:
            write_mp4(pictures, path)


def film(situation: Situation, days: Sequence[date], spec: SheetSpec, tick: Tick) -> Iterator[NDArray[np.uint8]]:
    """Yield an RGB picture (height, width, 3) for each day; the ground is drawn once."""
    figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=PAPER)
    canvas: Any = FigureCanvasAgg(figure)  # published without types
    wide, high = WIDTH * 72 / DPI, HEIGHT * 72 / DPI
    theatre = situation.theatre
    window = window_of(spec.box or theatre.bbox, theatre, FILM.w / FILM.h)
    axes = figure.add_axes((0, 1 - FILM.bottom / high, 1, FILM.h / high), zorder=1)
    axes.set_autoscale_on(False)
    axes.set_axis_on()
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_xlim(window.west, window.east)
    axes.set_ylim(window.south, window.north)
    draw_ground(axes, theatre, window, window.width_m / WIDTH)
    page = figure.add_axes((0.0, 0.0, 1.0, 1.0), zorder=10)
    page.set_xlim(0, wide)
    page.set_ylim(high, 0)
    page.set_axis_off()
    _standing_words(page, theatre, spec)
    draw_scale_bar(page, FILM, window)
    fixed = {id(artist) for artist in (*axes.get_children(), *page.get_children())}
    for number, day in enumerate(days):
        tick(f"drawing {day}", number / len(days))
        _day(axes, page, situation, day, spec, window)
        canvas.draw()
        yield np.asarray(canvas.buffer_rgba())[:, :, :3].copy()
        for artist in (*axes.get_children(), *page.get_children()):
            if id(artist) not in fixed:
                artist.remove()


def keys_of(theatre: Theatre) -> list[tuple[Chip, str]]:
    """Return the marks of a film with their words: at most four sides by colour, then the shapes."""
    first = side_colour(theatre.side_keys[0], theatre)
    second = side_colour(theatre.side_keys[1], theatre) if len(theatre.side_keys) > 1 else GREY
    sides = [(Chip((s.colour,)), clean(s.short or s.label)[:24]) for s in theatre.sides[:4]]
    shapes = [(Chip((GREY,)), "held"), (Chip((GREY,), filled=False), "claimed"), (Chip((first, second)), "contested")]
    return [*sides, *shapes]


def _standing_words(page: Axes, theatre: Theatre, spec: SheetSpec) -> None:
    put(page, 10, 14, clean(theatre.title), 8.5, colour=MUTED, bold=True)
    bottom = HEIGHT * 72 / DPI
    put(page, 10, bottom - 8, f"{DISCLAIMER} Ground between places is interpolated.", 6.5, colour=MUTED)
    x = WIDTH * 72 / DPI - 10
    for chip, words in reversed(keys_of(theatre)):
        x -= width_pt(words, 6.5)
        put(page, x, bottom - 8, words, 6.5)
        draw_chip(page, x - 6, bottom - 10.2, chip, 2.8)
        x -= 16
    if spec.marking:
        put(page, WIDTH * 36 / DPI, 14, fit(spec.marking, 8.0, 300, bold=True), 8.0, bold=True, align="center")


def _day(axes: Axes, page: Axes, situation: Situation, day: date, spec: SheetSpec, window: Window) -> None:
    frame = situation.frame(day)
    places = dict(situation.by_id)
    dossier = Dossier(
        theatre=situation.theatre, frame=frame, since=None, places=places, claims={}, articles={},
        build_id=build_id_of(()),
    )  # fmt: skip
    draw_layers(axes, dossier, spec.layers, window)
    wishes = [w for w in name_wishes(dossier, window, FILM, ()) if not w.local or w.text][:40]
    bar = Rect(x=FILM.x, y=FILM.bottom - 32, w=160, h=32)
    for label in place_labels(wishes, FILM, [bar], Crowd(FILM, np.empty((0, 2))), limit=16):
        draw_label(page, label)
    put(page, 10, 30, date_words(day), 14.0, colour=INK, bold=True)
    reports = f"{frame.reports} report{'s' if frame.reports != 1 else ''}"
    put(page, WIDTH * 72 / DPI - 10, 28, reports, 8.0, colour=MUTED, align="right")


def write_gif(pictures: Iterator[NDArray[np.uint8]], path: Path) -> None:
    """Write pictures as a looping GIF, each with the palette that suits it."""
    first, *rest = (Image.fromarray(picture).quantize(128, method=Image.Quantize.MEDIANCUT) for picture in pictures)
    first.save(path, save_all=True, append_images=rest, duration=1000 // PER_SECOND, loop=0, optimize=False)


def write_mp4(pictures: Iterator[NDArray[np.uint8]], path: Path) -> None:
    """Write pictures as H.264 with the ffmpeg that comes with imageio-ffmpeg."""
    writer = imageio_ffmpeg.write_frames(
        str(path), (WIDTH, HEIGHT), fps=PER_SECOND, codec="libx264", quality=7, macro_block_size=16,
        output_params=["-movflags", "+faststart", "-threads", "1", "-fflags", "+bitexact", "-flags:v", "+bitexact"],
    )  # fmt: skip
    writer.send(None)
    try:
        for picture in pictures:
            writer.send(np.ascontiguousarray(picture).tobytes())
    finally:
        writer.close()
