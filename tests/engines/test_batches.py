"""Many variants in one request: the same runs in the same order, also where one has none."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import pytest

from engines import api
from engines import prove as proving
from engines.agreement import largest_difference
from engines.cost import TooCostly
from engines.params import BadParams
from engines.protocol import Witness
from engines.prove import proof_of, prove, prove_many
from engines.witness.proof import Batch, Proof, Seen, SeenMany
from tests.engines.gpu import on_the_gpu
from tests.scale import n

torch = pytest.importorskip("torch")

VECTORISED = [name for name in api.names() if proof_of(name).batch is not None]


@pytest.mark.soak
@pytest.mark.parametrize("name", VECTORISED)
def test_one_call_for_many_gives_what_many_calls_give(name: str) -> None:
    many = [api.draw(name, "batch", seed, "live") for seed in range(n(200, 10))]
    together = prove_many(name, many, torch, "cpu")
    for params, one in zip(many, together, strict=True):
        assert isinstance(one, Witness)
        assert one.agrees, (params, one)
        alone = prove(name, params, torch, "cpu")
        assert largest_difference(one.value, alone.value) <= one.tolerance


@on_the_gpu
@pytest.mark.parametrize("name", VECTORISED)
def test_batches_on_the_gpu_are_within_their_tolerance(name: str) -> None:
    many = [api.draw(name, "batch", seed, "live") for seed in range(20)]
    for params, one in zip(many, prove_many(name, many, torch, "cuda:0"), strict=True):
        assert isinstance(one, Witness), (params, one)
        assert (one.agrees, one.device) == (True, "cuda:0"), (params, one)


def test_runs_stand_in_the_order_of_their_parameters() -> None:
    ran = prove_many("batchnorm.train", MIXED, torch, "cpu")
    alone = [prove("batchnorm.train", params, torch, "cpu") for params in MIXED]
    for one, other in zip(ran, alone, strict=True):
        assert isinstance(one, Witness)
        assert largest_difference(one.value, other.value) < 1e-5


MIXED: list[api.Params] = [
    {"x": (1, 2, 3), "gamma": 1, "beta": 0},
    {"x": (4, 8), "gamma": 2, "beta": 1},
    {"x": (5, 5, 8), "gamma": 1, "beta": -1},
    {"x": (0, 6), "gamma": 1, "beta": 0},
]


def test_bad_and_costly_parameters_stand_at_their_place_and_stop_no_other() -> None:
    many: list[Any] = [{"H": 12, "K": 3}, {"H": 0, "K": 3}, {"H": 9, "K": 2}]
    first, bad, last = prove_many("conv2d.output_size", many, torch, "cpu")
    assert isinstance(first, Witness)
    assert isinstance(last, Witness)
    assert (first.value, last.value) == (10, 8)
    assert isinstance(bad, BadParams)
    huge = {"N": 65_536, "Ci": 65_536, "Co": 65_536, "H": 100_000, "W": 100_000, "K": 3}
    assert isinstance(prove_many("conv2d.output_shape", [huge], torch, "cpu")[0], TooCostly)


def test_nothing_asked_is_nothing_run() -> None:
    assert prove_many("softmax.value", [], torch, "cpu") == []


def test_variants_that_differ_in_what_must_be_alike_are_run_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls: list[list[object]] = []

    def run_many(many: Any, _torch: Any, _device: str) -> SeenMany:
        calls.append([params["x"] for params in many])
        return SeenMany([params["x"] / (1 - params["p"]) for params in many], "many", 1e-6)

    def run(params: Any, _torch: Any, _device: str) -> Seen:
        calls.append([params["x"]])
        return Seen(params["x"] / (1 - params["p"]), "one", 1e-6)

    proof = Proof(run, batch=Batch(run_many, alike=("p",)))
    monkeypatch.setattr(proving, "proof_of", lambda _name: proof)
    many: list[api.Params] = [{"x": x, "p": p} for x, p in ((1, 0.5), (2, 0.5), (3, 0.2), (4, 0.5))]
    ran = prove_many("dropout.scale", many, torch, "cpu")
    assert sorted(map(len, calls)) == [1, 3]
    assert [one.agrees for one in ran if isinstance(one, Witness)] == [True] * 4
    assert [one.call for one in ran if isinstance(one, Witness)] == ["many", "many", "one", "many"]


def test_a_batch_without_memory_on_the_gpu_is_run_on_the_cpu(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class OutOfMemoryError(RuntimeError):
        pass

    def run_many(many: Any, _torch: Any, where: str) -> SeenMany:
        if where != "cpu":
            raise OutOfMemoryError("CUDA out of memory")
        return SeenMany([params["x"] / 0.5 for params in many], "many", 1e-6)

    def never(_params: Any, _torch: Any, _where: str) -> Seen:
        raise AssertionError("the variants are run together")

    cuda = SimpleNamespace(OutOfMemoryError=OutOfMemoryError, empty_cache=lambda: None)
    fake: Any = SimpleNamespace(OutOfMemoryError=OutOfMemoryError, cuda=cuda)
    monkeypatch.setattr(proving, "proof_of", lambda _name: Proof(never, batch=Batch(run_many)))
    many: list[api.Params] = [{"x": 1, "p": 0.5}, {"x": 3, "p": 0.5}]
    ran = prove_many("dropout.scale", many, fake, "cuda:0")
    assert [(one.device, one.agrees) for one in ran if isinstance(one, Witness)] == [
        ("cpu", True),
        ("cpu", True),
    ]
    assert all("no memory left" in one.note for one in ran if isinstance(one, Witness))


def test_a_batch_that_raises_says_so_of_each_variant(monkeypatch: pytest.MonkeyPatch) -> None:
    def run_many(_many: Any, _torch: Any, _device: str) -> SeenMany:
        raise ValueError("broken")

    def run(_params: Any, _torch: Any, _device: str) -> Seen:
        return Seen(math.nan, "never")

    monkeypatch.setattr(proving, "proof_of", lambda _name: Proof(run, batch=Batch(run_many)))
    many: list[api.Params] = [{"x": 1, "p": 0.5}, {"x": 3, "p": 0.5}]
    ran = prove_many("dropout.scale", many, torch, "cpu")
    assert [str(one) for one in ran] == ["broken", "broken"]
