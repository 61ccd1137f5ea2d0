"""What may be run, how far a run lies from the truth, and which device runs it."""

from __future__ import annotations

import math
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from engines import api, cost, device
from engines.agreement import largest_difference, largest_size
from engines.cost import MAX_ELEMENTS, MAX_FLOPS, Cost, TooCostly
from engines.prove import proof_of, prove
from engines.values import Raises
from engines.witness.proof import Proof, Seen


@pytest.mark.parametrize(
    "fits",
    [Cost(MAX_ELEMENTS, MAX_FLOPS), Cost(2**62, 10**30, meta=True), cost.meta((2**31, 2**31))],
)
def test_what_fits_may_be_run(fits: Cost) -> None:
    cost.refuse(fits)


@pytest.mark.parametrize(
    ("large", "told"),
    [
        (Cost(MAX_ELEMENTS + 1), "numbers in memory"),
        (Cost(1, MAX_FLOPS + 1), "operations"),
        (cost.meta((2**31, 2**32)), "64 bits"),
    ],
)
def test_what_does_not_fit_is_refused(large: Cost, told: str) -> None:
    with pytest.raises(TooCostly, match=told):
        cost.refuse(large)


@pytest.mark.parametrize("name", api.names())
def test_own_examples_cost_next_to_nothing(name: str) -> None:
    family = api.family(name)
    cost.refuse(proof_of(name).cost(api.complete(family, family.ask.params)))


def test_a_costly_run_is_refused_before_torch_is_touched() -> None:
    huge = {"N": 65_536, "Ci": 65_536, "Co": 65_536, "H": 100_000, "W": 100_000, "K": 3}
    untouched: Any = SimpleNamespace()
    with pytest.raises(TooCostly):
        prove("conv2d.output_shape", huge, untouched, "cpu")


@pytest.mark.parametrize(
    ("value", "truth", "difference"),
    [
        (3, 3, 0.0),
        (3.5, 3, 0.5),
        (Fraction(1, 2), 0.5, 0.0),
        ((1, 2, 5), (1, 2, 3), 2.0),
        (((1, 2), (3, 4)), ((1, 2), (3, 4)), 0.0),
        ((1, 2), (1, 2, 3), math.inf),
        ((1,), 1, math.inf),
        ("AND", "AND", 0.0),
        ("AND", "OR", math.inf),
        (Raises("ValueError"), Raises("ValueError"), 0.0),
        (math.nan, math.nan, 0.0),
        (math.nan, 1.0, math.inf),
        (math.inf, math.inf, 0.0),
        (math.inf, -math.inf, math.inf),
        ((), (), 0.0),
    ],
)
def test_the_largest_difference_is_found(value: Any, truth: Any, difference: float) -> None:
    assert largest_difference(value, truth) == difference


@pytest.mark.parametrize(
    ("value", "size"), [(0.1, 1.0), ((3, -7), 7.0), ("x", 1.0), (math.inf, 1.0), ((), 1.0)]
)
def test_tolerances_grow_with_the_truth(value: Any, size: float) -> None:
    assert largest_size(value) == size


def _torch(*, available: bool, built: str | None = "12.8") -> Any:
    return SimpleNamespace(
        cuda=SimpleNamespace(is_available=lambda: available),
        version=SimpleNamespace(cuda=built),
    )


def test_the_best_device_is_the_gpu_where_there_is_one() -> None:
    assert device.best(_torch(available=True)) == "cuda:0"
    assert device.best(_torch(available=False)) == "cpu"
    assert device.best(_torch(available=True), "cpu") == "cpu"


@pytest.mark.parametrize(
    ("built", "told"), [(None, "built without CUDA"), ("12.8", "no NVIDIA driver answers")]
)
def test_a_gpu_asked_for_by_name_must_be_there(built: str | None, told: str) -> None:
    with pytest.raises(device.NoSuchDevice, match=told):
        device.best(_torch(available=False, built=built), "cuda")


def test_a_gpu_without_memory_is_left_for_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    from engines import prove as proving

    class OutOfMemoryError(RuntimeError):
        pass

    emptied: list[bool] = []
    cuda = SimpleNamespace(
        OutOfMemoryError=OutOfMemoryError, empty_cache=lambda: emptied.append(True)
    )
    torch: Any = SimpleNamespace(OutOfMemoryError=OutOfMemoryError, cuda=cuda)

    def run(_params: Any, _torch: Any, where: str) -> Seen:
        if where != "cpu":
            raise OutOfMemoryError("CUDA out of memory")
        return Seen(10, "Conv2d(1, 1, 3)")

    monkeypatch.setattr(proving, "proof_of", lambda _name: Proof(run))
    family = api.family("conv2d.output_size")
    witness = prove("conv2d.output_size", family.ask.params, torch, "cuda:0")
    assert witness.agrees
    assert witness.device == "cpu"
    assert witness.note == "cuda:0 has no memory left: run on the CPU"
    assert emptied == [True]
