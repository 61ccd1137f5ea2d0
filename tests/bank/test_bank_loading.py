"""Loading a bank: exact positions, nearest spellings, and good questions served beside bad ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quizapp.bank.loader import Loaded, load_bank
from quizapp.bank.model import Choice, Compute, Recall

Make = Callable[..., Path]
GOOD = "  - id: good-one\n    kind: recall\n    prompt: Why?\n    answer: Because.\n"


def found(loaded: Loaded) -> list[tuple[int, int, str]]:
    return [(problem.line, problem.column, problem.code) for problem in loaded.problems]


def test_a_question_in_four_lines_is_completed_by_its_family(
    make_bank: Make, families: Any
) -> None:
    text = "  - id: size\n    family: toy.size\n    params: {H: 20, K: 5, P: 1}\n    asked: often\n"
    loaded = load_bank(make_bank(cnn=text), families=families)
    (question,) = loaded.questions
    assert isinstance(question, Compute)
    assert question.key == "test-bank/size"
    assert (question.topic, question.topic_title) == ("cnn", "Convolution")
    assert question.position.endswith("cnn.yaml:5")
    assert question.params == {"H": 20, "K": 5, "P": 1}
    assert question.vary["H"] == {"int": (8, 64)}
    assert (question.level, question.seconds, question.skill) == ("beginner", 40, "maths")
    assert question.explanation == "It is {{answer}}."
    assert question.sources == ("Nobody 2020",)
    assert loaded.problems == ()


def test_what_the_author_wrote_stands(make_bank: Make, families: Any) -> None:
    text = (
        "  - id: size\n    family: toy.size\n    params: {H: 9, K: 3}\n    vary: {}\n"
        "    level: advanced\n    prompt: How wide?\n    skill: mechanism\n"
    )
    (question,) = load_bank(make_bank(cnn=text), families=families).questions
    assert question.vary == {}
    assert question.together == ()
    assert (question.level, question.prompt, question.skill) == (
        "advanced",
        "How wide?",
        "mechanism",
    )


def test_answers_keep_their_source_text(make_bank: Make) -> None:
    text = """\
  - id: numbers
    kind: compute
    prompt: How much?
    answer: {type: float, places: 2}
    expect: 0.30
    wrong: [{answer: 0001, why: no}, {answer: [1, 2.50], why: no}]
  - id: words
    kind: choice
    prompt: Which?
    options:
      - {text: no, correct: true}
      - {text: 1.10}
      - text: [1, 2]
