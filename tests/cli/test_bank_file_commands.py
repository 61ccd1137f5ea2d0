"""`quizapp bank` fmt, mv, rm, copy, diff, import, export: exit codes, output, and what is left."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from quizapp.bank.loader import load_bank
from quizapp.cli import main
from quizapp.clock import SystemClock
from quizapp.config import Config
from quizapp.diagnostics import ExitCode
from quizapp.drive.house import open_progress
from quizapp.srs.state import CardKey
from quizapp.store.records import NewAnswer
from tests.houses import BANK, TOPIC, write_bank

Run = Callable[..., tuple[int, str, str]]

EMPTY = '{"format": 1, "topics": []}'


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Run:
    """Return a function that runs a command in a folder with a small bank in `small`."""
    monkeypatch.setenv("QUIZAPP_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    write_bank(tmp_path / "small")

    def command(*words: str) -> tuple[int, str, str]:
        code = main(["bank", *words])
        sys.stdout.flush()
        captured = capfdbinary.readouterr()
        return code, captured.out.decode(), captured.err.decode()

    return command


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder but the cache, which may go at any time."""
    files = (path for path in folder.rglob("*") if path.is_file() and "cache" not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_fmt_names_what_would_change_and_changes_it_once(run: Run, tmp_path: Path) -> None:
    before = snapshot(tmp_path / "small")
    code, out, err = run("fmt", "small", "--check")
    assert (code, out) == (ExitCode.FINDINGS, "small/cnn.yaml\n")
    assert "1 of 1 files would change." in err
    assert snapshot(tmp_path / "small") == before
    assert run("fmt", "small")[:2] == (ExitCode.OK, "small/cnn.yaml\n")
    assert run("fmt", "small", "--check")[:2] == (ExitCode.OK, "")
    assert (tmp_path / "small/cnn.yaml").read_text().startswith("# yaml-language-server: ")


def test_fmt_without_a_bank_says_what_to_do(run: Run) -> None:
    code, out, err = run("fmt")
    assert (code, out) == (ExitCode.USAGE, "")
    assert "There is no bank of your own here." in err


def test_fmt_of_a_broken_bank_changes_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "small/zzz.yaml").write_text("format: [\n")
    before = snapshot(tmp_path / "small")
    code, out, err = run("fmt", "small")
    assert (code, out) == (ExitCode.USAGE, "")
    assert "small/zzz.yaml:2:1: QB106" in err
    assert snapshot(tmp_path / "small") == before


def test_fmt_goes_from_stdin_to_stdout(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def piped(text: str, *words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))
        return run("fmt", "-", *words)

    before = snapshot(tmp_path)
    code, tidy, err = piped(TOPIC)
    assert (code, err) == (ExitCode.OK, "")
    assert piped(tidy) == (ExitCode.OK, tidy, "")
    assert piped(TOPIC, "--check") == (ExitCode.FINDINGS, "", "1 of 1 files would change.\n")
    assert piped(tidy, "--check") == (ExitCode.OK, "", "0 of 1 files would change.\n")
    code, out, err = piped("format: [\n")
    assert (code, out) == (ExitCode.FINDINGS, "")
    assert err.startswith("-:2:1: QB106")
    assert piped(TOPIC, "small")[:2] == (ExitCode.USAGE, "")
    assert snapshot(tmp_path) == before
    assert run("fmt", "small")[0] == ExitCode.OK
    assert (tmp_path / "small/cnn.yaml").read_text() == tidy


