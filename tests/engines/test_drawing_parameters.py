"""The sampler: the same draws everywhere, every value reachable, nothing that cannot be asked."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines import api
from engines.api import ChoiceRange, DecimalRange, IntRange, MatrixRange, Range, VectorRange
from engines.draw import MAX_CANDIDATES, Stream, candidates, draw_one
from engines.values import Float, to_json
from engines.variants import too_fine
from tests.scale import n

_PRINT_DRAWS = """
import json, sys
from engines import api
from engines.values import to_json
found = {
    name: [
        {key: to_json(value) for key, value in api.draw(name, "twin", seed, purpose).items()}
        for seed in range(3) for purpose in ("plain", "live")
    ]
    for name in api.names()
}
sys.stdout.write(json.dumps(found))
"""


def _draws_in_a_process(hash_seed: str) -> bytes:
    done = subprocess.run(
        [sys.executable, "-P", "-c", _PRINT_DRAWS],
        env={"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        check=True,
    )
    return done.stdout


def test_draws_are_byte_equal_in_two_processes_with_different_hash_seeds() -> None:
    one, other = _draws_in_a_process("1"), _draws_in_a_process("4242")
    assert one == other
    assert set(json.loads(one)) == set(api.names())


def test_draws_are_those_of_every_release() -> None:
    vary: dict[str, api.Range] = {
        "H": IntRange(8, 64),
        "K": ChoiceRange((1, 3, 5, 7)),
        "p": DecimalRange(1, 9, 1),
    }
    drawn = [api.draw_params("cnn/conv-output-size", seed, "plain", vary) for seed in range(3)]
    assert drawn == GOLDEN


GOLDEN = [
    {"H": 19, "K": 5, "p": 0.7},
    {"H": 18, "K": 5, "p": 0.9},
    {"H": 11, "K": 7, "p": 0.7},
]


def test_the_order_of_the_names_plays_no_part() -> None:
    ranges: dict[str, api.Range] = {"a": IntRange(0, 9), "b": IntRange(0, 9), "c": IntRange(0, 9)}
    turned = dict(reversed(ranges.items()))
    assert api.draw_params("q", 1, "plain", ranges) == api.draw_params("q", 1, "plain", turned)


@pytest.mark.parametrize("change", [("other", 1, "plain"), ("q", 2, "plain"), ("q", 1, "live")])
def test_question_seed_and_purpose_each_change_the_draw(change: tuple[str, int, str]) -> None:
    base = [Stream("q", 1, "plain").below(10**9), Stream(*change).below(10**9)]
    assert base[0] != base[1]


@given(st.integers(1, 10**30), st.integers(0, 10**6))
def test_numbers_stay_below_their_bound(bound: int, seed: int) -> None:
    assert 0 <= Stream("q", seed, "plain").below(bound) < bound


def test_numbers_are_uniform() -> None:
    stream = Stream("uniform", 0, "plain")
    counts = Counter(stream.below(6) for _ in range(6000))
    expected = 1000
    chi_squared = sum((counts[face] - expected) ** 2 / expected for face in range(6))
    assert chi_squared < 20.5  # 0.1 % of honest dice are worse (5 degrees of freedom)


@given(st.integers(-50, 50), st.integers(0, 60), st.integers(1, 7), st.integers(0, 10**6))
def test_integers_stay_on_their_grid(low: int, width: int, step: int, seed: int) -> None:
    value = draw_one(IntRange(low, low + width, step), Stream("q", seed, "plain"))
    assert value in range(low, low + width + 1, step)


def test_both_ends_of_a_range_are_drawn() -> None:
    stream = Stream("ends", 0, "plain")
    assert {draw_one(IntRange(3, 5), stream) for _ in range(100)} == {3, 4, 5}


def test_decimals_print_as_they_were_declared() -> None:
    stream = Stream("decimals", 0, "plain")
    seen = {json.dumps(to_json(draw_one(DecimalRange(1, 9, 1), stream))) for _ in range(300)}
    assert seen == {f"0.{digit}" for digit in range(1, 10)}


def test_vectors_and_matrices_are_drawn_entry_by_entry() -> None:
    stream = Stream("entries", 0, "plain")
    vector = draw_one(VectorRange(IntRange(0, 9), 4), stream)
    matrix = draw_one(MatrixRange(IntRange(0, 9), 2, 3), stream)
    assert isinstance(vector, tuple)
    assert isinstance(matrix, tuple)
    assert len(vector) == 4
    assert [len(row) for row in matrix if isinstance(row, tuple)] == [3, 3]


def test_parameters_declared_together_are_drawn_together() -> None:
    joint = ({"K": 5, "P": 2}, {"K": 3, "P": 1})
    drawn = candidates(Stream("q", 0, "plain"), {"H": IntRange(8, 9)}, joint, {"S": 1})
    pairs = {(params["K"], params["P"], params["S"]) for params in islice(drawn, 50)}
    assert pairs == {(5, 2, 1), (3, 1, 1)}


def test_live_draws_have_two_live_slips() -> None:
    for seed in range(50):
        params = api.draw("conv2d.output_size", "live", seed, "live")
        assert len(api.variant("conv2d.output_size", params).live) >= 2


def test_live_draws_take_what_the_question_can_have() -> None:
    only = {"P": ChoiceRange((0, 1))}
    base = {"H": 12, "K": 3, "S": 1}
    params = api.draw(
        "conv2d.output_size", "few", 0, "live", only, base=base, slips=("one_side", "ceil")
    )
    assert params["P"] == 1


def test_a_question_that_cannot_be_drawn_says_why() -> None:
    with pytest.raises(api.DrawFailed, match="kernel is larger") as caught:
        api.draw("conv2d.output_size", "none", 0, "plain", {"H": IntRange(1, 3)}, base={"K": 9})
    assert sum(caught.value.reasons.values()) == MAX_CANDIDATES


def test_truths_too_fine_for_the_places_are_not_drawn() -> None:
    params = api.draw(
        "sigmoid.value", "fine", 0, "plain", {"x": IntRange(-9, -2)}, acceptance=Float(places=2)
    )
    assert too_fine(Float(places=2), api.variant("sigmoid.value", params).truth) is None


@pytest.mark.parametrize(
    ("truth", "told"), [(0.009, True), (0.01, False), (0.0, False), (-0.5, False), (-0.001, True)]
)
def test_two_significant_digits_must_be_left(truth: float, told: bool) -> None:
    assert (too_fine(Float(places=3), truth) is not None) is told
    assert too_fine(Float(sig=3), truth) is None


@pytest.mark.soak
@pytest.mark.parametrize("name", api.names())
def test_families_draw_all_values_and_let_every_slip_live(name: str) -> None:
    report = api.draw_report(name, f"report/{name}", draws=n(2000, 5))
    if report.never:
        report = api.draw_report(name, f"report/{name}", draws=2000)
    assert report.never == {}
    assert report.rate >= 0.05
    assert {slip: share for slip, share in report.live.items() if share < 0.05} == {}


def test_a_report_names_values_that_are_never_drawn_and_why() -> None:
    report = api.draw_report(
        "conv2d.output_size", "r", {"K": ChoiceRange((3, 99))}, base={"H": 12, "S": 1}
    )
    assert report.never == {"K": (99,)}
    assert report.reasons.keys() == {"the kernel is larger than the padded input"}
    assert 0.4 < report.rate < 0.6
    assert report.live["stride_ignored"] == 0.0


SMALL = st.integers(0, 6)
RANGES = st.fixed_dictionaries(
    {},
    optional={
        "H": st.builds(lambda low, more: IntRange(low, low + more), st.integers(1, 40), SMALL),
        "K": st.builds(lambda low, more: IntRange(low, low + more), st.integers(1, 9), SMALL),
        "S": st.sampled_from([ChoiceRange((1, 2, 3)), ChoiceRange((1,)), ChoiceRange((1, 9))]),
        "P": st.sampled_from([IntRange(0, 3), ChoiceRange((0,)), ChoiceRange((0, 90))]),
    },
)


@given(RANGES, st.integers(1, 400), st.sampled_from([0.05, 0.3]))
def test_a_report_that_ends_early_finds_what_the_whole_one_finds(
    vary: dict[str, Range], draws: int, least: float
) -> None:
    base = {"H": 12, "K": 3, "S": 1, "P": 0}

    def report(least: float | None) -> api.DrawReport:
        return api.draw_report("conv2d.output_size", "r", vary, (), base, draws=draws, least=least)

    whole, early = report(None), report(least)
    assert whole.candidates == draws >= early.candidates
    assert (early.rate < least) == (whole.rate < least)
    assert early.never == whole.never
    rare = {slip: share for slip, share in whole.live.items() if share < least}
    assert {slip: share for slip, share in early.live.items() if share < least} == rare
    if early.never or rare or whole.rate < least:
        assert (early.candidates, early.accepted) == (draws, whole.accepted)


def test_a_report_ends_as_soon_as_nothing_can_be_too_rare() -> None:
    report = api.draw_report(
        "conv2d.output_size", "r", {"H": IntRange(8, 11)}, slips=(), draws=1000, least=0.05
    )
    assert report.candidates == 50
    assert report.rate == 1.0
