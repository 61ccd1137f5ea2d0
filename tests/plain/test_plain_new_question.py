"""Writing questions in lines: choose, write, edit, check, look, and again."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp.bank.families import EngineFamilies
from quizapp.bank.insertion import CannotWrite
from quizapp.diagnostics import ExitCode
from quizapp.plain.new_question import Bench, Editor, PlainNewQuestion
from tests.scripted_console import ScriptedConsole


def written(
    tmp_path: Path, words: str, *lines: str, editor: Editor | None = None, pick: int | None = None
) -> tuple[ScriptedConsole, ExitCode]:
    console = ScriptedConsole(*lines)
    bench = Bench(tmp_path / "b", tmp_path, EngineFamilies())
    return console, PlainNewQuestion(bench, console, editor).run(words, pick=pick)


class FakeEditor:
    """Replaces a text at each opening, in turn, and keeps where it was opened."""

    def __init__(self, *changes: tuple[str, str], says: str = "") -> None:
        self.changes = list(changes)
        self.opened: list[tuple[str, int]] = []
        self.says = says

    def __call__(self, path: Path, line: int) -> str:
        self.opened.append((path.name, line))
        if self.changes:
            old, new = self.changes.pop(0)
            assert old in path.read_text()
            path.write_text(path.read_text().replace(old, new))
        return self.says


def test_words_lead_to_three_families_with_examples_and_a_number_writes_one(
    tmp_path: Path,
) -> None:
    console, code = written(tmp_path, "kv cache", "1", "")
    assert code is ExitCode.OK
    said = console.text
    assert "1  kv_cache.bytes: memory of a key-value cache (attention)" in said
    assert "2  kv_cache." in said
    assert "3  kv_cache." in said
    assert "-> 1 GiB" in said
    assert "Made the bank" in said
    assert "b/kv-cache-bytes stands in b/attention.yaml:7" in said
    assert "Checked: no problems." in said
    assert "How large is the key-value cache?" in said.rpartition("Checked")[2]
    lines = (tmp_path / "b/attention.yaml").read_text().split("\n")
    assert lines[0] == "# yaml-language-server: $schema=schema/bank.schema.json"
    assert lines[6:9] == [
        "  - id: kv-cache-bytes",
        "    asked: sometimes",
        "    family: kv_cache.bytes",
    ]


def test_other_words_may_be_tried_before_one_is_taken(tmp_path: Path) -> None:
    console, _ = written(tmp_path, "kv cache", "9", "9" * 5000, "dropout scale", "1", "")
    assert "There is no number 9 here." in console.said
    assert f"There is no number {'9' * 20} here." in console.said
    assert "id: dropout-scale" in (tmp_path / "b/regularisation.yaml").read_text()


def test_leaving_the_list_writes_nothing(tmp_path: Path) -> None:
    console, code = written(tmp_path, "kv cache", "", "")
    assert code is ExitCode.OK
    assert not (tmp_path / "b").exists()
    console, code = written(tmp_path, "zzz", "")
    assert "No family fits 'zzz'." in console.said
    assert not (tmp_path / "b").exists()


def test_the_editor_opens_at_the_line_and_again_at_the_problem(tmp_path: Path) -> None:
    editor = FakeEditor(
        ("asked: sometimes", "asked: sometime"), ("asked: sometime\n", "asked: often\n")
    )
    console, code = written(tmp_path, "conv2d.output_size", "e", "", editor=editor)
    assert code is ExitCode.OK
    assert editor.opened == [("convolution.yaml", 7), ("convolution.yaml", 8)]
    said = console.text
    assert "convolution.yaml:8:12: QB204 asked cannot be 'sometime'" in said
    assert said.index("QB204") < said.index("Checked: no problems.")
    assert "asked: often" in (tmp_path / "b/convolution.yaml").read_text()


def test_a_question_may_be_left_with_its_problems(tmp_path: Path) -> None:
    editor = FakeEditor(("asked: sometimes", "asked: sometimes\n    expect: '3'"))
    console, code = written(tmp_path, "conv2d.output_size", "", "", editor=editor)
    assert code is ExitCode.FINDINGS
    assert "QB502" in console.text
    assert len(editor.opened) == 1


def test_an_id_that_was_changed_in_the_editor_is_followed(tmp_path: Path) -> None:
    editor = FakeEditor(("id: conv2d-output-size", "id: mine-now"))
    console, _ = written(tmp_path, "conv2d.output_size", "", editor=editor)
    assert "b/mine-now · compute · beginner" in console.said


def test_an_editor_that_cannot_be_used_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    editor = FakeEditor(says="No editor is set.")
    console, code = written(tmp_path, "recall", "", "", editor=editor)
    assert code is ExitCode.OK
    assert "No editor is set." in console.said
    assert "b/new-recall · recall · beginner" in console.said


def test_one_question_follows_another_and_a_later_failure_is_told(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b/perceptron.yaml").write_text("format: [")
    console, code = written(tmp_path, "recall", "gate.design", "choice", "")
    assert code is ExitCode.OK
    assert "perceptron.yaml is there, but is not a readable file of the topic" in console.text
    text = (tmp_path / "b/general.yaml").read_text()
    assert text.count("- id:") == 2


def test_the_first_failure_ends_the_command(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b/general.yaml").write_text("format: [")
    with pytest.raises(CannotWrite, match="is not a readable file"):
        written(tmp_path, "design")
    with pytest.raises(CannotWrite, match="There is no number 7"):
        written(tmp_path, "kv cache", pick=7)


def test_the_end_of_the_input_ends_it(tmp_path: Path) -> None:
    _, code = written(tmp_path, "")
    assert code is ExitCode.OK
