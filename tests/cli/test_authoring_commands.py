"""`quizapp bank new, try, list, search, show, stats` without a terminal, and `quizapp add`."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import question_bank
from quizapp.bank.loader import load_bank
from quizapp.bank.model import ALL_KINDS, Question, Recall
from quizapp.cli import main
from quizapp.config import load_config
from quizapp.diagnostics import ExitCode
from quizapp.drive.house import open_house
from quizapp.drive.planning import plan_of_day
from tests.houses import write_bank

BUNDLED = Path(str(question_bank.__file__)).parent
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command in an empty folder: exit code, stdout, stderr."""
    monkeypatch.setenv("QUIZAPP_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)

    def command(*words: str, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = main(words)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def files(folder: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted(folder.rglob("*.yaml"))}


def test_words_without_a_pick_list_what_fits_and_write_nothing(run: Run, tmp_path: Path) -> None:
    code, out, err = run("bank", "new", "kv", "cache", "--bank", "b")
    assert (code, out) == (ExitCode.USAGE, "")
    assert "1  kv_cache.bytes: memory of a key-value cache (attention)" in err
    assert "Choose one with --pick 1, or name it." in err
    assert not (tmp_path / "b").exists()


def test_a_pick_writes_that_family_and_says_that_it_holds(run: Run, tmp_path: Path) -> None:
    code, out, err = run("bank", "new", "kv", "cache", "--pick", "1", "--bank", "b")
    assert (code, out) == (ExitCode.OK, "b/attention.yaml:7\n")
    assert "Checked: no problems." in err
    assert "family: kv_cache.bytes" in (tmp_path / "b/attention.yaml").read_text()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "Nothing to write."),
        (("kv", "cache", "--pick", "9"), "There is no number 9."),
        (("zzz",), "No family fits 'zzz'."),
        (("recall", "--pick", "0"), "--pick"),
        (("recall", "--id", "Bad Id"), "would not load"),
    ],
)
def test_what_cannot_be_written_is_said(
    words: tuple[str, ...], says: str, run: Run, tmp_path: Path
) -> None:
    code, out, err = run("bank", "new", *words, "--bank", "b")
    assert (code, out) == (ExitCode.USAGE, "")
    assert says in err
    assert not (tmp_path / "b").exists()


def test_answers_of_a_pipe_are_judged_and_kept_without_a_prompt(run: Run, tmp_path: Path) -> None:
    write_bank(tmp_path / "bank")
    code, out, _ = run(
        "bank", "try", "conv-size", "--bank", "bank", typed="10\n9\n12\nt\nThat is the input.\n12\n"
    )
    assert code == ExitCode.OK
    lines = out.splitlines()
    verdicts = [line.split(None, 1)[1] for line in lines if line.startswith("verdict")]
    assert verdicts == ["right", "wrong (no_plus_one)", "wrong", "wrong"]
    assert "Kept in bank/cnn.yaml: wrong: 12" in lines
    assert "That is the input." in lines
    assert "Answer:" not in out
    assert 'answer: "12"' in (tmp_path / "bank/cnn.yaml").read_text()


def test_an_answer_to_the_bundled_bank_is_kept_as_a_patch(run: Run, tmp_path: Path) -> None:
    patch = tmp_path / "data/mine/cnn.yaml"
    code, out, _ = run(
        "bank",
        "try",
        "conv-output-size",
        typed="99x99\nt\nToo wide.\n98x98\nt\nStill too wide.\n99x99\n",
    )
    assert code == ExitCode.OK
    assert [line for line in out.splitlines() if line.startswith("Kept in ")] == [
        f"Kept in {patch}: wrong: 99x99",
        f"Kept in {patch}: wrong: 98x98",
    ]
    assert "Too wide." in out.splitlines()
    text = patch.read_text()
    assert text.startswith("# yaml-language-server: $schema=schema/")
    assert text.count("- patch: dl-interview/conv-output-size\n") == 1
    assert (tmp_path / "data/mine/schema/bank.schema.json").is_file()

    code, out, _ = run("bank", "try", "conv-output-size", typed="98x98\n")
    assert "Still too wide." in out.splitlines()
    assert run("bank", "check", str(tmp_path / "data/mine"))[0] == ExitCode.OK