def test_mv_renames_and_tells_where(run: Run, tmp_path: Path) -> None:
    code, out, err = run("mv", "and-gate", "gate-of-and", "--bank", "small")
    assert (code, out) == (ExitCode.OK, f"{tmp_path}/small/cnn.yaml\n".replace(f"{tmp_path}/", ""))
    assert "and-gate is gate-of-and now" in err
    text = (tmp_path / "small/cnn.yaml").read_text()
    assert text == TOPIC.replace("id: and-gate\n", "id: gate-of-and\n    formerly: [and-gate]\n")
    code, out, _ = run("mv", "gate-of-and", "--topic", "gates", "--bank", "small")
    assert (code, out) == (ExitCode.OK, "small/cnn.yaml\nsmall/gates.yaml\n")
    loaded = load_bank(tmp_path / "small")
    assert [p for p in loaded.problems if p.severity == "problem"] == []
    assert [q.topic for q in loaded.questions if q.id == "gate-of-and"] == ["gates"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("mv", "conv-why", "x"), "quizapp bank copy dl-interview/conv-why"),
        (("rm", "conv-why"), "The bank dl-interview is read-only"),
        (("mv", "and-gate", "tf-add", "--bank", "small"), "The id tf-add is taken."),
        (("mv", "and-gate", "--bank", "small"), "Name either the new id or"),
        (("mv", "and-gate", "x", "--topic", "y", "--bank", "small"), "Name either"),
        (("rm", "and-gat", "--bank", "small"), "did you mean and-gate?"),
        (("copy", "nobody"), "There is no question nobody."),
        (("copy", "small", "--bank", "small"), "is your own already"),
        (("copy", "small/and-gate", "--bank", "small"), "is in a bank of your own"),
        (("diff", "small"), "Name two banks' folders, or none."),
        (("diff", "small", "nowhere"), "no readable bank in nowhere"),
        (("import", "cards.odd"), "The format of cards.odd is not known."),
        (("import", "nowhere.csv"), "There is no file nowhere.csv."),
        (("import", "small", "--format", "csv"), "small is"),
        (("export", "small"), "The format is not known."),
        (("export", "nowhere", "--format", "csv"), "no file or folder nowhere"),
        (("fmt", "nowhere"), "no file or folder nowhere"),
        (("fmt", "small/bank.yaml"), "holds no questions"),
    ],
)
def test_what_cannot_be_done_is_told_and_leaves_everything(
    run: Run, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    before = snapshot(tmp_path)
    code, out, err = run(*words)
    assert (code, out) == (ExitCode.USAGE, "")
    assert told in err
    assert snapshot(tmp_path) == before


def test_rm_counts_the_answers_that_stay(run: Run, tmp_path: Path) -> None:
    config = Config(data=tmp_path / "data")
    clock = SystemClock()
    with open_progress(config, clock) as store:
        for _ in range(2):
            store.record(
                NewAnswer(
                    key=CardKey("small", "and-gate"),
                    revision=1,
                    mode="practice",
                    at=clock.now(),
                    offset_minutes=0,
                    study_day=1,
                    verdict="correct",
                ),
                seen=None,
            )
    code, out, err = run("rm", "and-gate", "--bank", "small")
    assert (code, out) == (ExitCode.OK, "small/cnn.yaml\nsmall/bank.yaml\n")
    assert "2 answers are kept for small/and-gate" in err
    assert (tmp_path / "small/bank.yaml").read_text() == f"{BANK}retired: [and-gate]\n"
    with open_progress(config, clock) as store:
        assert len(store.history(CardKey("small", "and-gate"))) == 2


def test_rm_makes_no_database(run: Run, tmp_path: Path) -> None:
    assert run("rm", "and-gate", "--bank", "small")[0] == ExitCode.OK
    assert [name for name in snapshot(tmp_path) if not name.startswith("small/")] == []


def test_a_copied_question_is_ones_own_and_a_copied_bank_wins(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("copy", "conv-why")
    assert (code, out) == (ExitCode.OK, f"{tmp_path}/data/mine/cnn.yaml:7\n")
    rows = [json.loads(line) for line in run("list", "--json")[1].splitlines()]
    assert [row["key"] for row in rows if row["yours"]] == ["dl-interview/conv-why"]
    code, out, err = run("diff")
    assert (code, out) == (ExitCode.OK, "")
    assert "0 of 1 patches" in err
    assert json.loads(run("diff", "--json")[1])["patches"][0]["state"] == "same"

    code, out, _ = run("copy", "dl-interview")
    assert (code, out) == (ExitCode.OK, f"{tmp_path}/data/banks/dl-interview\n")
    assert run("mv", "conv-why", "why-convolve")[0] == ExitCode.OK
    patch = (tmp_path / "data/mine/cnn.yaml").read_text()
    assert "  - patch: dl-interview/why-convolve\n" in patch


def test_diff_tells_what_differs(run: Run, tmp_path: Path) -> None:
    changed = TOPIC.replace("asked: often", "asked: rarely").replace("id: tf-add", "id: tf-plus")
    write_bank(tmp_path / "other", changed)
    code, out, _ = run("diff", "small", "other", "--no-run")
    assert code == ExitCode.FINDINGS
    assert out.splitlines() == [
        "+ tf-plus",
        "- tf-add",
        "~ conv-size",
        '    asked: "often" → "rarely"',
    ]
    found = json.loads(run("diff", "small", "other", "--no-run", "--json")[1])
    assert found["changed"][0]["fields"] == [
        {"field": "asked", "before": "often", "after": "rarely"}
    ]
    assert run("diff", "small", "small", "--no-run")[:2] == (ExitCode.OK, "Nothing differs.\n")


def test_json_carries_a_bank_whole(run: Run, tmp_path: Path) -> None:
    code, out, err = run("export", "small", "-o", "all.json")
    assert (code, out) == (ExitCode.OK, "all.json\n")
    assert "5 questions exported, 0 remarks." in err
    code, out, err = run("import", "all.json", "--bank", "copied")
    assert (code, out) == (ExitCode.OK, "copied/bank.yaml\ncopied/cnn.yaml\n")
    assert run("diff", "small", "copied", "--no-run")[0] == ExitCode.OK
    code, out, err = run("import", "all.json", "--bank", "copied")
    assert (code, out) == (ExitCode.OK, "")
    assert "tf-add: it is there already" in err


@pytest.mark.slow
@pytest.mark.parametrize("name", ["c.csv", "c.tsv", "c.md", "c.txt", "c.apkg"])
def test_cards_go_out_and_come_back_as_drafts(run: Run, tmp_path: Path, name: str) -> None:
    code, out, err = run("export", "small", "-o", name)
    assert (code, out) == (ExitCode.OK, f"{name}\n")
    assert "points: left out of 1 question\n" in err
    assert "sources: left out of 5 questions\n" in err
    code, _, err = run("import", name, "--bank", "back", "--topic", "cnn")
    assert code == ExitCode.OK
    questions = load_bank(tmp_path / "back").questions
    assert f"{len(questions)} questions imported" in err
    assert {question.kind for question in questions} == {"recall"}
    assert all(question.draft for question in questions)
    prompts = [question.prompt for question in questions]
    assert "Why do gradients vanish in deep sigmoid networks?" in prompts
    if name != "c.txt":
        assert "why-gradients-vanish" in [question.id for question in questions]
    again = run("import", name, "--bank", "back", "--topic", "cnn")
    assert again[0] == ExitCode.OK
    assert "0 questions imported" in again[2]


def test_a_dash_is_stdin_and_stdout(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, _ = run("export", "small", "--format", "json")
    assert code == ExitCode.OK
    assert json.loads(out)["format"] == 1
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(out.encode())))
    assert run("import", "-", "--format", "json", "--bank", "piped")[0] == ExitCode.OK
    assert len(load_bank(tmp_path / "piped").questions) == 5


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", b"a,\x1b]52;c;eA==\x07\n"),
        ("a.csv", "a,b\n".encode("utf-16")),
        ("a.csv", b"a,b\0\n"),
        ("a.csv", b"a," + b"x" * 9_000_000),
        ("a.md", b"nothing here\n"),
        ("a.apkg", b"PK\x03\x04 not whole"),
        ("a.json", b'{"format": 1, "topics": [{"topic": "../x", "title": "", "questions": [{}]}]}'),
        ("a.json", b"[" * 100_000),
    ],
)
def test_hostile_files_leave_nothing_behind(
    run: Run, tmp_path: Path, name: str, data: bytes
) -> None:
    (tmp_path / name).write_bytes(data)
    before = snapshot(tmp_path)
    code, out, err = run("import", name, "--bank", "new")
    assert (code, out) == (ExitCode.USAGE, "")
    assert err.startswith("quizapp: ") or "QB" in err
    assert "\x1b" not in err
    assert snapshot(tmp_path) == before
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("name", "text"), [("a.csv", "Front,Back\nalone,\n"), ("a.txt", "a;b\n"), ("a.json", EMPTY)]
)
def test_a_file_without_anything_to_import_makes_no_bank(
    run: Run, tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text)
    before = snapshot(tmp_path)
    code, out, err = run("import", name, "--bank", "new")
    assert (code, out) == (ExitCode.FINDINGS, "")
    assert "0 questions imported" in err
    assert snapshot(tmp_path) == before
    assert not (tmp_path / "new").exists()


def test_a_pipe_or_a_device_is_not_opened(run: Run, tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "pipe.csv")
    code, _, err = run("import", "pipe.csv")
    assert code == ExitCode.USAGE
    assert "is not a regular file" in err


def test_nothing_is_imported_into_the_bundled_bank(run: Run, tmp_path: Path) -> None:
    from quizapp.bank.library import bundled_bank

    (tmp_path / "a.csv").write_text("a,b\n")
    code, _, err = run("import", "a.csv", "--bank", str(bundled_bank()))
    assert code == ExitCode.USAGE
    assert "read-only" in err


@pytest.mark.parametrize("command", ["fmt", "mv", "rm", "copy", "diff", "import", "export"])
def test_help_shows_examples_first(run: Run, command: str) -> None:
    code, out, _ = run(command, "--help")
    assert code == ExitCode.OK
    assert f"quizapp bank {command}" in "\n".join(out.splitlines()[2:6])
