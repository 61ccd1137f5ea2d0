"""The engine in one run: a variant in the UI process, and the worker beside torch by hand.

usage: python benchmarks/engine.py [ROUNDS=200]

`variant` draws a question of a family and computes its truth, steps and slips; the aim is a median
under 1 ms for each family. `run` is the proving half in a process that has torch loaded, beside the
same torch calls written by hand in a script, interleaved; the aim is a median of at most 1.3 times.
`with truth and check` adds what the worker does around it: the parameters checked, the cost judged,
the truth computed and compared. `round trip` is all of it through the client and the pipes.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import torch

from engines import api, device
from engines.prove import prove
from quizapp.engine_client import EngineClient

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 200
BLOCK, WARM = 20, 3


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long one call takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1e3


def percentile(times: list[float], share: float) -> float:
    """Return the time that this share of the times stays under."""
    return sorted(times)[min(int(len(times) * share), len(times) - 1)]


def variants() -> None:
    """Print the median and the 95th percentile of a fresh variant, family by family."""
    print(f"variant: draw, truth, steps, slips; {ROUNDS} draws of each family, ms")
    medians = []
    for name in api.names():
        api.variant(name, api.draw(name, "bench", -1, "live"))
        times = [
            milliseconds(lambda: api.variant(name, api.draw(name, "bench", seed, "live")))  # noqa: B023
            for seed in range(ROUNDS)
        ]
        medians.append(statistics.median(times))
        worst = percentile(times, 0.95)
        print(f"  {name:<36} median {medians[-1]:6.3f}   95 % under {worst:6.3f}")
    over = sum(median >= 1 for median in medians)
    print(f"  over all families: median {statistics.median(medians):.3f}, over 1 ms: {over}\n")


def _tensor(value: Any) -> Any:
    return torch.tensor(value, dtype=torch.float32)


def _softmax(p: Any) -> Any:
    return torch.softmax(_tensor(p["z"]), -1).tolist()


def _pool(p: Any) -> Any:
    return torch.nn.MaxPool2d(p["K"], p["S"])(_tensor(p["x"])[None])[0].tolist()


def _conv(p: Any) -> Any:
    layer = torch.nn.Conv2d(1, 1, p["K"], p["S"], p["P"], p["D"], device="meta")
    return layer(torch.empty(1, 1, p["H"], p["H"], device="meta")).shape[-1]


def _shape(p: Any) -> Any:
    layer = torch.nn.Conv2d(p["Ci"], p["Co"], p["K"], p["S"], p["P"], p["D"], device="meta")
    return tuple(layer(torch.empty(1, p["Ci"], p["H"], p["W"], device="meta")).shape[1:])


def _numel(p: Any) -> Any:
    layer = torch.nn.Conv2d(p["Ci"], p["Co"], p["K"], groups=p["g"], device="meta")
    return sum(parameter.numel() for parameter in layer.parameters())


def _linear(p: Any) -> Any:
    parts = (_tensor(p["x"]), _tensor(p["W"]), _tensor(p["b"]))
    return torch.nn.functional.linear(*parts).tolist()


def _loss(p: Any) -> Any:
    return torch.nn.functional.cross_entropy(_tensor(p["z"]), torch.tensor(p["y"])).tolist()


def _norm(p: Any) -> Any:
    layer = torch.nn.BatchNorm1d(1)
    with torch.no_grad():
        layer.weight.fill_(p["gamma"])
        layer.bias.fill_(p["beta"])
        return layer(_tensor(p["x"])[:, None])[:, 0].tolist()


def _adam(p: Any) -> Any:
    weight = torch.tensor(float(p["w"]), requires_grad=True)
    optimiser = torch.optim.Adam([weight], lr=p["lr"])
    weight.grad = torch.tensor(float(p["g"]))
    optimiser.step()
    return weight.item()


def _attention(p: Any) -> Any:
    keys = _tensor(p["K"])
    eye = torch.eye(len(p["K"]))
    query = _tensor(p["q"])[None, None]
    out = torch.nn.functional.scaled_dot_product_attention(query, keys[None], eye[None])
    return out[0, 0].tolist()


BY_HAND: dict[str, Callable[[Any], Any]] = {
    "conv2d.output_size": _conv,
    "conv2d.output_shape": _shape,
    "conv2d.params": _numel,
    "max_pool2d.values": _pool,
    "softmax.value": _softmax,
    "linear.forward": _linear,
    "ce.value": _loss,
    "batchnorm.train": _norm,
    "adam.first_step": _adam,
    "attention.weights": _attention,
}


def in_blocks(*works: Callable[[], object]) -> list[float]:
    """Return the median of each work, taken in blocks by turns: caches are warm for all alike."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(max(ROUNDS // BLOCK, 1)):
        for kept, work in zip(times, works, strict=True):
            taken = [milliseconds(work) for _ in range(BLOCK + WARM)]
            kept += taken[WARM:]
    return [statistics.median(kept) for kept in times]


def witnesses() -> None:
    """Print the warm witness beside the same calls by hand, and through the client."""
    torch.set_num_threads(1)
    device.exact_float32(torch)
    print(f"witness, warm, {ROUNDS} of each family, interleaved, median ms on the CPU")
    ratios = []
    with EngineClient("cpu") as client:
        client.hello().result()
        for name, by_hand in BY_HAND.items():
            params = api.complete(api.family(name), api.family(name).ask.params)
            runs: list[float] = []

            def proved() -> None:
                runs.append(prove(name, params, torch, "cpu").milliseconds)  # noqa: B023

            hand, whole, trip = in_blocks(
                lambda: by_hand(params),  # noqa: B023
                proved,
                lambda: client.witness(name, params).result(),  # noqa: B023
            )
            run = statistics.median(runs)
            ratios.append(run / hand)
            print(
                f"  {name:<20} by hand {hand:6.3f}   run {run:6.3f} ({ratios[-1]:4.2f})"
                f"   with truth and check {whole:6.3f}   round trip {trip:6.3f}"
            )
    print(f"  run / by hand: median {statistics.median(ratios):.2f}, largest {max(ratios):.2f}")


if __name__ == "__main__":
    variants()
    witnesses()
