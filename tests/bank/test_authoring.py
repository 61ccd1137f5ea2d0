"""New questions: what stood in the file stays, the result checks, failures write nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from engines import api
from quizapp.bank.authoring import new_question, slug
from quizapp.bank.canonical import canonical
from quizapp.bank.check import check_paths
from quizapp.bank.families import EngineFamilies
from quizapp.bank.insertion import CannotWrite, insert
from quizapp.bank.kind_examples import EXAMPLES
from quizapp.bank.loader import load_bank
from quizapp.bank.model import ALL_KINDS
from quizapp.bank.source import Source
from quizapp.bank.templates import from_family, recall_draft

Make = Callable[..., Path]

FILE = """\
# yaml-language-server: $schema=schema/bank.schema.json
format: 1
topic: cnn
title: Convolution   # with a comment
questions:

  # the first
  - id: one
    kind: recall
    prompt: |
      Look at this:
        # no comment

    answer: 'A'   # trailing
  # about nothing yet
"""


def test_an_entry_goes_behind_the_last_and_nothing_else_moves() -> None:
    text, line = insert(Path("cnn.yaml"), FILE, "id: two\nkind: recall\n")
    assert text == FILE.replace("# trailing\n", "# trailing\n\n  - id: two\n    kind: recall\n")
    assert text.split("\n")[line - 1] == "  - id: two"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("questions: []\n", "questions:\n\n  - id: x\n    a: 1\n"),
        ("questions:\n", "questions:\n\n  - id: x\n    a: 1\n"),
        ("questions:", "questions:\n\n  - id: x\n    a: 1\n"),
        ("questions: []\ntitle: T\n", "questions:\n\n  - id: x\n    a: 1\ntitle: T\n"),
        ("questions:\n- id: y\n", "questions:\n- id: y\n\n- id: x\n  a: 1\n"),
        ("questions:\n  - id: y", "questions:\n  - id: y\n\n  - id: x\n    a: 1\n"),
        (
            "questions:\n  - id: y\n\n# about the title\ntitle: T\n",
            "questions:\n  - id: y\n\n  - id: x\n    a: 1\n\n# about the title\ntitle: T\n",
        ),
        (
            "questions:\n  - code: |\n      a\n      # b\n",
            "questions:\n  - code: |\n      a\n      # b\n\n  - id: x\n    a: 1\n",
        ),
    ],
)
def test_every_shape_of_list_takes_an_entry(before: str, after: str) -> None:
    text, _ = insert(Path("x.yaml"), before, "id: x\na: 1\n")
    assert text == after
    assert yaml.safe_load(text)["questions"][-1] == {"id": "x", "a": 1}


@pytest.mark.parametrize(
    "text", ["", "title: T\n", "questions: [a]\n", "questions: {", "questions: 3\n"]
)
def test_a_file_that_takes_no_entry_is_refused(text: str) -> None:
    with pytest.raises(CannotWrite):
        insert(Path("x.yaml"), text, "id: x\n")


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_an_example_of_a_kind_passes_the_check_at_once(kind: str, tmp_path: Path) -> None:
    written = new_question(kind, tmp_path / "my bank", EngineFamilies())
    assert (written.key, written.created) == (f"my-bank/new-{kind}", True)
    lines = written.path.read_text().split("\n")
    assert lines[0].startswith("# yaml-language-server: $schema=schema/")
    assert (written.path.parent / "schema" / "bank.schema.json").is_file()
    assert lines[written.line - 1] == f"  - id: new-{kind}"
    problems = check_paths([tmp_path / "my bank"], seeds=3).problems
    assert [p for p in problems if p.severity != "note"] == []


def test_a_question_on_a_family_stands_in_its_topics_file(tmp_path: Path) -> None:
    families = EngineFamilies()
    first = new_question("conv2d.output_size", tmp_path / "b", families)
    second = new_question("conv2d.output_size", tmp_path / "b", families)
    third = new_question("conv2d.output_size", tmp_path / "b", families, topic="Other Things")
    assert first.key == "b/conv2d-output-size"
    assert second.key == "b/conv2d-output-size-2"
    assert first.path == second.path
    assert third.path.name == "other-things.yaml"
    assert (second.created, third.created) == (False, False)
    problems = check_paths([tmp_path / "b"], seeds=3).problems
    assert [p for p in problems if p.severity == "problem"] == []


def test_an_existing_bank_keeps_its_id_and_its_file_for_a_topic(make_bank: Make) -> None:
    folder = make_bank()
    (folder / "convnets.yaml").write_text(FILE)
    written = new_question("recall", folder, EngineFamilies(), topic="cnn", question_id="mine-1")
    assert (written.key, written.path.name) == ("test-bank/mine-1", "convnets.yaml")
    assert [q.id for q in load_bank(folder).questions] == ["one", "mine-1"]


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.parametrize(
    ("what", "more", "says"),
    [
        ("recal", {}, "There is no family or kind"),
        ("recall", {"question_id": "one"}, "is taken"),
        ("recall", {"question_id": "Bad Id"}, "would not load"),
        ("recall", {"topic": "broken"}, "is not a readable file"),
    ],
)
def test_a_failure_writes_nothing(
    what: str, more: dict[str, Any], says: str, make_bank: Make
) -> None:
    folder = make_bank(broken="format: [")
    (folder / "cnn.yaml").write_text(FILE)
    before = snapshot(folder)
    with pytest.raises(CannotWrite, match=says):
        new_question(what, folder, EngineFamilies(), **more)
    assert snapshot(folder) == before


def test_a_folder_that_cannot_become_a_bank_stays_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite):
        new_question("recall", tmp_path / "new", EngineFamilies(), question_id="NO")
    assert not (tmp_path / "new").exists()


def test_every_kind_has_an_example() -> None:
    assert set(EXAMPLES) == set(ALL_KINDS)


@pytest.mark.parametrize(
    ("words", "made"), [("My Bank!", "my-bank"), ("ünï", "n"), ("", "bank"), ("a--b", "a-b")]
)
def test_a_slug_is_an_id(words: str, made: str) -> None:
    assert slug(words) == made


@pytest.mark.parametrize(
    "entry",
    [
        *(pytest.param(text, id=kind) for kind, text in EXAMPLES.items()),
        pytest.param(from_family(api.family("conv2d.output_size")), id="family"),
        pytest.param(recall_draft("Why?", "So: it is.", ["because", "nice: too"]), id="draft"),
    ],
)
def test_a_new_question_is_in_canonical_form(entry: str) -> None:
    empty = FILE[: FILE.index("questions:")].replace("   # with a comment", "") + "questions: []\n"
    text, _ = insert(Path("cnn.yaml"), empty, f"id: new\n{entry}")
    assert canonical(Source(Path("cnn.yaml"), text)) == text
