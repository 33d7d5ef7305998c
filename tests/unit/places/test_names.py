"""Spellings of one name meet; different names stay apart."""

from __future__ import annotations

import re
import tomllib

import pytest

from geo.places.names import RULES, distinct, fold, normaliser


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Saraqib", "Saraqeb"),
        ("Maarrat al-Nu'man", "Ma'arat An-Numan"),
        ("Jisr ash-Shughur", "Jisr al-Shughour"),
        ("Khan Shaykhun", "Khan Sheikhoun"),
        ("Ash-Shuwayhinah", "al-Shuwayhina"),
        ("Kafr Nabl", "Kafrnabl"),
        ("Qomhana", "Komhana"),
        ("Jamiyat al-Radwan", "Jamiyah al-Radwan"),
    ],
)
def test_arabic_spellings_meet(left: str, right: str) -> None:
    assert normaliser("ar").key(left) == normaliser("ar").key(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [("Nayrab", "Qunaytra"), ("Kafr Nabl", "Nubl"), ("Khan Tuman", "Khan al-Assal"), ("Jabala", "Jabal al-Zawiya")],
)
def test_arabic_names_stay_apart(left: str, right: str) -> None:
    assert normaliser("ar").key(left) != normaliser("ar").key(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Kharkiv", "Kharkov"),
        ("Avdiivka", "Avdeevka"),
        ("Zaporizhzhya", "Zaporizhzhia"),
        ("Luhansk", "Lugansk"),
        ("Mykolaiv", "Mykolayiv"),
    ],
)
def test_cyrillic_spellings_meet(left: str, right: str) -> None:
    assert normaliser("uk").key(left) == normaliser("uk").key(right)


def test_burmese_spellings_meet() -> None:
    assert normaliser("my").key("Kyaukme") == normaliser("my").key("Kyauk Me")
    assert normaliser("my").key("Lashio") != normaliser("my").key("Loikaw")


def test_fold_forgets_case_accents_and_apostrophes() -> None:
    assert fold("Ma‘arrat an Nu‘mān") == "maarrat an numan"
    assert fold("Çanakkale–Ilıca") == "canakkale ilica"
    assert fold("إدلب") == fold("ادلب")


def test_articles_are_dropped_except_at_the_end() -> None:
    assert normaliser("ar").words("Tell al-As") == ("tell", "as")


def test_other_languages_follow_the_latin_rules() -> None:
    assert normaliser("xx").family == "latin"


def test_distinct_keeps_the_first_of_each_spelling() -> None:
    assert distinct(["Idlib", "idlib", " ", "Idleb"]) == ("Idlib", "Idleb")


def test_rule_files_are_valid() -> None:
    for path in RULES.glob("*.toml"):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        assert data["languages"]
        for find, put in data["rules"]:
            assert re.compile(find).sub(put, "abc") is not None
