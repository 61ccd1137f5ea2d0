"""The cache of verifications: nothing is proved twice, nothing that changed is taken as proved."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from engines.api import Params
from engines.protocol import SnippetResult, Witness
from engines.sandbox.protocol import Program, ProgramRun
from engines.values import Value
from quizapp.bank.check import How, check_paths
from quizapp.bank.checked import Checked
from quizapp.bank.drawn import CannotDraw
from quizapp.bank.known import Known
from quizapp.bank.model import Question
from quizapp.bank.source import Source
from quizapp.bank.topicfile import TopicRead, read_topic_with, served
from quizapp.bank.verifying import Verified, Verifier

Make = Callable[..., Path]

CONV = """\
  - id: {0}
    family: conv2d.output_size
    params: {{H: 12, K: 3, S: 1, P: 0}}
    vary: {{H: {{int: [8, 64]}}, K: {{choice: [1, 3]}}}}
    slips: none
    expect: "10"
    prompt: {1} {{{{H}}}} {{{{K}}}}?
"""
WRONG = CONV.replace('"10"', '"11"')
FIXED = """\
  - id: {0}
    kind: compute
    level: beginner
    prompt: {1}
    answer: {{type: int}}
    expect: "12"
    explanation: A dozen.
    sources: [Somebody 2020]
