"""The banks in use: which wins, patches, one's own drafts, earlier ids, and the parsed cache."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

import question_bank
from quizapp.bank.cache import ParsedCache
from quizapp.bank.library import Library, Shelf, bundled_bank, load_library
from quizapp.bank.loader import load_bank
from quizapp.bank.schema import schema, schema_text

Make = Callable[..., Path]
ENTRY = "  - id: {}\n    kind: recall\n    prompt: {}\n    answer: A\n"
MINE = "format: 1\nid: mine\ntitle: My own\n"


def prompts(library: Library) -> dict[str, str | None]:
    return {question.key: question.prompt for question in library.questions}


def test_of_two_banks_with_one_id_the_first_named_wins(make_bank: Make) -> None:
    one = make_bank("one", cnn=ENTRY.format("a", "first"))
    two = make_bank("two", cnn=ENTRY.format("a", "second"))
    library = load_library(Shelf((two, one)))
    assert prompts(library) == {"test-bank/a": "second"}
    (note,) = library.problems
    assert (note.code, note.severity, note.path) == ("QB307", "note", one / "bank.yaml")
    assert str(two) in note.message


def test_a_found_bank_wins_over_the_bundled_one(make_bank: Make, tmp_path: Path) -> None:
    bundled = make_bank("bundled", cnn=ENTRY.format("a", "bundled"))
    data = tmp_path / "data"
    (data / "banks").mkdir(parents=True)
    make_bank("copy", cnn=ENTRY.format("a", "copied")).rename(data / "banks" / "copy")
    assert prompts(load_library(Shelf(data=data, bundled=bundled))) == {"test-bank/a": "copied"}
    assert prompts(load_library(Shelf(bundled=bundled))) == {"test-bank/a": "bundled"}


def test_the_bundled_bank_is_left_out_where_others_are_named(make_bank: Make) -> None:
    named = make_bank("named", cnn=ENTRY.format("a", "P"))
    assert list(prompts(load_library(Shelf((named,))))) == ["test-bank/a"]


def test_a_bank_may_be_named_by_one_of_its_files(make_bank: Make) -> None:
    named = make_bank("named", cnn=ENTRY.format("a", "P"))
    library = load_library(Shelf((named / "cnn.yaml",)))
    assert list(prompts(library)) == ["test-bank/a"]


def test_drafts_are_served_from_ones_own_bank_only(make_bank: Make) -> None:
    text = ENTRY.format("a", "P") + ENTRY.format("b", "P") + "    draft: true\n"
    bundled = make_bank("bundled", cnn=text)
    own = load_library(Shelf((bundled,), bundled=None))
    shipped = load_library(Shelf(bundled=bundled))
    assert list(prompts(own)) == ["test-bank/a", "test-bank/b"]
    assert list(prompts(shipped)) == ["test-bank/a"]


def test_an_earlier_id_still_finds_its_question(make_bank: Make) -> None:
    bank = make_bank(cnn=ENTRY.format("new", "P") + "    formerly: [old]\n")
    library = load_library(Shelf((bank,)))
    question = library.question("test-bank/old")
    assert question is not None
    assert question.id == "new"
    assert library.question("test-bank/none") is None
    assert library.find("new") == (question,)


def mine_with(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / "data" / "mine"
    folder.mkdir(parents=True)
    (folder / "bank.yaml").write_text(MINE)
    (folder / "own.yaml").write_text("format: 1\ntopic: own\ntitle: Own\nquestions:\n" + text)
    return folder.parent


def test_a_patch_changes_fields_and_keeps_the_original(make_bank: Make, tmp_path: Path) -> None:
    bundled = make_bank("bundled", cnn=ENTRY.format("a", "before"))
    data = mine_with(tmp_path, "  - patch: test-bank/a\n    prompt: after\n    seconds: 90\n")
    library = load_library(Shelf(data=data, bundled=bundled))
    question, original = library.question("test-bank/a"), library.original("test-bank/a")
    assert question is not None
    assert original is not None
    assert (question.prompt, question.seconds, question.place.yours) == ("after", 90, True)
    assert (original.prompt, original.seconds, original.place.yours) == ("before", None, False)
    assert question.key == "test-bank/a"
    assert library.problems == ()


@pytest.mark.parametrize(
    ("patch", "code"),
    [
        ("  - patch: test-bank/nothing\n    prompt: x\n", "QB308"),
        ("  - patch: nothing\n    prompt: x\n", "QB308"),
        ("  - patch: test-bank/a\n    kind: choice\n", "QB308"),
        ("  - patch: test-bank/a\n    promt: x\n", "QB201"),
        ("  - patch: test-bank/a\n    seconds: soon\n", "QB203"),
    ],
)
def test_a_bad_patch_leaves_the_original(
    patch: str, code: str, make_bank: Make, tmp_path: Path
) -> None:
    bundled = make_bank("bundled", cnn=ENTRY.format("a", "before"))
    library = load_library(Shelf(data=mine_with(tmp_path, patch), bundled=bundled))
    assert prompts(library) == {"test-bank/a": "before"}
    assert [problem.code for problem in library.problems] == [code]
    assert library.problems[0].path.name == "own.yaml"


def test_patches_count_in_mine_only(make_bank: Make) -> None:
    bank = make_bank(
        cnn=ENTRY.format("a", "before") + "  - patch: test-bank/a\n    prompt: after\n"
    )
    library = load_library(Shelf((bank,)))
    assert prompts(library) == {"test-bank/a": "before"}
    assert [problem.code for problem in library.problems] == ["QB308"]


def test_a_patch_of_a_bank_that_is_not_in_use_waits(make_bank: Make, tmp_path: Path) -> None:
    named = make_bank(cnn=ENTRY.format("a", "P"))
    mine = tmp_path / "data/mine"
    mine.mkdir(parents=True)
    (mine / "bank.yaml").write_text("format: 1\nid: mine\ntitle: Mine\n")
    head = "format: 1\ntopic: cnn\ntitle: CNN\nquestions:\n"
    (mine / "cnn.yaml").write_text(f"{head}  - patch: dl-interview/relu-why\n    prompt: x\n")
    assert load_library(Shelf(named=(named,), data=tmp_path / "data")).problems == ()
    both = load_library(Shelf(data=tmp_path / "data", bundled=named))
    assert [problem.code for problem in both.problems] == ["QB308"]


class NoFamilies:
    """Families that nobody may ask for."""

    def names(self) -> tuple[str, ...]:
        raise AssertionError("the cache was not used")

    def get(self, name: str) -> None:
        raise AssertionError("the cache was not used")


def test_what_the_cache_gives_is_what_reading_gives(
    make_bank: Make, tmp_path: Path, families: Any
) -> None:
    text = (
        "  - id: size\n    family: toy.size\n    vary: {K: {choice: [1, 3]}}\n"
        + ENTRY.format("b", "P")
        + "  - id: bad\n    kind: recal\n"
        + "  - patch: test-bank/b\n    prompt: Q\n"
    )
    folder = make_bank(cnn=text)
    cache = ParsedCache(tmp_path / "cache")
    fresh = load_bank(folder, families=families)
    first = load_bank(folder, families=families, cache=cache)

    second = load_bank(folder, families=NoFamilies(), cache=cache)
    assert first == fresh
    assert second == fresh
    assert second.questions[0].model_fields_set == fresh.questions[0].model_fields_set


def test_the_whole_bundled_bank_comes_from_the_cache(tmp_path: Path) -> None:
    folder = Path(str(question_bank.__file__)).parent
    cache = ParsedCache(tmp_path / "cache")
    fresh = load_bank(folder, cache=cache)
    assert load_bank(folder, cache=cache, families=NoFamilies()) == fresh
    assert len(fresh.questions) > 1000


@pytest.mark.parametrize("garbage", [b"", b"{", b"[]", b"null", b'{"head": 3}', b"\xff\x00"])
def test_a_corrupt_cache_counts_as_absent(garbage: bytes, make_bank: Make, tmp_path: Path) -> None:
    folder = make_bank(cnn=ENTRY.format("a", "P"))
    cache = ParsedCache(tmp_path / "cache")
    fresh = load_bank(folder, cache=cache)
    (path,) = (tmp_path / "cache").iterdir()
    path.write_bytes(garbage)
    assert load_bank(folder, cache=cache) == fresh
    assert json.loads(path.read_bytes())["head"]["topic"] == "cnn"


def test_an_edit_is_never_answered_from_the_cache(make_bank: Make, tmp_path: Path) -> None:
    folder = make_bank(cnn=ENTRY.format("a", "before"))
    cache = ParsedCache(tmp_path / "cache")
    load_bank(folder, cache=cache)
    path = folder / "cnn.yaml"
    path.write_text(path.read_text().replace("before", "behind"))
    assert load_bank(folder, cache=cache).questions[0].prompt == "behind"


def test_a_cache_that_cannot_be_written_is_no_error(make_bank: Make, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    folder = make_bank(cnn=ENTRY.format("a", "P"))
    assert len(load_bank(folder, cache=ParsedCache(tmp_path / "file")).questions) == 1


def test_the_committed_schema_is_the_generated_one() -> None:
    path = bundled_bank() / "schema" / "bank.schema.json"
    assert path.read_text(encoding="utf-8") == schema_text(), "run `quizapp bank schema --write`"


@pytest.mark.parametrize(
    ("question", "good"),
    [
        ({"id": "a", "kind": "recall", "prompt": "P", "answer": "A"}, True),
        ({"id": "a", "family": "toy.size", "params": {"H": 1}}, True),
        ({"id": "a", "kind": "compute", "prompt": "P", "expect": 10}, True),
        ({"patch": "b/a", "prompt": "P"}, True),
        ({"id": "A", "kind": "recall"}, False),
        ({"id": "a", "kind": "recall", "promt": "P"}, False),
        ({"id": "a", "kind": "choice", "options": {"from": "slips", "count": 99}}, False),
        ({"id": "a"}, False),
    ],
)
def test_the_schema_tells_good_from_bad(question: dict[str, Any], good: bool) -> None:
    document = {"format": 1, "topic": "t", "title": "T", "questions": [question]}
    validator = jsonschema.Draft7Validator(schema())
    assert validator.is_valid(document) is good