"""
    loaded = load_bank(make_bank(cnn=text))
    numbers, words = loaded.questions
    assert isinstance(numbers, Compute)
    assert isinstance(words, Choice)
    assert numbers.expect == "0.30"
    assert [wrong.answer for wrong in numbers.wrong] == ["0001", "[1, 2.50]"]
    assert isinstance(words.options, tuple)
    assert [option.text for option in words.options] == ["no", "1.10", "[1, 2]"]


def test_yaml_is_read_by_the_core_schema_of_1_2(make_bank: Make, families: Any) -> None:
    text = (
        "  - id: size\n    family: toy.size\n    params: {H: 0x10, K: 0o3, P: 1}\n"
        "    sibling: no\n    evidence: [{on: [loss], show: off}]\n"
    )
    (question,) = load_bank(make_bank(cnn=text), families=families).questions
    assert question.params == {"H": 16, "K": 3, "P": 1}
    assert question.sibling == "no"
    assert question.evidence[0].show == "off"


POSITIONS: dict[str, tuple[str, list[tuple[int, int, str]], str]] = {
    "unknown key": (
        "  - id: a\n    kind: recall\n    prompt: P\n    answer: A\n    explenation: E\n",
        [(9, 5, "QB201")],
        "did you mean explanation?",
    ),
    "key of another kind": (
        "  - id: a\n    kind: recall\n    prompt: P\n    answer: A\n    shuffle: true\n",
        [(9, 5, "QB201")],
        "shuffle belongs to the kind choice",
    ),
    "unknown kind": (
        "  - id: a\n    kind: recal\n    prompt: P\n",
        [(6, 11, "QB205")],
        "did you mean recall?",
    ),
    "no kind": ("  - id: a\n    prompt: P\n", [(5, 5, "QB202")], "add kind"),
    "unknown family": (
        "  - id: a\n    family: toy.sise\n",
        [(6, 13, "QB207")],
        "did you mean toy.size?",
    ),
    "unknown parameter": (
        "  - id: a\n    family: toy.size\n    params: {H: 12, K: 3, Q: 1}\n",
        [(7, 27, "QB208")],
        "",
    ),
    "parameter beyond its bound": (
        "  - id: a\n    family: toy.size\n    params: {H: 12, K: 99, P: 0}\n",
        [(7, 24, "QB209")],
        "",
    ),
    "impossible together": (
        "  - id: a\n    family: toy.size\n    params: {H: 2, K: 9, P: 0}\n",
        [(7, 13, "QB209")],
        "",
    ),
    "a mapping for a parameter": (
        (
            "  - id: a\n    kind: recall\n    prompt: '{{n:list}}'\n    answer: A\n"
            "    params: {n: {a: 1}}\n"
        ),
        [(9, 17, "QB209")],
        "",
    ),
    "together beyond the bound": (
        "  - id: a\n    family: toy.size\n    vary: {}\n    together: [{K: 5}, {K: 99}]\n",
        [(8, 28, "QB209")],
        "",
    ),
    "together of other names": (
        (
            "  - id: a\n    family: toy.size\n    vary: {P: {int: [0, 1]}}\n"
            "    together: [{K: 5}, {H: 20, P: 1}]\n"
        ),
        [(8, 24, "QB210"), (8, 32, "QB210")],
        "",
    ),
    "range upside down": (
        "  - id: a\n    family: toy.size\n    vary: {K: {int: [7, 1]}}\n",
        [(7, 21, "QB210")],
        "",
    ),
    "range beyond the bound": (
        "  - id: a\n    family: toy.size\n    vary:\n      K: {int: [1, 99]}\n",
        [(8, 10, "QB210")],
        "",
    ),
    "range of nothing": (
        "  - id: a\n    family: toy.size\n    vary:\n      Q: {int: [1, 9]}\n",
        [(8, 7, "QB208")],
        "",
    ),
    "another type of answer": (
        "  - id: a\n    family: toy.size\n    answer: {type: float}\n",
        [(7, 20, "QB211")],
        "narrow it only",
    ),
    "unknown field of the answer": (
        "  - id: a\n    family: toy.size\n    answer: {places: 3}\n",
        [(7, 14, "QB211")],
        "",
    ),
    "unknown slip": (
        "  - id: a\n    family: toy.size\n    slips: [no_pading]\n",
        [(7, 13, "QB212")],
        "did you mean no_padding?",
    ),
    "no correct option": (
        "  - id: a\n    kind: choice\n    prompt: P\n    options: [{text: x}, {text: y}]\n",
        [(8, 14, "QB213")],
        "mark one",
    ),
    "equal options": (
        (
            "  - id: a\n    kind: choice\n    prompt: P\n    options:\n"
            "      - {text: x y, correct: true}\n      - text: X  y\n"
        ),
        [(10, 15, "QB213")],
        "",
    ),
    "wrong type": (
        "  - id: a\n    kind: recall\n    prompt: 3\n    answer: A\n    draft: yes\n",
        [(7, 13, "QB203"), (9, 12, "QB203")],
        "put it in quotes",
    ),
    "not one of the levels": (
        "  - id: a\n    kind: recall\n    level: beginer\n    prompt: P\n    answer: A\n",
        [(7, 12, "QB204")],
        "did you mean beginner?",
    ),
    "a point of two roles": (
        (
            "  - id: a\n    kind: recall\n    prompt: P\n    answer: A\n"
            "    points:\n      - must: x\n      - must: x\n        nice: y\n"
        ),
        [(11, 9, "QB204")],
        "",
    ),
    "unknown key in a point": (
        (
            "  - id: a\n    kind: recall\n    prompt: P\n    answer: A\n"
            "    points:\n      - {must: x}\n      - {red-flag: x}\n"
        ),
        [(11, 10, "QB201")],
        "did you mean red_flag?",
    ),
    "neither word nor list": (
        "  - id: a\n    family: toy.size\n    slips: some\n    hints: 3\n",
        [(7, 12, "QB203"), (8, 12, "QB203")],
        "",
    ),
    "nothing says the answer": (
        "  - id: a\n    kind: compute\n    prompt: P\n    answer: {type: int}\n",
        [(5, 5, "QB202")],
        "add family",
    ),
    "fixed answer with numbers that vary": (
        (
            "  - id: a\n    kind: compute\n    prompt: P\n    answer: {type: int}\n"
            "    expect: 3\n    params: {n: 1}\n    vary: {n: {int: [1, 2]}}\n"
        ),
        [(11, 5, "QB214")],
        "",
    ),
    "design without family": (
        "  - id: a\n    kind: design\n    prompt: P\n",
        [(5, 5, "QB202")],
        "add family",
    ),
    "snippet to mend": (
        (
            "  - id: a\n    kind: snippet\n    language: torch\n    prompt: P\n    code: x = 1\n"
            "    ask: fix\n"
        ),
        [(5, 5, "QB202")],
        "add expect",
    ),
    "question that is a text": ("  - just words\n", [(5, 5, "QB203")], ""),
    "missing id": (
        "  - kind: recall\n    prompt: P\n    answer: A\n",
        [(5, 5, "QB202")],
        "add id",
    ),
    "braces without quotes": (
        "  - id: a\n    kind: recall\n    prompt: {{H}} pixels\n    answer: A\n",
        [(7, 19, "QB106")],
        "quote the text",
    ),
}


@pytest.mark.parametrize("name", POSITIONS)
def test_a_problem_stands_at_its_place(name: str, make_bank: Make, families: Any) -> None:
    text, places, hint = POSITIONS[name]
    folder = make_bank(bad=text)
    (folder / "good.yaml").write_text(
        "format: 1\ntopic: good\ntitle: Good\nquestions:\n" + GOOD, encoding="utf-8"
    )
    loaded = load_bank(folder, families=families)
    assert sorted(found(loaded)) == sorted(places)
    assert [question.id for question in loaded.questions] == ["good-one"]
    assert any(hint in problem.hint for problem in loaded.problems)
    for problem in loaded.problems:
        assert (
            problem.snippet[problem.caret : problem.caret + 1].strip() or hint == "quote the text"
        )


TEXT_STYLES = {
    "plain": ("    prompt: Look at {{H}} and {{Q}}.\n", 7, 31),
    "quoted": ('    prompt: "Look \\u00e4t {{H}} and {{Q}}."\n', 7, 37),
    "block": ("    prompt: |\n      Look at {{H}}\n      and {{Q}}.\n", 9, 11),
    "folded": ("    prompt: >-\n      Look at\n\n        {{H}}\n      and at {{Q}}.\n", 11, 14),
    "second of two": ("    prompt: Look at {{ Q }} then {{Q}}.\n", 7, 21),
}


@pytest.mark.parametrize("style", TEXT_STYLES)
def test_an_unknown_name_is_found_to_the_column_in_every_style(
    style: str, make_bank: Make, families: Any
) -> None:
    prompt, line, column = TEXT_STYLES[style]
    text = "  - id: a\n    family: toy.size\n" + prompt
    loaded = load_bank(make_bank(bad=text), families=families)
    assert found(loaded)[0] == (line, column, "QB401")
    assert loaded.questions == ()


@pytest.mark.parametrize(
    ("prompt", "code"),
    [
        ("{{H:fixed(2)}} {{K}}", None),
        ("{{H:.2f}}", "QB402"),
        ("{{H.__class__}}", "QB402"),
        ("{{H:shape}}", "QB402"),
        ("{{H:fixed(99)}}", "QB402"),
        ("{{answer}}", "QB403"),
        ("{{__class__}}", "QB401"),
        ("{0.__globals__} {x:1000000000}", None),
    ],
)
def test_substitution_is_closed(
    prompt: str, code: str | None, make_bank: Make, families: Any
) -> None:
    text = f'  - id: a\n    family: toy.size\n    prompt: "{prompt}"\n'
    loaded = load_bank(make_bank(bad=text), families=families)
    assert [problem.code for problem in loaded.problems] == ([code] if code else [])


def test_ids_are_unique_and_never_reused(make_bank: Make) -> None:
    bank = "format: 1\nid: b\ntitle: B\nretired: [old-one]\n"
    entry = "  - id: {}\n    kind: recall\n    prompt: P\n    answer: A\n"
    one = entry.format("same") + entry.format("old-one") + entry.format("top-1")
    two = (
        entry.format("same") + entry.format("top-l") + entry.format("x") + "    formerly: [same]\n"
    )
    loaded = load_bank(make_bank(bank=bank, one=one, two=two))
    assert [(p.path.name, p.line, p.code, p.severity) for p in loaded.problems] == [
        ("one.yaml", 9, "QB305", "problem"),
        ("two.yaml", 5, "QB302", "problem"),
        ("two.yaml", 9, "QB303", "warning"),
        ("two.yaml", 17, "QB305", "problem"),
    ]
    assert loaded.problems[1].hint == "the first is at one.yaml:5"
    assert [q.place.path.name for q in loaded.questions if q.id == "same"] == ["one.yaml"]


def test_references_lead_somewhere_and_not_in_circles(make_bank: Make) -> None:
    entry = "  - id: {}\n    kind: recall\n    prompt: P\n    answer: A\n    {}\n"
    text = (
        entry.format("a", "needs: [b]")
        + entry.format("b", "needs: [c]")
        + entry.format("c", "needs: [a]")
        + entry.format("diamond", "needs: [a, b]")
        + entry.format("conv-window", "followups: [conv-windo, conv-window]")
    )
    loaded = load_bank(make_bank(cnn=text))
    assert [(p.line, p.code) for p in loaded.problems] == [
        (19, "QB306"),
        (29, "QB304"),
        (29, "QB306"),
    ]
    assert "a → b → c → a" in loaded.problems[0].message
    assert loaded.problems[1].hint == "did you mean conv-window?"
    assert len(loaded.questions) == 5


def test_a_bank_without_its_own_file_serves_nothing_and_lists_everything(make_bank: Make) -> None:
    folder = make_bank(bank=None, cnn=GOOD, bad="  - id: X\n    kind: recall\n")
    loaded = load_bank(folder)
    assert loaded.bank is None
    assert loaded.questions == ()
    assert {problem.code for problem in loaded.problems} == {"QB115", "QB301"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("format: 2\nid: b\ntitle: B\n", "QB204"),
        ("format: 1\nid: B\ntitle: B\n", "QB301"),
        ("format: 1\ntitle: B\n", "QB202"),
        ("format: 1\nid: b\ntitle: B\nlicense: X\n", "QB201"),
        ("[1]", "QB203"),
    ],
)
def test_what_is_wrong_with_bank_yaml_is_said(text: str, code: str, make_bank: Make) -> None:
    loaded = load_bank(make_bank(bank=text, cnn=GOOD))
    assert [problem.code for problem in loaded.problems] == [code]
    assert loaded.questions == ()


def test_a_version_keeps_its_spelling(make_bank: Make) -> None:
    loaded = load_bank(make_bank(bank="format: 1\nid: b\ntitle: B\nversion: 1.10\n"))
    assert loaded.bank is not None
    assert loaded.bank.version == "1.10"


def test_roles_are_read_and_other_files_are_left_alone(make_bank: Make) -> None:
    folder = make_bank(cnn=GOOD)
    (folder / "roles.yaml").write_text("roles: {vision: {title: Vision, topics: {cnn: 3}}}\n")
    (folder / "coverage.yaml").write_text("- [not, a, topic")
    (folder / "README.md").write_text("hello")
    (folder / "extra.yml").write_text("hello")
    loaded = load_bank(folder)
    assert loaded.roles is not None
    assert loaded.roles.roles["vision"].topics == {"cnn": 3}
    assert [(p.code, p.severity) for p in loaded.problems] == [("QB116", "warning")]


def test_a_path_that_is_no_bank_is_said(tmp_path: Path) -> None:
    assert [p.code for p in load_bank(tmp_path / "nowhere").problems] == ["QB115"]
    (tmp_path / "file").write_text("x")
    assert [p.code for p in load_bank(tmp_path / "file").problems] == ["QB115"]


def test_a_recall_answer_may_look_like_a_number(make_bank: Make) -> None:
    text = "  - id: a\n    kind: recall\n    prompt: P\n    answer: 42\n"
    (question,) = load_bank(make_bank(cnn=text)).questions
    assert isinstance(question, Recall)
    assert question.answer == "42"