"""


@dataclass
class Counting:
    """Verifies, and keeps the ids of what it verified."""

    seeds: int = 3
    did: list[str] = field(default_factory=list)

    def __call__(self, questions: Sequence[Question]) -> Iterator[Verified]:
        for question in questions:
            self.did.append(question.id)
            yield Verifier(self.seeds).verify(question)


@pytest.fixture
def known(tmp_path: Path) -> Known:
    return Known(tmp_path / "verified", seeds=3, torch=None)


def check(folder: Path, known: Known, *, changed: bool = True) -> tuple[Checked, list[str]]:
    counting = Counting()
    how = How(verify=counting, known=known, changed=changed)
    return check_paths([folder], seeds=3, how=how), counting.did


def found(checked: Checked) -> list[tuple[str, int]]:
    return [(problem.code, problem.line) for problem in checked.problems]


def test_what_was_proved_is_not_proved_again_but_told_again(make_bank: Make, known: Known) -> None:
    folder = make_bank(cnn=CONV.format("a", "P") + FIXED.format("b", "P"))
    first, did = check(folder, known)
    assert did == ["a", "b"]
    second, did = check(folder, known)
    assert did == []
    assert second.problems == first.problems
    assert found(second) == [("QB515", 17)]
    assert second.tally.answers == first.tally.answers > 20
    assert (first.tally.unchanged, second.tally.unchanged) == (0, 2)
    assert "2 questions unchanged" in second.summary


def test_without_changed_everything_is_proved(make_bank: Make, known: Known) -> None:
    folder = make_bank(cnn=CONV.format("a", "P"))
    check(folder, known)
    assert check(folder, known, changed=False)[1] == ["a"]


def test_an_edit_proves_that_question_and_no_other(make_bank: Make, known: Known) -> None:
    folder = make_bank(
        cnn=FIXED.format("a", "P") + FIXED.format("b", "P") + FIXED.format("c", "P"),
        other=FIXED.format("d", "P"),
    )
    check(folder, known)
    path = folder / "cnn.yaml"
    text = path.read_text()
    edited = text.replace("id: b\n", "id: b\n    revision: 2\n")
    path.write_text(edited)
    checked, did = check(folder, known)
    assert did == ["b"]
    # c moved a line down, and so does what is told of it.
    assert found(checked) == [("QB515", 10), ("QB515", 19), ("QB515", 27), ("QB515", 10)]
    path.write_text(text)
    assert check(folder, known)[1] == []


def test_a_question_with_a_problem_is_proved_until_it_is_mended(
    make_bank: Make, known: Known
) -> None:
    folder = make_bank(cnn=WRONG.format("a", "P"))
    for _ in range(2):
        checked, did = check(folder, known)
        assert did == ["a"]
        assert found(checked) == [("QB502", 10)]


def test_another_setting_knows_nothing_of_it(make_bank: Make, known: Known, tmp_path: Path) -> None:
    folder = make_bank(cnn=CONV.format("a", "P"))
    check(folder, known)
    cache = tmp_path / "verified"
    for other in (
        Known(cache, seeds=4, torch=None),
        Known(cache, seeds=3, torch="2.13.0"),
        Known(cache, seeds=3, torch=None, flags=("cuda",)),
    ):
        assert check(folder, other)[1] == ["a"]
    assert check(folder, known)[1] == []


def test_other_code_knows_nothing_of_it(
    make_bank: Make, known: Known, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_bank(cnn=CONV.format("a", "P"))
    check(folder, known)
    monkeypatch.setattr("quizapp.bank.known.code_digest", lambda _: "another")
    assert check(folder, Known(tmp_path / "verified", seeds=3, torch=None))[1] == ["a"]


def test_the_same_question_of_another_bank_is_another_one(make_bank: Make, known: Known) -> None:
    folder = make_bank(cnn=CONV.format("a", "P"))
    check(folder, known)
    bank = folder / "bank.yaml"
    bank.write_text(bank.read_text().replace("test-bank", "other-bank"))
    assert check(folder, known)[1] == ["a"]


def test_a_file_that_is_what_it_was_is_not_parsed(
    make_bank: Make, known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_bank(cnn=CONV.format("a", "P"), other=FIXED.format("b", "P"))
    first, _ = check(folder, known)
    path = folder / "cnn.yaml"
    path.write_text(path.read_text().replace("id: a\n", "id: a\n    revision: 2\n"))
    parsed: list[str] = []

    def counting(source: Source, *rest: Any) -> TopicRead:
        parsed.append(source.path.name)
        return read_topic_with(source, *rest)

    monkeypatch.setattr("quizapp.bank.gathering.read_topic_with", counting)
    checked, did = check(folder, known)
    assert (parsed, did) == (["cnn.yaml"], ["a"])
    assert found(checked) == found(first) == [("QB515", 10)]
    assert checked.tally.questions == first.tally.questions == 2
    parsed.clear()
    check(folder, known)
    assert parsed == []


def test_of_an_entry_that_is_what_it_was_no_question_is_made(
    make_bank: Make, known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [FIXED.format(name, "P") for name in "abc"]
    folder = make_bank(cnn="".join(texts))
    first, _ = check(folder, known)
    path = folder / "cnn.yaml"
    made: list[str] = []

    def counting(report: Any, item: Any, *rest: Any) -> Question | None:
        made.append(item["id"])
        return served(report, item, *rest)

    monkeypatch.setattr("quizapp.bank.gathering.served", counting)
    path.write_text("# of mine\n" + path.read_text().replace("id: b\n", "id: d\n"))
    checked, did = check(folder, known)
    assert (made, did) == (["d"], ["d"])
    assert found(checked) == [(code, line + 1) for code, line in found(first)]
    assert checked.tally.questions == 3
    made.clear()
    assert check(folder, known)[1] == made == []


def test_a_comment_or_another_order_proves_nothing_again(make_bank: Make, known: Known) -> None:
    a, b = FIXED.format("a", "P"), FIXED.format("b", "P")
    folder = make_bank(cnn=a + b)
    check(folder, known)
    path = folder / "cnn.yaml"
    path.write_text("# of mine\n" + path.read_text().replace(a + b, b + a))
    for _ in range(2):
        checked, did = check(folder, known)
        assert did == []
        assert found(checked) == [("QB515", 11), ("QB515", 19)]


def test_an_id_that_is_taken_in_the_same_file_is_told_of_entries_that_did_not_change(
    make_bank: Make, known: Known
) -> None:
    a = FIXED.format("a", "P")
    folder = make_bank(cnn=a)
    check(folder, known)
    path = folder / "cnn.yaml"
    path.write_text(path.read_text() + a)
    for _ in range(2):
        checked, did = check(folder, known)
        assert did == []
        assert ("QB302", 13) in found(checked)


@pytest.mark.parametrize("title", ["topic: cnn", "title: C\u200b", "title: [x]", "format: 2"])
def test_what_is_wrong_with_a_file_s_head_is_told_whatever_is_known_of_its_entries(
    title: str, make_bank: Make, known: Known, tmp_path: Path
) -> None:
    folder = make_bank(cnn=FIXED.format("a", "P"))
    check(folder, known)
    path = folder / "cnn.yaml"
    path.write_text(path.read_text().replace("topic: ", f"{title}\ntopic: ", 1))
    fresh = Known(tmp_path / "fresh", seeds=3, torch=None)
    assert check(folder, known)[0].problems == check(folder, fresh)[0].problems != ()


def test_a_file_that_cannot_be_read_for_a_while_is_known_when_it_is_mended(
    make_bank: Make, known: Known
) -> None:
    folder = make_bank(cnn=FIXED.format("a", "P"))
    check(folder, known)
    path = folder / "cnn.yaml"
    text = path.read_text()
    for broken in (text.replace("title: ", "title: [x] #"), "questions: [", ""):
        path.write_text(broken)
        assert check(folder, known)[0].problems != ()
    path.write_text(f"# mended\n{text}")
    assert check(folder, known)[1] == []


def test_a_remark_of_the_reader_is_told_again_of_an_entry_that_did_not_change(
    make_bank: Make, known: Known
) -> None:
    odd = FIXED.format("a", "P").replace("sources: [Somebody 2020]", "sources: [Some\u200bbody]")
    folder = make_bank(cnn=odd + FIXED.format("b", "P"))
    first, _ = check(folder, known)
    path = folder / "cnn.yaml"
    path.write_text(path.read_text().replace("id: b\n", "id: c\n"))
    checked, _ = check(folder, known)
    assert [p.code for p in checked.problems] == [p.code for p in first.problems]
    assert "QB406" in [p.code for p in first.problems]


def test_what_a_file_says_of_itself_is_told_again(make_bank: Make, known: Known) -> None:
    wrong = FIXED.format("c", "P").replace("level: beginner", "level: easy")
    folder = make_bank(cnn=CONV.format("a", "P") + wrong)
    first, _ = check(folder, known)
    second, did = check(folder, known)
    assert did == []
    assert second.problems == first.problems
    assert [problem.code for problem in first.problems] == ["QB204"]


def test_an_id_that_is_taken_elsewhere_is_told_where_neither_file_changed(
    make_bank: Make, known: Known
) -> None:
    folder = make_bank(cnn=FIXED.format("a", "P"))
    check(folder, known)
    (folder / "other.yaml").write_text((folder / "cnn.yaml").read_text().replace("cnn", "other"))
    for _ in range(2):
        checked, _ = check(folder, known)
        assert ("QB302", 5) in found(checked)


def test_checks_of_the_whole_bank_always_run(make_bank: Make, known: Known) -> None:
    needing = FIXED.replace("level: beginner", "level: beginner\n    needs: [b]")
    folder = make_bank(cnn=needing.format("a", "P"), other=FIXED.format("b", "P"))
    check(folder, known)
    (folder / "other.yaml").unlink()
    checked, did = check(folder, known)
    assert did == []
    assert ("QB304", 8) in found(checked)


def test_a_reference_to_a_question_that_cannot_be_served_leads_somewhere_every_time(
    make_bank: Make, known: Known
) -> None:
    needing = FIXED.replace("level: beginner", "level: beginner\n    needs: [b]")
    easy = FIXED.replace("level: beginner", "level: easy")
    other = easy.format("b", "P") + FIXED.format("c", "P")
    folder = make_bank(cnn=needing.format("a", "P"), other=other)
    for _ in range(3):
        codes = [problem.code for problem in check(folder, known)[0].problems]
        assert codes == ["QB515", "QB204", "QB515"]


def test_a_question_that_stands_there_twice_is_counted_once_every_time(
    make_bank: Make, known: Known
) -> None:
    folder = make_bank(cnn=FIXED.format("a", "P") * 2)
    counts = [check(folder, known)[0].tally.questions for _ in range(3)]
    assert counts == [1, 1, 1]


def test_a_part_of_the_questions_leaves_the_others_known(make_bank: Make, known: Known) -> None:
    folder = make_bank(cnn=CONV.format("a", "P"), other=CONV.format("b", "P"))
    check(folder, known)
    counting = Counting()
    how = How(verify=counting, known=known, changed=True)
    check_paths([folder / "cnn.yaml"], seeds=3, how=how)
    assert counting.did == []
    assert check(folder, known)[1] == []


class Lacks:
    """Says that PyTorch is missing, whatever is asked."""

    def snippet(self, source: str, language: str) -> SnippetResult:
        raise CannotDraw("no torch", lacks_torch=True)

    def expression(self, source: str) -> Value:
        raise CannotDraw("no torch", lacks_torch=True)

    def proofs(self, family: str, many: Sequence[Params]) -> list[Witness | None]:
        raise CannotDraw("no torch", lacks_torch=True)

    def program(self, program: Program) -> ProgramRun:
        raise CannotDraw("no torch", lacks_torch=True)

    def programs(self, many: Sequence[Program]) -> None:
        pass


def test_what_an_installed_pytorch_failed_to_run_is_never_kept(
    make_bank: Make, tmp_path: Path
) -> None:
    folder = make_bank(cnn=CONV.format("a", "P"))
    known = Known(tmp_path / "verified", seeds=3, torch="2.13.0")
    how = How(verify=Verifier(3, Lacks()), known=known, changed=True)
    for _ in range(2):
        assert check_paths([folder], seeds=3, how=how).tally.unchanged == 0


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"{",
        b"[]",
        b"3",
        b'{"questions": {"K": {"problems": 3}}}',
        b'{"questions": 3, "file": {"key": 3}}',
        b"\xff",
    ],
)
def test_a_corrupt_cache_counts_as_absent(
    garbage: bytes, make_bank: Make, known: Known, tmp_path: Path
) -> None:
    folder = make_bank(cnn=CONV.format("a", "P"))
    check(folder, known)
    (path,) = (tmp_path / "verified").glob("*.json")
    (key,) = json.loads(path.read_bytes())["questions"]
    path.write_bytes(garbage.replace(b"K", key.encode()))
    assert check(folder, known)[1] == ["a"]
    assert list(json.loads(path.read_bytes())["questions"]) == [key]


def test_the_cache_does_not_grow_without_bound(
    make_bank: Make, known: Known, tmp_path: Path
) -> None:
    folder = make_bank(cnn=CONV.format("a", "P"))
    path = folder / "cnn.yaml"
    for number in range(7):
        path.write_text(path.read_text().replace("prompt: P", f"prompt: P{number}"))
        check(folder, known)
    (kept,) = (tmp_path / "verified").glob("*.json")
    assert len(json.loads(kept.read_bytes())["questions"]) == 4
    assert check(folder, known)[1] == []


def test_a_cache_that_cannot_be_written_is_no_error(make_bank: Make, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    folder = make_bank(cnn=CONV.format("a", "P"))
    assert check(folder, Known(tmp_path / "file", seeds=3, torch=None))[1] == ["a"]
