"""How each kind of question stands on the screen and in lines: items, blanks, lines to mend."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.bank.loader import load_bank
from quizapp.drive.dealing import item_of
from quizapp.grading.shown import shown_truth
from quizapp.plain.words import prompt_lines
from quizapp.session.item import Item
from quizapp.session.loop import answer, open_loop
from quizapp.tui.layout import Look
from quizapp.tui.views.asking import question_blocks
from quizapp.tui.views.verdict import verdict_line
from tests.in_this_process import InThisProcess

LOOK = Look(60, 30)
Make = Callable[[str], Item]

HEAD = "format: 1\ntopic: t\ntitle: T\nquestions:\n"
TAIL = "    level: beginner\n    explanation: So it is.\n    sources: [Somebody 2020]\n"
ORDER = "  - id: q\n    kind: order\n    prompt: Order them.\n    steps: [one, two, three]\n" + TAIL
MATCH = (
    "  - id: q\n    kind: match\n    prompt: Pair them.\n"
    "    pairs: [[A, x], [B, y], [C, z]]\n" + TAIL
)
CLOZE = "  - id: q\n    kind: cloze\n    text: It is {{c1::here}}.\n" + TAIL
FIX = (
    "  - id: q\n    kind: snippet\n    language: torch\n    ask: fix\n    prompt: Mend it.\n"
    "    code: |\n      x = 1\n      print(x - 1)\n    expect: '2: print(x + 1)'\n" + TAIL
)
SPOT = (
    "  - id: q\n    family: conv2d.output_size\n    options: {from: slip_names, count: 3}\n"
    "    level: beginner\n"
)


@pytest.fixture
def item(tmp_path: Path) -> Make:
    """Return a function that deals the one question of a topic file."""

    def make(text: str) -> Item:
        (tmp_path / "bank.yaml").write_text("format: 1\nid: b\ntitle: B\n", encoding="utf-8")
        (tmp_path / "t.yaml").write_text(HEAD + text, encoding="utf-8")
        loaded = load_bank(tmp_path)
        assert loaded.problems == ()
        return item_of(loaded.questions[0], 1, "canonical", InThisProcess())

    return make


def rows(dealt: Item) -> list[str]:
    blocks = question_blocks(open_loop(dealt, 0.0), LOOK, frozenset(), None)
    return [line.plain.rstrip() for block in blocks for line in block.lines]


def spoken(dealt: Item) -> list[str]:
    return prompt_lines(open_loop(dealt, 0.0))


def test_steps_to_order_stand_behind_numbers(item: Make) -> None:
    dealt = item(ORDER)
    texts = [shown.text for shown in dealt.presented.items]
    assert [f"      {n}  {text}" for n, text in enumerate(texts, 1)] == rows(dealt)[1:4]
    assert rows(dealt)[-1] == "   Give the numbers in the right order."
    assert [f"{n}: {text}" for n, text in enumerate(texts, 1)] == spoken(dealt)[1:4]


def test_pairs_stand_behind_numbers_and_letters(item: Make) -> None:
    dealt = item(MATCH)
    found = rows(dealt)
    assert found[1:4] == ["      1  A", "      2  B", "      3  C"]
    assert found[4] == ""
    assert [line[6] for line in found[5:8]] == ["a", "b", "c"]
    assert spoken(dealt)[4].startswith("a: ")


@pytest.mark.parametrize(
    ("text", "says"), [(ORDER, "one → two → three"), (MATCH, "A – x; B – y; C – z")]
)
def test_an_arrangement_is_told_in_its_own_words(item: Make, text: str, says: str) -> None:
    dealt = item(text)
    assert dealt.asked is not None
    loop = answer(open_loop(dealt, 0.0), shown_truth(dealt.asked), 1.0)
    assert loop.outcome is not None
    told = "\n".join(line.plain.rstrip() for line in verdict_line(loop.outcome, dealt, LOOK))
    assert told.endswith(says), told


def test_gap_stands_as_a_blank(item: Make) -> None:
    assert rows(item(CLOZE)) == ["   It is ____.", "   Fill the gap."]


def test_program_to_mend_has_numbers_and_says_what_it_must_print(item: Make) -> None:
    dealt = item(FIX)
    found = rows(dealt)
    assert "     ▏ 2  print(x - 1)" in found
    assert found[found.index("   it must print") + 1] == "     2"
    said = spoken(dealt)
    assert said[said.index("It must print:") + 1] == "  2"


def test_wrong_working_stands_above_the_options(item: Make) -> None:
    found = rows(item(SPOT))
    assert "   Somebody reckons as below. What has gone wrong?" in found
    assert any(line.startswith("     ▏ answer: ") for line in found)


def test_line_is_judged_in_the_loop_with_what_it_printed(item: Make) -> None:
    loop = answer(open_loop(item(FIX), 0.0), "2: print(x + 2)", 1.0)
    assert loop.notice is not None
    assert loop.notice.evidence == ("your version prints  3", "it must print  2")
    loop = answer(loop, "print(1 + x)", 2.0)
    assert loop.outcome is not None
    assert loop.outcome.right
    assert loop.outcome.evidence == ("it prints  2",)
