"""A bank's file is read in one pass over its events; composing node by node says the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import question_bank
from quizapp.bank.compose import Composed, compose
from quizapp.bank.events import Assembled, assemble
from quizapp.bank.events import Path as DataPath
from quizapp.bank.plain_scalars import core_value
from quizapp.bank.positions import topic_spelling
from quizapp.bank.source import Source

TEXT = st.text(alphabet="ab:- [],{}'\"|\n0.1#<&*!?x", max_size=80)


def composed(text: str) -> Composed:
    read = compose(Source(Path("x.yaml"), text), topic_spelling)
    assert isinstance(read, Composed)
    return read


class Slow:
    """The reference: recursion over the tree of nodes."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.found: list[tuple[DataPath, str, int]] = []

    def value(self, node: yaml.Node, path: DataPath) -> Any:
        spelling = topic_spelling(path)
        if isinstance(node, yaml.ScalarNode):
            if node.style or spelling != "value":
                return node.value
            try:
                return core_value(node.value)
            except ValueError:
                self.found.append((path, "QB106", node.start_mark.line + 1))
                return 0
        if node.flow_style and spelling == "source":  # type: ignore[attr-defined]
            raw = self.source.text[node.start_mark.index : node.end_mark.index]
            return " ".join(line.strip() for line in raw.split("\n"))
        if isinstance(node, yaml.SequenceNode):
            return tuple(self.value(child, (*path, i)) for i, child in enumerate(node.value))
        result: dict[str, Any] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self.found.append((path, "QB113", line))
            elif key.value == "<<" and not key.style:
                self.found.append((path, "QB111", line))
            elif key.value in result:
                self.found.append((path, "QB112", line))
            else:
                result[key.value] = self.value(value, (*path, key.value))
        return result


def assert_same_by_both_ways(read: Composed) -> None:
    slow = Slow(read.source)
    data = slow.value(read.root, ())
    assert repr(read.data) == repr(data)
    assert [(f.path, f.problem.code, f.problem.line) for f in read.findings] == slow.found


@pytest.mark.parametrize("path", sorted(Path(str(question_bank.__file__)).parent.glob("*.yaml")))
def test_the_bundled_files_read_the_same_by_both_ways(path: Path) -> None:
    assert_same_by_both_ways(composed(path.read_text(encoding="utf-8")))


@given(TEXT)
@settings(max_examples=600)
def test_any_text_reads_the_same_by_both_ways(text: str) -> None:
    read = assemble(Source(Path("x.yaml"), text), topic_spelling)
    if isinstance(read, Assembled):
        assert_same_by_both_ways(composed(text))


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("questions:\n- expect: [1, 0o7]\n", {"questions": ({"expect": "[1, 0o7]"},)}),
        (
            "questions:\n- expect: {a: 1}\n  id: b\n",
            {"questions": ({"expect": "{a: 1}", "id": "b"},)},
        ),
        ("questions:\n- accept: [0001, no]\n", {"questions": ({"accept": ("0001", "no")},)}),
        ("a: 1\na: {b: [2]}\nc: 3\n", {"a": 1, "c": 3}),
        ("<<: {b: 2}\nc: 3\n", {"c": 3}),
        ("? [1, 2]\n: {d: [4]}\nc: 3\n", {"c": 3}),
        ("? {a: 1}\n: x\nc: [1, [], {}]\n", {"c": (1, (), {})}),
        ("- 1\n- [2]\n", (1, (2,))),
        ("12", 12),
        ("a:\n", {"a": None}),
    ],
)
def test_what_is_passed_over_takes_its_value_with_it(text: str, data: object) -> None:
    assert composed(text).data == data


def test_entries_are_where_the_questions_begin() -> None:
    read = composed("format: 1\nquestions:\n  - id: a\n    tags: [x]\n  - 3\n  - {id: c}\nx: [1]\n")
    assert read.entries == ((3, 5), (5, 5), (6, 5))


def test_the_tree_of_nodes_is_made_for_the_first_position_only() -> None:
    read = composed("a:\n  b: 1\n")
    assert "root" not in vars(read)
    assert read.problem_at(("a", "b"), "QB203", "m").line == 2
    assert "root" in vars(read)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: " + "[" * 32, "QB107", 1),
        ("? " + "{" * 40, "QB107", 1),
        ("a: 1\na: " + "[" * 40, "QB107", 2),
        ("a: 1\na: &x 2\n", "QB109", 2),
        ("questions:\n- expect: [&x 1]\n", "QB109", 2),
        ("? [*x]\n: 1\n", "QB109", 1),
        ("a: !!str b\n", "QB110", 1),
        ("a: 1\n---\nb: 2\n", "QB114", 2),
        ("", "QB114", 1),
        ("x: 'a", "QB106", 1),
    ],
)
def test_what_is_refused_is_refused_where_it_would_be_passed_over_too(
    text: str, code: str, line: int
) -> None:
    refusal = compose(Source(Path("x.yaml"), text), topic_spelling)
    assert not isinstance(refusal, Composed)
    assert (refusal.code, refusal.line) == (code, line)
