"""Bad parameters: a clear problem with name and bound, never a traceback, never an allocation."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engines import api
from engines.api import BadParams


def _problems(name: str, **params: Any) -> dict[str, str]:
    return {p.name: p.message for p in api.check_params(api.family(name), params)}


def test_all_problems_are_named_at_once() -> None:
    found = _problems("conv2d.output_size", H=0, S=True, Kernel=3)
    assert found == {
        "Kernel": "there is no parameter Kernel; it takes H, K, S, P, D",
        "H": "H must be a whole number from 1 to 100000, not 0",
        "K": "K is missing: cells along one side of the kernel",
        "S": "S must be a whole number from 1 to 1000, not True",
    }


def test_unknown_parameters_get_the_nearest_spelling() -> None:
    assert "did you mean sizes?" in _problems("mlp.params", size=[1, 2])["size"]


def test_contradictory_parameters_say_why() -> None:
    assert _problems("conv2d.output_size", H=3, K=7) == {
        "": "the kernel is larger than the padded input"
    }
    assert _problems("conv2d.params", Ci=3, Co=4, K=3, g=2) == {
        "": "the groups do not divide the channels"
    }


@pytest.mark.parametrize(
    ("name", "param", "value"),
    [
        ("conv2d.output_size", "H", 10**9),
        ("conv2d.output_size", "H", 2**63),
        pytest.param("conv2d.output_size", "H", 10**5000, id="5000 digits"),
        pytest.param("softmax.value", "z", [1, 10**5000], id="5000 digits in a list"),
        ("conv2d.output_size", "H", -1),
        ("conv2d.output_size", "H", 3.5),
        ("conv2d.output_size", "H", "12"),
        ("conv2d.output_size", "H", None),
        ("conv2d.output_size", "S", 0),
        ("conv2d.spatial_size", "K", [3, 3, 3]),
        ("conv2d.spatial_size", "K", [3, 0]),
        ("softmax.value", "z", [1, float("nan")]),
        ("softmax.value", "z", [1, float("inf")]),
        ("softmax.value", "z", [1]),
        pytest.param("softmax.value", "z", [0] * 10**5, id="long"),
        ("softmax.value", "z", "123"),
        ("softmax.axis", "z", [[1, 2], [3]]),
        ("softmax.axis", "z", [1, 2]),
        ("softmax.axis", "dim", 2),
        ("gate.design", "gate", "xnor"),
        ("gate.design", "gate", 1),
        ("conv2d.params", "bias", 1),
    ],
)
def test_bad_values_name_parameter_and_bound(name: str, param: str, value: Any) -> None:
    family = api.family(name)
    found = api.check_params(family, {**family.ask.params, param: value})
    assert [problem.name for problem in found] == [param]
    assert found[0].bound
    assert len(found[0].message) < 300


@pytest.mark.parametrize("name", api.names())
def test_own_example_and_ranges_are_within_bounds(name: str) -> None:
    family = api.family(name)
    assert api.check_params(family, family.ask.params) == ()
    assert api.ranges_outside(family, family.ask.vary) == ()


_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=4)
    | st.sampled_from([10**30, -(2**63), 0, 1, 2, 1e308]),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=9,
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_whatever_is_given_there_is_a_problem_or_a_variant(data: st.DataObject) -> None:
    family = api.family(data.draw(st.sampled_from(api.names())))
    params: dict[str, Any] = dict(family.ask.params)
    for param in family.params:
        if data.draw(st.booleans()):
            params[param.name] = data.draw(_VALUES)
    try:
        made = api.variant(family.name, params)
    except BadParams:
        assert api.check_params(family, params)
    else:
        assert made.acceptance.show(made.truth)


def test_huge_sizes_allocate_nothing() -> None:
    tracemalloc.start()
    api.variant("conv2d.output_shape", {"Ci": 60_000, "Co": 60_000, "H": 99_999, "K": 999})
    api.variant("linear.params", {"n_in": 10**9, "n_out": 10**9})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


def test_defaults_and_squares_are_filled_in() -> None:
    family = api.family("conv2d.output_shape")
    full = api.complete(family, {"Ci": 3, "Co": 8, "H": 20, "K": [3, 5]})
    assert full == {
        "N": 1, "Ci": 3, "Co": 8, "H": 20, "W": 20, "K": (3, 5), "S": 1, "P": 0, "D": 1,
    }  # fmt: skip
    pool = api.complete(api.family("max_pool2d.output_size"), {"H": 8, "K": 3})
    assert pool["S"] == 3
