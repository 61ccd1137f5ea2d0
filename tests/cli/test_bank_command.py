"""`quizapp bank`: exit codes, what goes to stdout, and the three formats."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.cli import main
from quizapp.diagnostics import ExitCode

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command in an empty folder: exit code, stdout, stderr."""
    monkeypatch.setenv("QUIZAPP_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)

    def command(*words: str) -> tuple[int, str, str]:
        code = main(["bank", *words])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def test_a_new_question_passes_its_check_and_can_be_seen(run: Run, tmp_path: Path) -> None:
    code, out, err = run("new", "conv2d.output_size", "--bank", "my-bank", "--topic", "cnn")
    assert (code, out.strip()) == (ExitCode.OK, "my-bank/cnn.yaml:7")
    assert "Made the bank my-bank." in err
    assert (tmp_path / "my-bank/cnn.yaml").read_text().count("- id:") == 1

    code, out, _ = run("check", "my-bank", "--seeds", "3", "--no-run")
    assert code == ExitCode.OK
    assert out.splitlines()[-1].startswith("1 question × 3 variants × ")
    assert ", 0 problems" in out.splitlines()[-1]

    code, out, _ = run("preview", "conv2d-output-size", "--bank", "my-bank")
    assert code == ExitCode.OK
    assert out.splitlines()[0] == "my-bank/conv2d-output-size · compute · beginner"
    assert "right" not in out

    code, out, _ = run("preview", "conv2d-output-size", "--bank", "my-bank", "--reveal")
    assert "right      10" in out.splitlines()
    assert "no_padding" in out
    assert "steps" in out.splitlines()

    code, out, _ = run("preview", "conv2d-output-size", "--bank", "my-bank", "--answer", "11?")
    assert code == ExitCode.OK
    assert "(not sure)" in out
    assert "verdict    wrong" in out


def test_without_a_bank_here_a_question_goes_into_ones_own(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("new", "recall")
    assert code == ExitCode.OK
    assert out.strip() == f"{tmp_path}/data/mine/general.yaml:7"
    code, out, _ = run("list")
    assert "mine/new-recall" in out


def broken(tmp_path: Path) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad/bank.yaml").write_text("format: 1\nid: bad\ntitle: Bad\n")
    (tmp_path / "bad/cnn.yaml").write_text(
        "format: 1\ntopic: cnn\ntitle: C\nquestions:\n  - id: a\n    kind: recal\n"
    )


def test_problems_are_printed_with_place_caret_and_hint(run: Run, tmp_path: Path) -> None:
    broken(tmp_path)
    code, out, _ = run("check", "bad", "--no-run")
    assert code == ExitCode.FINDINGS
    assert out.splitlines()[:4] == [
        "bad/cnn.yaml:6:11: QB205 no kind is called 'recal'",
        "        kind: recal",
        "              ^",
        "    did you mean recall?",
    ]
    assert "0 questions × 50 variants × 0 answers, 1 problem" in out


def test_the_other_formats(run: Run, tmp_path: Path) -> None:
    broken(tmp_path)
    code, out, _ = run("check", "bad", "--no-run", "--format", "json")
    document = json.loads(out)
    assert code == ExitCode.FINDINGS
    assert [(p["code"], p["line"], p["column"]) for p in document["problems"]] == [("QB205", 6, 11)]
    assert document["summary"].startswith("0 questions")
    code, out, _ = run("check", "bad", "--no-run", "--format", "github")
    assert out.splitlines()[0].startswith("::error file=bad/cnn.yaml,line=6,col=11,title=QB205::")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("check", "nowhere"), "There is no file or folder nowhere."),
        (("check", "--seeds", "-1"), "--seeds"),
        (("new", "recal", "--bank", "b"), "did you mean recall?"),
        (("preview", "no-such-question"), "There is no question no-such-question."),
        (("explain", "QB999"), "There is no code QB999."),
        (("chekc",), "Did you mean check?"),
    ],
)
def test_what_cannot_be_done_is_said_with_code_2(
    words: tuple[str, ...], says: str, run: Run, tmp_path: Path
) -> None:
    code, out, err = run(*words)
    assert (code, out) == (ExitCode.USAGE, "")
    assert says in err
    assert not (tmp_path / "b").exists()


def test_codes_are_explained(run: Run) -> None:
    code, out, _ = run("explain", "qb205")
    assert code == ExitCode.OK
    assert out.splitlines()[0] == "QB205  an unknown kind"
    code, out, _ = run("explain")
    assert len(out.splitlines()) > 50


def test_the_schema_is_printed_and_laid_into_a_bank(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("schema")
    assert code == ExitCode.OK
    assert json.loads(out)["$schema"] == "http://json-schema.org/draft-07/schema#"
    code, _, _ = run("schema", "--write", "b")
    assert (tmp_path / "b/schema/bank.schema.json").read_text() == out


def test_questions_are_listed_as_json_lines(run: Run) -> None:
    run("new", "recall", "--bank", "b", "--id", "first")
    run("new", "choice", "--bank", "b", "--id", "second")
    code, out, _ = run("list", "--json", "--bank", "b")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == ExitCode.OK
    assert [(row["key"], row["kind"]) for row in rows] == [
        ("b/first", "recall"),
        ("b/second", "choice"),
    ]


def test_a_hostile_bank_cannot_reach_the_terminal(run: Run, tmp_path: Path) -> None:
    broken(tmp_path)
    evil = '"\\e]52;c;aGk=\\a\\u202e\\u009b31m"'
    (tmp_path / "bad/cnn.yaml").write_text(
        "format: 1\ntopic: cnn\ntitle: C\nquestions:\n"
        f"  - id: a\n    kind: recall\n    prompt: {evil}\n    answer: {evil}\n"
        f"  - id: {evil}\n    kind: recall\n    prompt: P\n    answer: A\n"
    )
    outputs = [run("check", "bad", "--no-run")[1], run("preview", "a", "--bank", "bad")[1]]
    outputs.append(run("list", "--bank", "bad")[1])
    shown, listed = (
        run(*words, "--json", "--bank", "bad")[1] for words in (("show", "bad/a"), ("list",))
    )
    for out in (*outputs, shown, listed):
        assert not {"\x1b", "\x07", "\u202e", "\x9b"} & set(out)
    assert json.loads(shown)["written"]["prompt"] == "\x1b]52;c;aGk=\a\u202e\x9b31m"
