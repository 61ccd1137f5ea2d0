"""Trying answers in lines: read as, verdict, why; and answers kept as tests."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest

from quizapp.bank.drawn import CannotDraw, TruthRunner
from quizapp.bank.families import EngineFamilies
from quizapp.bank.kind_examples import EXAMPLES
from quizapp.bank.loader import load_bank
from quizapp.bank.storing import Prover
from quizapp.diagnostics import ExitCode
from quizapp.plain.new_question import Editor
from quizapp.plain.try_question import PlainTry
from tests.houses import write_bank
from tests.in_this_process import InThisProcess
from tests.scripted_console import ScriptedConsole

BANK = """\
format: 1
topic: cnn
title: Convolution
questions:
  # The window slides.
  - id: size
    family: conv2d.output_size
    params: {H: 12, K: 3, S: 1, P: 0}
  - id: letter
    kind: compute
    level: beginner
    prompt: Which letter counts the samples of a batch?
    answer: {type: text}
    expect: N
    explanation: It is N.
    sources: ["By hand"]
  - id: essay
    kind: recall
    level: beginner
    prompt: Why?
    answer: Because.
    points: [{must: says so}]
    explanation: So.
    sources: ["By hand"]
"""


def tried(
    tmp_path: Path,
    question_id: str,
    *lines: str,
    seed: int | None = None,
    bank: str = BANK,
    runner: TruthRunner | None = None,
    editor: Editor | None = None,
    width: int = 78,
) -> ScriptedConsole:
    folder = tmp_path / "bank"
    if not folder.exists():
        write_bank(folder, bank)
    (question,) = [q for q in load_bank(folder).questions if q.id == question_id]
    console = ScriptedConsole(*lines)
    prover = Prover(EngineFamilies(), runner)
    code = PlainTry(question, prover, console, editor, width).run(seed)
    assert code is ExitCode.OK
    return console


def text_of(tmp_path: Path) -> str:
    return (tmp_path / "bank/cnn.yaml").read_text()


def test_each_answer_is_read_judged_and_explained(tmp_path: Path) -> None:
    said = tried(tmp_path, "size", "10", "9", "123?", "1o").said
    at = said.index("given      9")
    assert said[at : at + 4] == [
        "given      9",
        "read as    9",
        "verdict    wrong (no_plus_one)",
        "9 is what comes out when the steps are counted and the position they start",
    ]
    assert "verdict    right" in said
    assert "read as    123   (not sure)" in said
    assert "           no slip and no known-wrong answer explains it" in said
    at = said.index("given      1o")
    assert said[at + 1].strip() == "^"
    assert "not readable, costs nothing" in said[at + 2]
    assert said.count("accepted   exactly 10") == 4
    assert text_of(tmp_path) == BANK


def test_a_letter_draws_new_numbers_and_another_the_canonical_ones(tmp_path: Path) -> None:
    said = tried(tmp_path, "size", "n", "n", "c").said
    heads = [line for line in said if line.startswith(("canonical: ", "seed "))]
    assert [head.split(":")[0] for head in heads] == ["canonical", "seed 1", "seed 2", "canonical"]
    assert heads[0] == heads[3]
    assert len(set(heads)) == 3
    assert "Its numbers are always the same." in tried(tmp_path, "letter", "n").said


def test_a_seed_can_be_named(tmp_path: Path) -> None:
    assert any(line.startswith("seed 7: ") for line in tried(tmp_path, "size", seed=7).said)


def test_a_wrong_answer_is_kept_with_its_sentence_and_explains_itself_at_once(
    tmp_path: Path,
) -> None:
    said = tried(tmp_path, "size", "12", "t", "12 is the input itself.", "12", "t").said
    assert "Why is 12 wrong? One sentence:" in said
    assert f"Kept in {tmp_path}/bank/cnn.yaml: wrong: 12" in said
    last = len(said) - said[::-1].index("given      12") - 1
    assert "12 is the input itself." in said[last:]
    assert "A sentence explains it already." in said[last:]
    added = '    wrong:\n      - answer: "12"\n        why: 12 is the input itself.\n'
    assert text_of(tmp_path) == BANK.replace("P: 0}\n", "P: 0}\n" + added)


def test_a_right_answer_is_kept_as_the_claim(tmp_path: Path) -> None:
    tried(tmp_path, "size", "10", "t")
    assert text_of(tmp_path) == BANK.replace("P: 0}\n", 'P: 0}\n    expect: "10"\n')


def test_a_spelling_that_was_refused_is_accepted_from_then_on(tmp_path: Path) -> None:
    said = tried(tmp_path, "letter", "batch size", "a", "Batch size").said
    assert said.index("verdict    wrong") < said.index("verdict    right")
    assert 'answer: {type: text, accept: ["batch size"]}' in text_of(tmp_path)


def test_a_letter_that_is_a_command_can_be_answered(tmp_path: Path) -> None:
    said = tried(tmp_path, "letter", ".n", ".t?").said
    assert "given      n" in said
    assert "verdict    right" in said
    assert "given      t?" in said


@pytest.mark.parametrize(
    ("question", "lines", "says"),
    [
        ("size", ("t",), "There is no answer yet."),
        ("size", ("10", "n", "t"), "There is no answer yet."),
        ("size", ("9", "t"), "The slip no_plus_one explains it already."),
        ("size", ("12", "a"), "The format keeps no further spellings for answers of type int"),
        ("size", ("n", "1", "t"), "A stored test speaks of the canonical numbers."),
        ("size", ("12", "t", ""), "A known-wrong answer needs its sentence."),
        ("size", ("12", "t", "It is {{x}}."), "With it small/size would not hold"),
    ],
)
def test_what_cannot_be_kept_is_said_and_the_file_stays(
    tmp_path: Path, question: str, lines: tuple[str, ...], says: str
) -> None:
    said = tried(tmp_path, question, *lines).text
    assert says in said
    assert text_of(tmp_path) == BANK


def test_hostile_answers_do_not_reach_the_terminal(tmp_path: Path) -> None:
    said = tried(tmp_path, "size", "\x1b]52;c;aGk=\x07", "12\x1b[2J", "t", "q").text
    assert "\x1b" not in said


def test_only_you_can_judge_a_recall_question(tmp_path: Path) -> None:
    with pytest.raises(CannotDraw):
        tried(tmp_path, "essay", "because")


def example(kind: str) -> str:
    head = "format: 1\ntopic: cnn\ntitle: Convolution\nquestions:\n"
    return f"{head}  - id: one\n{indent(EXAMPLES[kind], '    ')}"


HEAD = "def output_size(size, kernel, stride, padding):"
RIGHT = "    return (size + 2 * padding - kernel) // stride + 1"


def test_letters_that_are_options_are_answers_and_commands_take_a_slash(tmp_path: Path) -> None:
    said = tried(tmp_path, "one", "c", "a", "/n", ".a", "/q", "b", bank=example("choice")).said
    assert [line for line in said if line.startswith("given")] == [
        "given      c",
        "given      a",
        "given      a",
    ]
    assert "Its numbers are always the same." in said
    assert any("/n new numbers" in line for line in said)
    assert not any("letter: n" in line for line in said)


def test_a_function_is_typed_over_several_lines_and_the_end_of_input_ends_it(
    tmp_path: Path,
) -> None:
    lines = (HEAD, RIGHT, "", "", HEAD, "", "    return 3", ".", "t", "No.", HEAD, RIGHT)
    said = tried(tmp_path, "one", *lines, bank=example("code"), runner=InThisProcess()).said
    verdicts = [line for line in said if line.startswith("verdict")]
    assert verdicts == ["verdict    right", "verdict    wrong", "verdict    right"]
    assert "Type the function; a lone . or two empty lines end it." in said
    assert "Why is it wrong? One sentence:" in said
    assert f"Kept in {tmp_path}/bank/cnn.yaml: wrong: {HEAD} ..." in said
    assert not any("Its numbers change" in line for line in said)
    assert "accepted   whatever gives the truth of every case" in said


def test_the_editor_opens_on_what_a_function_begins_with(tmp_path: Path) -> None:
    seen: list[str] = []

    def editor(path: Path, line: int) -> str:
        seen.append(path.read_text())
        path.write_text(f"{HEAD}\n{RIGHT}\n")
        return ""

    said = tried(
        tmp_path, "one", "e", "e", bank=example("code"), runner=InThisProcess(), editor=editor
    ).said
    assert seen == [f"{HEAD}\n    ...\n", f"{HEAD}\n{RIGHT}\n"]
    assert said.count("verdict    right") == 2
    assert any(line.endswith("e opens your editor.") for line in said)


def test_messages_break_at_blanks(tmp_path: Path) -> None:
    said = tried(tmp_path, "size", "12", "a", width=60).said
    at = said.index("The format keeps no further spellings for answers of type")
    assert said[at + 1] == "int; a wrong one can be stored."
    assert all(len(line) <= 60 for line in said)