def test_a_patch_keeps_the_wrong_answers_of_its_original(run: Run, tmp_path: Path) -> None:
    (before,) = [q for q in load_bank(BUNDLED).questions if q.id == "odds-ratio-of-a-feature"]
    typed = "12345\nt\nFar too much.\n"
    assert run("bank", "try", before.id, typed=typed)[0] == ExitCode.OK
    (patch,) = load_bank(tmp_path / "data/mine").patches
    written = [(wrong.answer, wrong.why) for wrong in before.wrong]
    assert [(one["answer"], one["why"]) for one in patch.fields["wrong"]] == [
        *written,
        ("12345", "Far too much."),
    ]
    assert set(patch.fields) == {"wrong"}
    assert len(written) > 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("try", "conv-why"), "only you can judge your answer"),
        (("try", "conv-wyh"), "did you mean conv-why?"),
        (("show", "nothing-such"), "There is no question nothing-such."),
        (("list", "--topic", "cnm"), "did you mean cnn?"),
        (("list", "--kind", "compte"), "did you mean compute?"),
        (("list", "--level", "easy"), "--level"),
        (("search",), "WORDS"),
    ],
)
def test_a_question_topic_or_kind_that_is_not_there(
    words: tuple[str, ...], says: str, run: Run
) -> None:
    code, out, err = run("bank", *words)
    assert (code, out) == (ExitCode.USAGE, "")
    assert says in err


def test_filters_choose_and_json_keeps_its_fields(run: Run, tmp_path: Path) -> None:
    write_bank(tmp_path / "bank")
    code, out, _ = run("bank", "list", "--bank", "bank", "--kind", "choice", "--json")
    (row,) = [json.loads(line) for line in out.splitlines()]
    assert code == ExitCode.OK
    assert row == {
        "key": "small/why-residual",
        "topic": "cnn",
        "kind": "choice",
        "level": "beginner",
        "asked": "sometimes",
        "skill": "mechanism",
        "tags": [],
        "family": None,
        "seconds": None,
        "position": "bank/cnn.yaml:8",
        "yours": False,
        "prompt": "What does a residual block compute?",
    }
    _, out, _ = run("bank", "list", "--bank", "bank", "--asked", "rarely", "--level", "beginner")
    assert [line.split()[-1] for line in out.splitlines()] == [
        "small/why-gradients-vanish",
        "small/and-gate",
        "small/tf-add",
    ]


def test_a_search_finds_the_best_first_and_says_when_there_is_nothing(run: Run) -> None:
    code, out, _ = run("bank", "search", "vanishing", "LSTM", "--most", "1")
    assert code == ExitCode.OK
    assert out.startswith("dl-interview/lstm-vanishing (rnn-lstm-gru, ")
    assert run("bank", "search", "zzzz")[:2] == (ExitCode.FINDINGS, "")
    _, out, _ = run("bank", "search", "padding", "--topic", "cnn", "--json")
    assert {json.loads(line)["topic"] for line in out.splitlines()} == {"cnn"}


def test_a_question_is_shown_whole_with_its_place(run: Run, tmp_path: Path) -> None:
    write_bank(tmp_path / "bank")
    code, out, _ = run("bank", "show", "conv-size", "--bank", "bank")
    assert code == ExitCode.OK
    lines = out.splitlines()
    assert lines[:2] == ["# small/conv-size", "# bank/cnn.yaml:5"]
    at = lines.index("# Supplied by conv2d.output_size and the format:")
    assert lines.index("family: conv2d.output_size") < at < lines.index("kind: compute")
    _, out, _ = run("bank", "show", "conv-size", "--bank", "bank", "--json")
    form = json.loads(out)
    assert form["position"] == "bank/cnn.yaml:5"
    assert form["written"] == {
        "id": "conv-size",
        "family": "conv2d.output_size",
        "asked": "often",
    }
    assert form["supplied"]["level"] == "beginner"


