"""Renaming, moving, removing: references follow, everything else stays byte for byte."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quizapp.bank.changes import CannotSave, write_all
from quizapp.bank.copying import copy_bank
from quizapp.bank.folder import open_folder
from quizapp.bank.formatting import formatted
from quizapp.bank.insertion import CannotWrite
from quizapp.bank.library import bundled_bank
from quizapp.bank.loader import RESERVED, load_bank
from quizapp.bank.moving import renamed
from quizapp.bank.removing import StillNamed, moved, removed
from tests.scale import n

Make = Callable[..., Path]

ONE = """\
format: 1
topic: cnn
title: Convolution
questions:

  # the first
  - id: one   # its id
    kind: recall
    needs: [ two,three ]   # both
    prompt: 'What about one?'   # one stays

  # the second
  - kind: recall
    id: "two"
    formerly: [second]
    contrast:
      - one
      # this one too
      - three
    sibling: one
    prompt: |
      one
      # no comment
  # behind two
"""

TWO = """\
format: 1
topic: losses
title: Losses
questions:
- {id: three, kind: recall, followups: [one], prompt: Why?}
"""


@pytest.fixture
def bank(make_bank: Make) -> Path:
    return make_bank(cnn=ONE, losses=TWO)


def test_a_new_id_reaches_every_reference_and_nothing_else(bank: Path) -> None:
    change = renamed(open_folder(bank), "one", "first-one")
    assert change.texts[bank / "cnn.yaml"] == (
        ONE.replace("- id: one   # its id\n", "- id: first-one   # its id\n    formerly: [one]\n")
        .replace("- one\n", "- first-one\n")
        .replace("sibling: one", "sibling: first-one")
    )
    assert change.texts[bank / "losses.yaml"] == TWO.replace("[one]", "[first-one]")
    assert change.referrers == ("two", "three")


def test_an_earlier_id_joins_those_that_are_there(bank: Path) -> None:
    change = renamed(open_folder(bank), "two", "pair")
    assert change.texts == {
        bank / "cnn.yaml": ONE.replace('id: "two"', 'id: "pair"')
        .replace("[second]", "[second, two]")
        .replace("[ two,three ]", "[ pair,three ]")
    }


def test_an_id_can_be_taken_back(bank: Path) -> None:
    change = renamed(open_folder(bank), "two", "second")
    assert 'id: "second"\n    formerly: [two]\n' in change.texts[bank / "cnn.yaml"]


def test_ids_that_look_like_numbers_stay_texts(make_bank: Make) -> None:
    bank = make_bank(cnn='  - id: "007"\n    kind: recall\n  - id: b\n    needs: ["007"]\n')
    text = renamed(open_folder(bank), "007", "1e5").texts[bank / "cnn.yaml"]
    assert '- id: "1e5"\n    formerly: ["007"]\n' in text
    (bank / "cnn.yaml").write_text(text)
    text = renamed(open_folder(bank), "b", "true").texts[bank / "cnn.yaml"]
    assert '- id: "true"\n    formerly: [b]\n    needs: ["1e5"]\n' in text


def test_a_question_in_brackets_is_renamed_too(bank: Path) -> None:
    change = renamed(open_folder(bank), "three", "last")
    assert "{id: last, formerly: [three], kind" in change.texts[bank / "losses.yaml"]


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ("two", "The id two is taken"),
        ("second", "The id second is an earlier id of two"),
        ("gone", "The id gone is retired"),
        ("Not An Id", "is not an id"),
        ("../x", "is not an id"),
        ("x" * 81, "is not an id"),
    ],
)
def test_an_id_that_cannot_be_given_is_refused(make_bank: Make, new: str, reason: str) -> None:
    head = "format: 1\nid: test-bank\ntitle: T\nretired: [gone]\n"
    bank = make_bank(bank=head, cnn=ONE, losses=TWO)
    with pytest.raises(CannotWrite, match=reason):
        renamed(open_folder(bank), "one", new)


def test_the_patches_of_ones_own_follow(bank: Path, make_bank: Make) -> None:
    mine = make_bank(
        "mine",
        bank="format: 1\nid: mine\ntitle: M\n",
        cnn="  - patch: test-bank/one\n    seconds: 50\n  - id: one\n    kind: recall\n",
    )
    change = renamed(open_folder(bank), "one", "first", open_folder(mine))
    text = change.texts[mine / "cnn.yaml"]
    assert "patch: test-bank/first\n" in text
    assert "- id: one\n" in text


def test_a_question_moves_to_a_topic_with_its_comments(bank: Path) -> None:
    change = moved(open_folder(bank), "two", "losses")
    cnn, losses = change.texts[bank / "cnn.yaml"], change.texts[bank / "losses.yaml"]
    assert cnn == ONE[: ONE.index("  # the second")] + "  # behind two\n"
    start, end = ONE.index("  # the second"), ONE.index("  # behind two")
    body = "".join(f"{line[2:]}\n" for line in ONE[start:end].splitlines())
    assert losses == f"{TWO}\n{body}"


def test_a_topic_that_is_not_there_is_made(bank: Path) -> None:
    change = moved(open_folder(bank), "three", "Own topic")
    assert change.texts[bank / "losses.yaml"].endswith("questions: []\n")
    made = change.texts[bank / "own-topic.yaml"]
    assert "topic: own-topic\n" in made
    assert made.endswith("\n  - {id: three, kind: recall, followups: [one], prompt: Why?}\n")


def test_what_cannot_be_moved_is_refused(make_bank: Make) -> None:
    bank = make_bank(
        cnn="  - id: one\n    kind: recall\n",
        odd="format: 1\ntopic: odd\ntitle: O\nquestions: [{id: two, kind: recall}]\n",
    )
    for name, topic in (("one", "cnn"), ("two", "cnn"), ("nobody", "cnn")):
        with pytest.raises(CannotWrite):
            moved(open_folder(bank), name, topic)


def test_a_question_that_is_named_stays(bank: Path) -> None:
    with pytest.raises(StillNamed, match="two, three still refer to one"):
        removed(open_folder(bank), "one")


def test_force_drops_the_references_and_retires_the_ids(bank: Path) -> None:
    change = removed(open_folder(bank), "three", force=True)
    assert change.referrers == ("one", "two")
    assert change.texts[bank / "losses.yaml"] == TWO[: TWO.index("-")].rstrip() + " []\n"
    assert change.texts[bank / "cnn.yaml"] == ONE.replace(",three", "").replace(
        "      - three\n", ""
    )
    assert change.texts[bank / "bank.yaml"].endswith("retired: [three]\n")
    write_all(removed(open_folder(bank), "two", force=True).texts)
    loaded = load_bank(bank)
    assert loaded.bank is not None
    assert loaded.bank.retired == ("two", "second")
    assert [entry.name for entry in open_folder(bank).entries()] == ["one", "three"]
    assert "needs: [ three ]   # both" in (bank / "cnn.yaml").read_text()


def test_a_list_that_loses_its_only_reference_goes(make_bank: Make) -> None:
    bank = make_bank(
        cnn="  - id: a\n    kind: recall\n    needs: [b]\n    contrast:\n      - b\n"
        "    prompt: Why?\n\n  - id: b\n    kind: recall\n"
    )
    text = removed(open_folder(bank), "b", force=True).texts[bank / "cnn.yaml"]
    assert text.endswith("questions:\n  - id: a\n    kind: recall\n    prompt: Why?\n")


def test_a_patch_of_a_removed_question_goes_with_it(bank: Path, make_bank: Make) -> None:
    mine = make_bank(
        "mine",
        bank="format: 1\nid: mine\ntitle: M\n",
        cnn="  - patch: test-bank/one\n    seconds: 50\n",
    )
    own = open_folder(mine)
    with pytest.raises(StillNamed, match="test-bank/one"):
        removed(open_folder(bank), "one", mine=own)
    change = removed(open_folder(bank), "one", force=True, mine=own)
    assert change.texts[mine / "cnn.yaml"].endswith("questions: []\n")


def test_a_bank_that_cannot_be_read_whole_is_left_alone(bank: Path) -> None:
    (bank / "bad.yaml").write_text("format: [\n")
    with pytest.raises(CannotWrite) as found:
        open_folder(bank)
    assert [problem.path.name for problem in found.value.problems] == ["bad.yaml"]


BUNDLED = load_bank(bundled_bank())
FIRSTS = [topic.questions[0].id for topic in BUNDLED.topics[::4]]


@pytest.mark.soak
@pytest.mark.slow
@pytest.mark.parametrize("name", FIRSTS[: n(len(FIRSTS), 10)])
def test_a_changed_bundled_bank_is_sound_and_still_in_canonical_form(
    name: str, tmp_path: Path
) -> None:
    bank = copy_bank(bundled_bank(), tmp_path / "copy")[0].parent
    changed = renamed(open_folder(bank), name, "another-id").texts
    write_all(changed)
    write_all(more := moved(open_folder(bank), "another-id", "another-topic").texts)
    loaded = load_bank(bank)
    assert [p for p in loaded.problems if p.severity == "problem"] == []
    (question,) = (q for q in loaded.questions if q.id == "another-id")
    assert (question.formerly, question.topic) == ((name,), "another-topic")
    assert len(loaded.questions) == len(BUNDLED.questions)
    write_all(last := removed(open_folder(bank), "another-id", force=True).texts)
    loaded = load_bank(bank)
    assert [p for p in loaded.problems if p.severity == "problem"] == []
    assert len(loaded.questions) == len(BUNDLED.questions) - 1
    # The other files are as they ship, and these are canonical.
    written = {**changed, **more, **last}
    touched = [path for path in written if path.exists() and path.name not in RESERVED]
    assert formatted(touched).changes == {}


def test_when_one_file_cannot_be_written_all_are_as_before(bank: Path, tmp_path: Path) -> None:
    before = (bank / "cnn.yaml").read_text()
    (tmp_path / "file").write_text("")
    new = bank / "new.yaml"
    with pytest.raises(CannotSave, match="cannot be written") as found:
        write_all({bank / "cnn.yaml": "x", new: "y", tmp_path / "file" / "z.yaml": "z"})
    assert found.value.hint == "Every file is as it was."
    assert (bank / "cnn.yaml").read_text() == before
    assert not new.exists()


def test_a_file_that_cannot_be_put_back_is_named(tmp_path: Path) -> None:
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text("old")
    two.write_text("old")
    (tmp_path / "file").write_text("")

    class MeanwhileAFolder(dict[Path, str | bytes | None]):
        def items(self) -> Any:
            yield one, "new"
            yield two, "new"
            one.unlink()
            one.mkdir()
            yield tmp_path / "file" / "z.yaml", "new"

    with pytest.raises(CannotSave) as found:
        write_all(MeanwhileAFolder())
    assert str(one) in found.value.hint
    assert str(two) not in found.value.hint
    assert "Every file" not in found.value.hint
    assert two.read_text() == "old"
