"""Making one's own of what is read-only, and telling what differs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from quizapp.bank.cache import ParsedCache
from quizapp.bank.changes import write_all
from quizapp.bank.copying import copy_bank, patch_of
from quizapp.bank.differing import FieldChange, TruthChange, difference
from quizapp.bank.families import EngineFamilies
from quizapp.bank.formatting import formatted, topic_files
from quizapp.bank.insertion import CannotWrite
from quizapp.bank.library import Library, Shelf, bundled_bank, load_library
from quizapp.bank.loader import load_bank
from quizapp.bank.originals import FILE, originals
from quizapp.bank.patching import ReadOnly
from quizapp.bank.stale import PatchState, patch_states
from quizapp.errors import EnvironmentProblem

Make = Callable[..., Path]
FAMILIES = EngineFamilies()

RECALL = "  - id: why\n    kind: recall\n    prompt: Why?\n    answer: So.\n"
SIZE = "  - id: size\n    family: conv2d.output_size\n    params: {H: 12, K: 3, S: 1, P: 0}\n"


BUNDLED = load_bank(bundled_bank())
PLACE = TemporaryDirectory()
PARSED = ParsedCache(Path(PLACE.name))


def library(tmp_path: Path) -> Library:
    return load_library(Shelf(data=tmp_path / "data"), cache=PARSED)


def patch(tmp_path: Path, key: str) -> tuple[Path, int]:
    shelf = library(tmp_path)
    question = shelf.question(key)
    assert question is not None
    read_only = ReadOnly(question, BUNDLED.written[question.id], tmp_path / "data/mine")
    made = patch_of(read_only, FAMILIES)
    write_all(made.texts)
    return made.path, made.line


def test_a_copied_bank_says_the_same_and_wins(tmp_path: Path) -> None:
    target = tmp_path / "data/banks/dl-interview"
    paths = copy_bank(bundled_bank(), target)
    assert {path.name for path in paths} >= {"bank.yaml", "roles.yaml", "cnn.yaml"}
    assert not (target / "__init__.py").exists()
    assert (target / "schema/bank.schema.json").is_file()
    assert not difference(BUNDLED.questions, load_bank(target).questions)
    assert library(tmp_path).own == {"dl-interview"}
    theirs, ours = topic_files([bundled_bank()]), topic_files([target])
    assert [path.read_bytes() for path in ours] == [path.read_bytes() for path in theirs]


def test_a_copy_takes_no_links_and_overwrites_nothing(make_bank: Make, tmp_path: Path) -> None:
    bank = make_bank(cnn=RECALL)
    (tmp_path / "there").mkdir()
    with pytest.raises(CannotWrite, match="is there already"):
        copy_bank(bank, tmp_path / "there")
    (bank / "link.yaml").symlink_to("/etc/passwd")
    with pytest.raises(CannotWrite, match="not a file of a bank"):
        copy_bank(bank, tmp_path / "new")
    (tmp_path / "file").write_text("")
    (bank / "link.yaml").unlink()
    with pytest.raises(EnvironmentProblem, match="cannot be made"):
        copy_bank(bank, tmp_path / "file" / "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bank", "file", "there"]


ONE_OF_EACH = {q.kind + str(q.family is None): q.key for q in BUNDLED.questions}


@pytest.mark.parametrize("key", ONE_OF_EACH.values(), ids=ONE_OF_EACH)
def test_a_fresh_patch_changes_nothing(key: str, tmp_path: Path) -> None:
    before = library(tmp_path).question(key)
    path, line = patch(tmp_path, key)
    after = library(tmp_path)
    assert [p for p in after.problems if p.severity == "problem"] == []
    question = after.question(key)
    assert before is not None
    assert question is not None
    assert question.place.yours
    assert question.model_dump() == before.model_dump()
    assert path.read_text().split("\n")[line - 1] == f"  - patch: {key}"
    assert formatted([path]).changes == {}
    first = "    prompt: " if before.prompt is not None else "    text: "
    assert first in path.read_text()


def test_a_second_patch_of_one_question_is_refused(tmp_path: Path) -> None:
    patch(tmp_path, "dl-interview/conv-why")
    with pytest.raises(CannotWrite, match="is a patch of dl-interview/conv-why already"):
        patch(tmp_path, "dl-interview/conv-why")


def test_a_patch_whose_original_has_changed_is_told(tmp_path: Path) -> None:
    patch(tmp_path, "dl-interview/conv-why")
    mine = tmp_path / "data/mine"
    key = "dl-interview/conv-why"
    assert patch_states(library(tmp_path), mine) == (PatchState(key, "same"),)
    recorded = originals(mine)
    assert recorded[key]["level"] == "beginner"

    own = copy_bank(bundled_bank(), tmp_path / "data/banks/x")[0].parent
    text = (own / "cnn.yaml").read_text()
    changed = text.replace(
        "id: conv-why\n    kind: recall\n    level: beginner",
        "id: conv-why\n    kind: recall\n    level: advanced",
    )
    (own / "cnn.yaml").write_text(changed)
    change = FieldChange("level", "beginner", "advanced")
    assert patch_states(library(tmp_path), mine) == (PatchState(key, "changed", (change,)),)

    (own / "cnn.yaml").write_text(text.replace("id: conv-why\n", "id: conv-why-not\n"))
    assert patch_states(library(tmp_path), mine) == (PatchState(key, "gone"),)


@pytest.mark.parametrize("record", [None, "{", "[1]", '{"dl-interview/conv-why": 1}', "[" * 9999])
def test_without_a_record_nothing_is_claimed(record: str | None, tmp_path: Path) -> None:
    patch(tmp_path, "dl-interview/conv-why")
    mine = tmp_path / "data/mine"
    (mine / FILE).unlink()
    if record is not None:
        (mine / FILE).write_text(record)
    assert [one.state for one in patch_states(library(tmp_path), mine)] == ["unknown"]


def test_questions_fields_and_truths_that_differ_are_told(make_bank: Make) -> None:
    old = load_bank(make_bank("old", cnn=RECALL + SIZE))
    new = load_bank(
        make_bank(
            "new",
            bank="format: 1\nid: other\ntitle: O\n",
            cnn=RECALL.replace("So.", "Thus.").replace("id: why", "id: how\n    formerly: [why]")
            + SIZE.replace("H: 12", "H: 14")
            + RECALL.replace("why", "more"),
        )
    )
    found = difference(old.questions, new.questions, seeds=5)
    assert (found.added, found.removed) == (("more",), ())
    how, size = found.changed
    assert (how.id, how.was) == ("how", "why")
    assert FieldChange("answer", "So.", "Thus.") in how.fields
    assert how.truths == ()
    assert [field.field for field in size.fields] == ["params"]
    assert size.draws == 6
    assert size.truths == (TruthChange(None, "10", "12"),)
    back = difference(new.questions, old.questions, seeds=0)
    assert back.removed == ("how", "more")
    assert back.added == ("why",)


def test_equal_banks_do_not_differ_whatever_they_are_called(make_bank: Make) -> None:
    old = load_bank(make_bank("old", cnn=RECALL + SIZE))
    new = load_bank(make_bank("new", bank="format: 1\nid: other\ntitle: O\n", cnn=RECALL + SIZE))
    assert not difference(old.questions, new.questions)


def test_a_question_that_cannot_be_drawn_is_named(make_bank: Make) -> None:
    text = (
        "  - id: run\n    kind: compute\n    prompt: What?\n    answer: {type: int}\n"
        "    truth: {torch: torch.tensor(1)}\n    expect: 1\n"
    )
    old = load_bank(make_bank("old", cnn=text))
    new = load_bank(make_bank("new", cnn=text.replace("What?", "Which?")))
    found = difference(old.questions, new.questions)
    assert found.not_drawn == ("run",)
    assert [field.field for field in found.changed[0].fields] == ["prompt"]
