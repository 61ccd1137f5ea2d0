"""The engine in one run: a variant in the UI process, and the worker beside torch by hand.

usage: python benchmarks/engine.py [ROUNDS=200]

`variant` draws a question of a family and computes its truth, steps and slips, before torch is
loaded, as the app's own process never loads it; the aim is a median under 1 ms for each family.
`run` is the proving half in a process that has torch loaded, beside the same torch calls written by
hand in a script, interleaved; the aim is a median of at most 1.3 times.
`with truth and check` adds what the worker does around it: the parameters checked, the cost judged,
the truth computed and compared. `round trip` is all of it through the client and the pipes.
`batches` runs many variants of the families that have a vectorised call; the aim is ten times.
"""

from __future__ import annotations

import importlib
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engines import api, device
from engines.protocol import Witness
from engines.prove import proof_of, prove, prove_many
from quizapp.engine_client import EngineClient

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT))
MANY = 1000
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


def by_hand() -> dict[str, Callable[[Any], Any]]:
    """Return the same torch calls written as in a script, by family, from all files."""
    found: dict[str, Callable[[Any], Any]] = {}
    for path in sorted((ROOT / "benchmarks" / "by_hand").glob("*.py")):
        found |= importlib.import_module(f"benchmarks.by_hand.{path.stem}").BY_HAND
    return {name: found[name] for name in api.names() if name in found}


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
    import torch

    torch.set_num_threads(1)
    device.exact_float32(torch)
    print(f"witness, warm, {ROUNDS} of each family, interleaved, median ms on the CPU")
    ratios = []
    with EngineClient("cpu") as client:
        client.hello().result()
        for name, written in by_hand().items():
            params = api.complete(api.family(name), api.family(name).ask.params)
            proof = proof_of(name)
            hand, run, whole, trip = in_blocks(
                lambda: written(params),  # noqa: B023
                lambda: proof.run(params, torch, "cpu"),  # noqa: B023
                lambda: prove(name, params, torch, "cpu"),  # noqa: B023
                lambda: client.witness(name, params).result(),  # noqa: B023
            )
            ratios.append(run / hand)
            print(
                f"  {name:<36} by hand {hand:6.3f}   run {run:6.3f} ({ratios[-1]:4.2f})"
                f"   with truth and check {whole:6.3f}   round trip {trip:6.3f}"
            )
    told = f"median {statistics.median(ratios):.2f}, largest {max(ratios):.2f}"
    print(f"  run / by hand over {len(ratios)} families: {told}\n")


def batches() -> None:
    """Print how long the runs of many variants take one by one and in one call."""
    import torch

    print(f"batches: the runs of {MANY} variants, ms, one by one and together")
    for name in api.names():
        if proof_of(name).batch is None:
            continue
        many = [api.draw(name, "bench", seed, "live") for seed in range(MANY)]
        for _ in range(2):
            alone = sum(prove(name, params, torch, "cpu").milliseconds for params in many)
            ran = prove_many(name, many, torch, "cpu")
        together = sum(one.milliseconds for one in ran if isinstance(one, Witness))
        print(f"  {name:<36} {alone:8.2f} {together:8.2f}   {alone / together:5.1f} times")


if __name__ == "__main__":
    variants()
    witnesses()
    batches()
