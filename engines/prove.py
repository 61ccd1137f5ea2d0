"""Runs the proving half of a family and compares it with the truth. Used by worker and command."""

from __future__ import annotations

import importlib
import time
from collections.abc import Mapping
from types import ModuleType
from typing import cast

from engines import cost, device
from engines.agreement import largest_difference, largest_size
from engines.params import checked
from engines.protocol import Witness
from engines.registry import family, module_of
from engines.values import Value
from engines.witness.proof import Proof


def proof_of(name: str) -> Proof:
    """Return the proving half of a family; loads its module. Raises UnknownFamily."""
    module = importlib.import_module(f"engines.witness.{module_of(name)}")
    return cast("Mapping[str, Proof]", module.PROOFS)[name]


def prove(name: str, params: Mapping[str, object], torch: ModuleType, where: str) -> Witness:
    """Return the run of the family `name` on the device `where`, compared with its truth.

    A GPU without memory is left for the CPU, and the note says so. Raises UnknownFamily, BadParams,
    TooCostly, and whatever torch raises.
    """
    found = family(name)
    full = checked(found, params)
    proof = proof_of(name)
    cost.refuse(proof.cost(full))
    note = ""
    started = time.perf_counter()
    try:
        seen = proof.run(full, torch, where)
    except RuntimeError as error:
        if where == "cpu" or not device.is_out_of_memory(torch, error):
            raise
        torch.cuda.empty_cache()
        note = f"{where} has no memory left: run on the CPU"
        where = "cpu"
        started = time.perf_counter()
        seen = proof.run(full, torch, where)
    milliseconds = (time.perf_counter() - started) * 1e3
    truth: Value = found.truth(full).value
    difference = largest_difference(seen.value, truth)
    within = seen.tolerance * largest_size(truth)
    return Witness(
        value=seen.value,
        tolerance=within,
        call=seen.call,
        device=where if seen.device is None else seen.device,
        milliseconds=milliseconds,
        difference=difference,
        agrees=difference <= within,
        note=note,
    )
