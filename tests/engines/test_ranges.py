"""The grammar of `vary`."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines import api
from engines.api import ChoiceRange, DecimalRange, IntRange, MatrixRange, RangeProblem, VectorRange


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"int": [8, 64]}, IntRange(8, 64)),
        ({"int": [8, 64], "step": 2}, IntRange(8, 64, 2)),
        ({"decimal": [0.1, 0.95], "places": 2}, DecimalRange(10, 95, 2)),
        ({"decimal": [-1, 1], "places": 1}, DecimalRange(-10, 10, 1)),
        ({"choice": [1, 3.5, "and", True]}, ChoiceRange((1, 3.5, "and", True))),
        ({"choice": [[1, 2], [3]]}, ChoiceRange(((1, 2), (3,)))),
        ({"vector": {"int": [0, 9]}, "length": 3}, VectorRange(IntRange(0, 9), 3)),
        ({"matrix": {"choice": [0, 1]}, "shape": [2, 3]}, MatrixRange(ChoiceRange((0, 1)), 2, 3)),
    ],
)
def test_ranges_are_read(form: dict[str, Any], expected: object) -> None:
    assert api.range_from(form) == expected


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({}, ""),
        ({"integer": [1, 2]}, "integer"),
        ({"int": [1, 2], "choice": [1]}, ""),
        ({"int": [9, 1]}, "int"),
        ({"int": [1]}, "int"),
        ({"int": [1, 2.5]}, "int"),
        ({"int": [True, 2]}, "int"),
        ({"int": [1, 9], "step": 0}, "step"),
        ({"int": [1, 9], "places": 2}, "places"),
        ({"decimal": [0, 1]}, "places"),
        ({"decimal": [0.125, 1], "places": 2}, "decimal"),
        ({"decimal": [0, float("nan")], "places": 2}, "decimal"),
        ({"decimal": [0, 1], "places": 99}, "places"),
        ({"choice": []}, "choice"),
        ({"choice": [1, 1]}, "choice"),
        ({"choice": [{"a": 1}]}, "choice"),
        ({"vector": {"int": [0, 9]}}, "length"),
        ({"vector": {"int": [0, 9]}, "length": 10**9}, "length"),
        ({"vector": [0, 9], "length": 2}, "vector"),
        ({"vector": {"vector": {"int": [0, 1]}, "length": 2}, "length": 2}, "vector"),
        ({"matrix": {"int": [0, 9]}, "shape": [2]}, "shape"),
    ],
)
def test_what_is_no_range_is_refused_with_its_field(form: dict[str, Any], field: str) -> None:
    with pytest.raises(RangeProblem) as caught:
        api.range_from(form)
    assert caught.value.field == field
    assert caught.value.hint


def test_a_misspelt_range_gets_the_nearest_spelling() -> None:
    with pytest.raises(RangeProblem) as caught:
        api.range_from({"choices": [1, 2]})
    assert caught.value.hint == "did you mean choice?"


_JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=7), inner),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(["int", "decimal", "choice", "vector", "matrix", "step", "places", "x"]),
        _JUNK,
        max_size=3,
    )
)
def test_junk_is_a_range_or_a_problem(form: dict[str, Any]) -> None:
    with contextlib.suppress(RangeProblem):
        assert isinstance(api.range_from(form), api.Range)


def test_ranges_outside_the_bounds_are_named() -> None:
    family = api.family("conv2d.output_size")
    found = api.ranges_outside(
        family,
        {
            "H": IntRange(0, 9),
            "K": ChoiceRange((1, 2.5)),
            "S": IntRange(1, 3),
            "Q": IntRange(1, 2),
            "P": VectorRange(IntRange(0, 1), 2),
        },
    )
    assert [problem.name for problem in found] == ["H", "K", "Q", "P"]
    assert found[0].bound == "a whole number from 1 to 100000"