def test_a_bank_is_counted_without_any_answer(run: Run, tmp_path: Path) -> None:
    write_bank(tmp_path / "bank")
    code, out, _ = run("bank", "stats", "--bank", "bank")
    assert code == ExitCode.OK
    lines = out.splitlines()
    assert lines[0] == "5 questions: 1 choice, 1 compute, 1 design, 1 recall, 1 snippet"
    assert "cnn has no intermediate and no advanced question." in lines
    assert lines[-1] == "None of them was answered yet."
    _, out, _ = run("bank", "stats", "--bank", "bank", "--json")
    form = json.loads(out)
    assert (form["questions"], form["executable"], form["items"]) == (5, 3, [])
    assert form["discrimination_with"] == "session"
    assert form["topics"][0]["levels_missing"] == ["intermediate", "advanced"]
    assert not (tmp_path / "data/quizapp.db").exists()


def test_stats_of_no_question_is_no_error(run: Run, tmp_path: Path) -> None:
    write_bank(tmp_path / "bank")
    code, out, _ = run("bank", "stats", "--bank", "bank", "--level", "advanced")
    assert (code, out.splitlines()[0]) == (ExitCode.OK, "0 questions")


def test_variants_stand_in_a_table(run: Run, tmp_path: Path) -> None:
    write_bank(tmp_path / "bank")
    code, out, _ = run(
        "bank", "preview", "conv-size", "--bank", "bank", "--all-variants", "--most", "4"
    )
    assert code == ExitCode.OK
    assert len(out.splitlines()) == 7
    assert out.splitlines()[-1].startswith("4 distinct variants; there are more.")


def test_an_added_question_comes_first_in_the_next_session(run: Run, tmp_path: Path) -> None:
    code, out, err = run(
        "add", "Why", "warm", "up?", "--answer", "Noise: early.", "--point", "nice: says how long"
    )
    assert (code, out) == (ExitCode.OK, "mine/why-warm-up\n")
    assert "It comes first among the new questions" in err
    text = (tmp_path / "data/mine/general.yaml").read_text()
    assert "    prompt: Why warm up?\n" in text
    assert text.endswith("    draft: true\n")
    assert "      - nice: says how long\n" in text
    with open_house(load_config({})) as house:
        plan = plan_of_day(house, 30)
    assert str(plan.items[0].key) == "mine/why-warm-up"
    code, out, _ = run("bank", "check", str(tmp_path / "data/mine"), "--no-run")
    assert code == ExitCode.OK


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("Why?",), "The answer is missing"),
        ((), "The question is missing"),
        (("  ", "--answer", "x"), "The question is missing"),
        (("Why?", "--answer", " "), "The answer is missing"),
        (("Why?", "--answer", "x", *["--point", "p"] * 6), "at most 5 points"),
        (("Why?", "--answer", "x", "--topic", "broken"), "is not a readable file"),
        (("Why?", "--answer", "x" * 20_001), "The answer has 20,001 characters"),
    ],
)
def test_what_cannot_be_added_is_said_and_nothing_is_written(
    words: tuple[str, ...], says: str, run: Run, tmp_path: Path
) -> None:
    mine = tmp_path / "data/mine"
    mine.mkdir(parents=True)
    (mine / "broken.yaml").write_text("format: [")
    code, out, err = run("add", *words)
    assert (code, out) == (ExitCode.USAGE, "")
    assert says in err
    assert [path.name for path in mine.iterdir()] == ["broken.yaml"]


def test_questions_with_one_beginning_get_ids_of_their_own(run: Run) -> None:
    keys = [run("add", "Why?", "--answer", "x")[1].strip() for _ in range(3)]
    assert keys == ["mine/why", "mine/why-2", "mine/why-3"]
    assert run("add", "2024", "--answer", "x")[1] == "mine/2024\n"
    assert run("add", "日本", "--answer", "x")[0] == ExitCode.OK


def test_a_failed_addition_leaves_the_file_as_it_was(run: Run, tmp_path: Path) -> None:
    run("add", "Why?", "--answer", "x")
    (tmp_path / "data/mine/broken.yaml").write_text("format: [")
    before = files(tmp_path / "data")
    assert run("add", "Why?", "--answer", "x", "--topic", "broken")[0] == ExitCode.USAGE
    assert files(tmp_path / "data") == before


