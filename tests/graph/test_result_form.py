"""The JSON form of results and refusals reads back as what it was."""

from __future__ import annotations

import json

import pytest

from engines.graph.result import SnippetError, SnippetRefused, SnippetResult, SnippetStep


def test_result_reads_back_equal() -> None:
    result = SnippetResult(
        "a\n", SnippetError("ValueError", "one\ntwo", 3), (SnippetStep(1, "add:0", "x"),)
    )
    assert SnippetResult.from_json(json.loads(json.dumps(result.to_json()))) == result
    assert result.error is not None
    assert result.error.first_line == "one"


def test_result_without_error_reads_back_equal() -> None:
    assert SnippetResult.from_json(SnippetResult("").to_json()) == SnippetResult("", None, ())


def test_refusal_reads_back_with_every_field() -> None:
    refusal = SnippetRefused(2, 5, "tf.foo", "floor")
    back = SnippetRefused.from_json(json.loads(json.dumps(refusal.to_json())))
    assert (back.line, back.column, back.name, back.nearest, back.reason) == (
        2,
        5,
        "tf.foo",
        "floor",
        "`tf.foo` is not supported in snippets",
    )
    assert str(back) == (
        "line 2, column 5: `tf.foo` is not supported in snippets; nearest: `floor`"
    )


@pytest.mark.parametrize(
    "form",
    [{}, {"stdout": "", "error": 3, "steps": []}, {"stdout": "", "error": None, "steps": [1]}],
)
def test_other_forms_are_refused(form: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not the JSON form of a snippet result"):
        SnippetResult.from_json(form)


def test_other_forms_of_a_refusal_are_refused() -> None:
    with pytest.raises(ValueError, match="not the JSON form of a refusal"):
        SnippetRefused.from_json({"line": 1})
