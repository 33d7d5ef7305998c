"""The command line: each command answers, bad input is one line, an interrupted build can be run again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from geo.__main__ import app
from geo.ledger import Ledger

ARTICLES = Path(__file__).resolve().parents[2] / "articles"
NAMES = (
    "2020-02-12-almasdar-m5-full.md",
    "2020-02-24-almasdar-should-they-lose.md",
    "2020-02-05-reuters-eyewitnesses.md",
    "2020-02-27-rt-fully-controlled.md",
)
runner = CliRunner()


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("cli")
    for name in NAMES:
        shutil.copy(ARTICLES / name, folder / name)
    url = f"sqlite:///{folder}/ledger.db"
    done = runner.invoke(app, ["build", str(folder), "--db", url])
    assert done.exit_code == 0, done.output
    assert "4 articles read" in done.output
    again = runner.invoke(app, ["build", str(folder), "--db", url])
    assert "0 articles read, 4 known before" in again.output
    return url


def test_status_prints_json_with_every_place_and_road(db: str) -> None:
    done = runner.invoke(app, ["status", "--date", "2020-02-27", "--format", "json", "--db", db])
    assert done.exit_code == 0, done.output
    rows = json.loads(done.stdout)
    assert rows["date"] == rows["known_as_of"] == "2020-02-27"
    assert {row["road"] for row in rows["roads"]} >= {"M4", "M5"}
    assert {"status", "supporting", "dissenting", "likelihood"} <= set(rows["places"][0])


def test_status_prints_tables(db: str) -> None:
    done = runner.invoke(app, ["status", "--date", "2020-02-27", "--db", db])
    assert done.exit_code == 0, done.output
    assert "attributed claims" in done.output


def test_explain_quotes_the_sentence(db: str) -> None:
    done = runner.invoke(app, ["explain", "Saraqib", "--date", "2020-02-27", "--db", db])
    assert done.exit_code == 0, done.output
    assert "“" in done.output
    assert "rule " in done.output


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["explain", "Atlantis", "--date", "2020-02-27"], "no place called"),
        (["status", "--date", "2020-02-27", "--theatre", "mars"], "no theatre 'mars'"),
        (["build", "nowhere"], "no such folder"),
        (["build", "articles", "--theatre", "mars"], "no theatre"),
        (["annotate", "nowhere", "out"], "no such folder"),
        (["check", "mars"], "no theatre"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_1(tmp_path: Path, arguments: list[str], word: str) -> None:
    options = [] if arguments[0] in {"annotate", "check"} else ["--db", f"sqlite:///{tmp_path}/l.db"]
    done = runner.invoke(app, [*arguments, *options])
    assert done.exit_code == 1
    assert word in done.output.replace("\n", " ")
    assert "Traceback" not in done.output


def test_wrong_usage_is_exit_code_2() -> None:
    assert runner.invoke(app, ["status", "--date", "yesterday"]).exit_code == 2


def test_annotate_writes_the_annotation_form(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    row = {
        "id": "a-1",
        "theatre": "nw-syria",
        "published": "2020-02-27",
        "text": "Army takes town\n\nThe Syrian army captured Saraqib on Thursday.",
    }
    (source / "a.json").write_text(json.dumps(row))
    (source / "bad.json").write_text("{")
    (source / "mars.json").write_text(json.dumps({**row, "id": "a-2", "theatre": "mars", "text": "Other text"}))
    done = runner.invoke(app, ["annotate", str(source), str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    got = json.loads((tmp_path / "out" / "a-1.json").read_text())
    assert set(got) >= {"places", "claims", "highways", "displacement"}
    assert [(c["place"], c["event"], c["holder"], c["date"]) for c in got["claims"]] == [
        ("Saraqib", "gained", "government", "2020-02-27")
    ]
    assert "bad.json" in done.output
    assert "mars" in done.output
    assert not (tmp_path / "out" / "a-2.json").exists()


def test_a_killed_build_is_completed_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        shutil.copy(ARTICLES / name, tmp_path / name)
    url = f"sqlite:///{tmp_path}/l.db"
    calls = 0
    genuine = Ledger.append

    def die_at_third(self: Ledger, *args: object, **kwargs: object) -> bool:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise KeyboardInterrupt
        return genuine(self, *args, **kwargs)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "append", die_at_third)
        assert runner.invoke(app, ["build", str(tmp_path), "--db", url]).exit_code != 0
    with Ledger.open(url) as ledger:
        assert len(ledger.articles()) == 2
    done = runner.invoke(app, ["build", str(tmp_path), "--db", url])
    assert "2 articles read, 2 known before" in done.output
