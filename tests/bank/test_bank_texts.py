"""Substitution, maths, problems as text, ranges, and the event pass by itself."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.api import ChoiceRange, DecimalRange, IntRange, MatrixRange, Range, VectorRange
from engines.values import Value
from quizapp.bank.checked import Checked, Tally
from quizapp.bank.codes import CODES, explanation
from quizapp.bank.compose import Composed, compose
from quizapp.bank.events import as_value
from quizapp.bank.maths import plain, unknown_macros
from quizapp.bank.merging import as_json
from quizapp.bank.plain_scalars import core_value
from quizapp.bank.problems import Problem, in_order, nearest
from quizapp.bank.ranges import read_range, write_range
from quizapp.bank.render import as_github, as_text
from quizapp.bank.source import Source
from quizapp.bank.substitute import substitute, substitute_code

VALUES: dict[str, Value] = {
    "H": 12,
    "p": 0.5,
    "third": Fraction(1, 3),
    "v": (1, 2.5),
    "one": (7,),
    "M": ((1, -20), (300, 4)),
    "on": True,
    "name": "relu",
}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{H}}×{{ H }}", "12×12"),
        ("{{p:fixed(3)}} {{third:fixed(2)}} {{v:fixed(1)}}", "0.500 0.33 [1.0, 2.5]"),
        ("{{v}} {{v:shape}} {{one:shape}} {{v:list}}", "[1, 2.5] (1, 2.5) (7,) 1, 2.5"),
        ("{{M:matrix}}", "  1  -20\n300    4"),
        ("{{on}} {{name}}", "true relu"),
        ("{{nothing}} {H} {{H.real}} {{H:x}} {{H:shape}}", None),
        ("{{answer}}", None),
    ],
)
def test_names_are_replaced_and_everything_else_stands(text: str, shown: str | None) -> None:
    assert substitute(text, VALUES) == (text if shown is None else shown)


def test_the_answer_is_replaced_where_it_is_given() -> None:
    assert substitute("so {{answer}}", VALUES, "10") == "so 10"
    assert substitute("{{answer}}", {"answer": 3}, "10") == "3"


def test_code_gets_literals_and_keeps_its_own_braces() -> None:
    code = "x = {{v}}; f'{{y}}'; flag = {{on}}; {{{'a': 1}}}; m = {{M}}; a = {{p}}"
    assert (
        substitute_code(code, VALUES)
        == "x = [1, 2.5]; f'{{y}}'; flag = True; {{{'a': 1}}}; m = [[1, -20], [300, 4]]; a = 0.5"
    )


@given(st.text(max_size=200))
def test_no_text_makes_substitution_fail(text: str) -> None:
    shown = substitute(text, VALUES, "10")
    assert "{{" in text or shown == text


def test_macros_of_the_subset_become_characters_outside_code() -> None:
    assert plain(r"\alpha \times \frac{a}{b} `\alpha`") == r"α × \frac{a}{b} `\alpha`"
    assert list(unknown_macros(r"\alpha \frac \frac `\sqrt` ```\int```")) == [
        (r"\frac", 0),
        (r"\frac", 1),
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("True", True),
        ("~", None),
        ("012", 12),
        ("0o12", 10),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("2026-12-14", "2026-12-14"),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("-.inf", float("-inf")),
        ("1.2.3", "1.2.3"),
        ("+", "+"),
        ("0b1", "0b1"),
    ],
)
def test_plain_scalars_follow_yaml_1_2(text: str, value: object) -> None:
    got = core_value(text)
    assert got == value
    assert type(got) is type(value)


@given(st.text(max_size=300))
@settings(max_examples=300)
def test_any_text_is_either_refused_or_composed(text: str) -> None:
    source = Source(Path("x.yaml"), text.replace("\0", ""))
    try:
        source.text.encode()
    except UnicodeEncodeError:
        return
    read = compose(source, as_value)
    if isinstance(read, Composed):
        assert all(finding.problem.line >= 1 for finding in read.findings)
    else:
        assert read.code in CODES
        assert 1 <= read.line <= source.text.count("\n") + 2


RANGES = st.recursive(
    st.one_of(
        st.builds(
            lambda low, size, step: IntRange(low, low + size, step),
            st.integers(-99, 99),
            st.integers(0, 50),
            st.integers(1, 5),
        ),
        st.builds(
            lambda low, size, places: DecimalRange(low, low + size, places),
            st.integers(-9999, 9999),
            st.integers(0, 500),
            st.integers(1, 6),
        ),
        st.builds(
            lambda values: ChoiceRange(tuple(values)),
            st.lists(st.integers(-9, 9), min_size=1, unique=True),
        ),
    ),
    lambda entry: st.one_of(
        st.builds(VectorRange, entry, st.integers(1, 8)),
        st.builds(MatrixRange, entry, st.integers(1, 8), st.integers(1, 8)),
    ),
    max_leaves=1,
).filter(lambda drawn: not isinstance(getattr(drawn, "entry", None), (VectorRange, MatrixRange)))


@given(RANGES)
def test_a_range_that_is_written_is_read_again(drawn: Range) -> None:
    assert read_range(write_range(drawn)) == drawn


def test_a_problem_is_shown_with_its_line_and_a_caret() -> None:
    source = Source(Path("cnn.yaml"), "format: 1\ntopic: ünï {{Q}} x\n")
    problem = source.problem("QB401", "there is no parameter 'Q'", 2, 12, hint="did you mean K?")
    assert as_text(problem).splitlines() == [
        "cnn.yaml:2:12: QB401 there is no parameter 'Q'",
        "    topic: ünï {{Q}} x",
        "    " + " " * 11 + "^",
        "    did you mean K?",
    ]


def test_the_caret_stands_under_wide_characters_and_in_endless_lines() -> None:
    wide = Source(Path("x.yaml"), "漢字漢字 x").problem("QB106", "m", 1, 6)
    assert as_text(wide).splitlines()[2] == "    " + " " * 9 + "^"
    long = Source(Path("x.yaml"), "a" * 500_000 + "X" + "b" * 500_000).problem(
        "QB106", "m", 1, 500_001
    )
    _, snippet, caret = as_text(long).splitlines()
    assert len(snippet) == 104
    assert snippet[caret.index("^")] == "X"


def test_a_problem_cannot_reach_the_terminal() -> None:
    evil = "\x1b]52;c;aGk=\x07\u202e"
    problem = Problem(
        "QB201", f"no {evil}key", Path(f"a{evil}b.yaml"), snippet=f"{evil}x", hint=evil
    )
    for text in (as_text(problem), as_github(problem), as_json(Checked((problem,), Tally(), 1))):
        assert not re.search("[\x1b\x07]", text)
    assert "\u202e" not in as_text(problem)


def test_json_and_github_forms() -> None:
    problem = Problem("QB201", "100% wrong", Path("a,b.yaml"), 3, 5, "mend\nit", question="q")
    assert as_github(problem) == (
        "::error file=a%2Cb.yaml,line=3,col=5,title=QB201::100%25 wrong (mend it)"
    )
    document = json.loads(as_json(Checked((problem,), Tally(questions=1), None)))
    assert document["summary"] == "1 question read, 1 problem"
    assert (document["seeds"], document["tally"]["questions"]) == (None, 1)
    assert document["problems"][0] == {
        "code": "QB201",
        "severity": "problem",
        "path": "a,b.yaml",
        "line": 3,
        "column": 5,
        "question": "q",
        "message": "100% wrong",
        "hint": "mend\nit",
        "snippet": "",
        "caret": 0,
    }


def test_every_code_that_is_used_is_explained_with_an_example() -> None:
    package = Path(__file__).parents[2] / "quizapp" / "bank"
    used: set[str] = set()
    for path in package.rglob("*.py"):
        if path.name != "codes.py":
            used |= set(re.findall(r"\"(QB\d{3})\"", path.read_text(encoding="utf-8")))
    assert used <= set(CODES)
    assert len(used) > 40
    text = explanation("qb502")
    assert text is not None
    assert text.splitlines()[0] == "QB502  a claim that is wrong"
    assert "Wrong" in text.splitlines()
    assert explanation("QB999") is None


def test_problems_come_in_the_files_order_each_once() -> None:
    first = Problem("QB201", "m", Path("a"), 2, 1)
    second = Problem("QB201", "m", Path("a"), 10, 1)
    assert in_order([second, first, second]) == (first, second)


def test_the_nearest_spelling() -> None:
    assert nearest("explenation", ["prompt", "explanation"]) == "did you mean explanation?"
    assert nearest("zzz", ["b", "a"]) == "known are a, b"
    assert nearest("zzz", []) == ""
