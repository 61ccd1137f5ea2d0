"""Every family's closed form is what torch computes in float64 on the CPU."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engines import api
from engines.cost import TooCostly, refuse
from engines.family import Param, Params
from engines.prove import proof_of, prove
from engines.values import Value
from tests.engines.gpu import on_the_gpu
from tests.scale import n

torch = pytest.importorskip("torch")

DRAWS = n(200, 10)


@pytest.fixture(autouse=True)
def _in_float64() -> Iterator[None]:
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(before)


def _extremes(param: Param) -> tuple[Value, ...]:
    match param.kind:
        case "bool":
            return (False, True)
        case "choice":
            return param.choices
        case "int" | "pair":
            return tuple(int(end) for end in (param.low, param.high) if end is not None)
        case "decimal":
            return tuple(end for end in (param.low, param.high) if end is not None)
        case "vector" | "matrix":
            return ()


def edges(name: str) -> Iterator[Params]:
    """Yield the family's own example with each parameter moved to the ends of its bounds, as far
    as the family calls that possible and it may be run."""
    family = api.family(name)
    for param in family.params:
        for end in _extremes(param):
            moved = api.complete(family, {**family.ask.params, param.name: end})
            if api.check_params(family, moved):
                continue
            try:
                refuse(proof_of(name).cost(moved))
            except TooCostly:
                continue
            yield moved


@pytest.mark.soak
@pytest.mark.parametrize("name", api.names())
def test_closed_form_is_what_torch_computes(name: str) -> None:
    drawn = [
        api.draw(name, f"tests/{name}", seed, "live" if seed % 3 else "plain")
        for seed in range(DRAWS)
    ]
    for params in [api.family(name).ask.params, *edges(name), *drawn]:
        witness = prove(name, params, torch, "cpu")
        assert witness.agrees, (params, witness)
        assert witness.difference <= 1e-9 * max(1.0, witness.tolerance * 1e12)


@pytest.mark.parametrize("name", api.names())
def test_witness_in_float32_is_within_its_tolerance(name: str) -> None:
    torch.set_default_dtype(torch.float32)
    for seed in range(3):
        params = api.draw(name, f"tests/{name}", seed, "live")
        witness = prove(name, params, torch, "cpu")
        assert witness.agrees, (params, witness)


@on_the_gpu
@pytest.mark.parametrize("name", api.names())
def test_witness_on_the_gpu_is_within_its_tolerance(name: str) -> None:
    torch.set_default_dtype(torch.float32)
    for seed in range(3):
        params = api.draw(name, f"tests/{name}", seed, "live")
        witness = prove(name, params, torch, "cuda:0")
        assert witness.agrees, (params, witness)
        assert witness.device in ("cuda:0", "meta", "cpu"), witness


def test_a_wrong_truth_is_contradicted(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from engines import prove as proving

    right = api.family("conv2d.output_size")
    wrong = replace(right, truth=lambda params: replace(right.truth(params), value=11))
    monkeypatch.setattr(proving, "family", lambda _name: wrong)
    witness = prove("conv2d.output_size", right.ask.params, torch, "cpu")
    assert not witness.agrees
    assert (witness.value, witness.difference) == (10, 1.0)