def mine(tmp_path: Path) -> Question:
    (question,) = load_bank(tmp_path / "data/mine").questions
    return question


def test_braces_in_an_added_question_name_no_parameter(run: Run, tmp_path: Path) -> None:
    code, _, err = run("add", "What is {{bos_token}}?", "--answer", "{{{x}}", "--point", "{{")
    assert code == ExitCode.OK
    assert "Its {{ became { {" in err
    question = mine(tmp_path)
    assert question.prompt == "What is { {bos_token}}?"
    assert isinstance(question, Recall)
    assert question.answer == "{ { {x}}"
    assert question.points[0].text == "{ {"


def test_nothing_that_is_added_is_cut(run: Run, tmp_path: Path) -> None:
    prompt, answer, point = ("p" * 5000, "a\tb" + "a" * 19_000, "w " * 3000 + "w")
    code, _, _ = run("add", prompt, "--answer", f"{answer}\x1b[2J\x00", "--point", point)
    assert code == ExitCode.OK
    question = mine(tmp_path)
    assert isinstance(question, Recall)
    assert (question.prompt, question.answer) == (prompt, answer)
    assert question.points[0].text == point


def test_a_prompt_that_is_there_already_is_told_with_its_id(run: Run) -> None:
    assert "is there already" not in run("add", "Why  so?", "--answer", "x")[2]
    code, out, err = run("add", "Why so?", "--answer", "y")
    assert (code, out) == (ExitCode.OK, "mine/why-so-2\n")
    assert "A question with this prompt is there already: mine/why-so\n" in err


@pytest.mark.parametrize(
    ("words", "file"),
    [
        (("bank", "new", "recall", "--bank", "b"), "b/schema/bank.schema.json"),
        (("bank", "schema", "--write", "b"), "b/schema/bank.schema.json"),
        (("add", "Why?", "--answer", "x"), "data/mine/schema/bank.schema.json"),
    ],
)
def test_a_file_that_cannot_be_written_is_named_and_nothing_is_left(
    words: tuple[str, ...], file: str, run: Run, tmp_path: Path
) -> None:
    folder = tmp_path / Path(file).parts[0]
    folder = folder / "mine" if folder.name == "data" else folder
    folder.mkdir(parents=True)
    # A file where a folder belongs stops root too, whom permissions do not.
    (folder / "schema").write_text("in the way")
    code, out, err = run(*words)
    assert (code, out) == (ExitCode.ENVIRONMENT, "")
    assert f"{file} cannot be written: " in err
    assert "unexpected" not in err
    assert [path.name for path in folder.iterdir()] == ["schema"]


def test_help_names_every_kind_that_can_be_written(run: Run) -> None:
    _, out, _ = run("bank", "new", "--help")
    assert [kind for kind in ALL_KINDS if f" {kind}" not in out] == []


def test_a_difference_is_shown_from_where_it_begins(run: Run, tmp_path: Path) -> None:
    text = (BUNDLED / "bank.yaml").read_text()
    long = "The share is counted from the whole, and never from one part of it, "
    for name, ends in (("a", "twice."), ("b", "thrice.")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "bank.yaml").write_text(text)
        (tmp_path / name / "cnn.yaml").write_text(
            "format: 1\ntopic: cnn\ntitle: T\nquestions:\n  - id: one\n    kind: recall\n"
            f"    prompt: Why?\n    answer: {long}{ends}\n    level: beginner\n"
        )
    code, out, _ = run("bank", "diff", "a", "b", "--no-run")
    assert code == ExitCode.FINDINGS
    assert '    answer: ...om one part of it, twice." → ...om one part of it, thrice."' in out


@pytest.mark.parametrize(
    "words",
    [
        ("add",),
        *[("bank", name) for name in ("new", "try", "list", "search", "show", "stats", "preview")],
        ("completion",),
    ],
    ids=" ".join,
)
def test_help_begins_with_examples(words: tuple[str, ...], run: Run) -> None:
    code, out, _ = run(*words, "--help")
    assert code == ExitCode.OK
    paragraphs = out.split("\n\n")
    assert f"quizapp {' '.join(words)}" in paragraphs[2]
