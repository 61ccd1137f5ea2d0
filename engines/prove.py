"""Runs the proving half of a family and compares it with the truth. Used by worker and command."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Generic, TypeVar, cast

from engines import cost, device
from engines.agreement import largest_difference, largest_size
from engines.family import Family, Params
from engines.params import BadParams, checked
from engines.protocol import Witness
from engines.registry import family, module_of
from engines.values import Value
from engines.witness.proof import Batch, Proof, Seen

T = TypeVar("T")
MOST_AT_ONCE = 1000
"""Variants in one vectorised call."""


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
    return _alone(found, proof, full, torch, where)


def prove_many(
    name: str, many: Sequence[Mapping[str, object]], torch: ModuleType, where: str
) -> list[Witness | Exception]:
    """Return for each of `many` parameters its run, or why there was none.

    Variants that one vectorised call can take are run together, where the family has such a call;
    its time is then shared out evenly. Raises UnknownFamily.
    """
    found, proof = family(name), proof_of(name)
    results: dict[int, Witness | Exception] = {}
    groups: dict[object, list[tuple[int, Params]]] = {}
    for index, params in enumerate(many):
        try:
            full = checked(found, params)
            cost.refuse(proof.cost(full))
        except (BadParams, cost.TooCostly) as error:
            results[index] = error
            continue
        groups.setdefault(_group(proof.batch, full, index), []).append((index, full))
    for group in groups.values():
        for start in range(0, len(group), MOST_AT_ONCE):
            part = group[start : start + MOST_AT_ONCE]
            seen = _together(found, proof, [full for _, full in part], torch, where)
            results |= zip((index for index, _ in part), seen, strict=True)
    return [results[index] for index in range(len(many))]


@dataclass(frozen=True, slots=True)
class _Ran(Generic[T]):
    """What came of a run, how long it took, where it really ran and why not where it should."""

    seen: T
    milliseconds: float
    device: str
    note: str


def _ran(work: Callable[[str], T], torch: ModuleType, where: str) -> _Ran[T]:
    """Run `work` on the device `where`, or on the CPU where that has no memory left."""
    note = ""
    started = time.perf_counter()
    try:
        seen = work(where)
    except RuntimeError as error:
        if where == "cpu" or not device.is_out_of_memory(torch, error):
            raise
        torch.cuda.empty_cache()
        note = f"{where} has no memory left: run on the CPU"
        where = "cpu"
        started = time.perf_counter()
        seen = work(where)
    return _Ran(seen, (time.perf_counter() - started) * 1e3, where, note)


def _compared(found: Family, full: Params, seen: Seen, ran: _Ran[Any], each: float) -> Witness:
    truth: Value = found.truth(full).value
    difference = largest_difference(seen.value, truth)
    within = seen.tolerance * largest_size(truth)
    return Witness(
        value=seen.value,
        tolerance=within,
        call=seen.call,
        device=ran.device if seen.device is None else seen.device,
        milliseconds=each,
        difference=difference,
        agrees=difference <= within,
        note=ran.note,
    )


def _together(
    found: Family, proof: Proof, many: Sequence[Params], torch: ModuleType, where: str
) -> list[Witness | Exception]:
    """Run variants of one group: in one call where there is one and there are several of them."""
    batch = proof.batch
    if batch is None or len(many) == 1:
        return [_tried(found, proof, full, torch, where) for full in many]
    try:
        ran = _ran(lambda device: batch.run(many, torch, device), torch, where)
    except Exception as error:
        return [error] * len(many)
    seen, each = ran.seen, ran.milliseconds / len(many)
    return [
        _compared(found, full, Seen(value, seen.call, seen.tolerance), ran, each)
        for full, value in zip(many, seen.values, strict=True)
    ]


def _alone(found: Family, proof: Proof, full: Params, torch: ModuleType, where: str) -> Witness:
    ran = _ran(lambda device: proof.run(full, torch, device), torch, where)
    return _compared(found, full, ran.seen, ran, ran.milliseconds)


def _tried(
    found: Family, proof: Proof, full: Params, torch: ModuleType, where: str
) -> Witness | Exception:
    try:
        return _alone(found, proof, full, torch, where)
    except Exception as error:
        return error


def _group(batch: Batch | None, full: Params, index: int) -> object:
    """Return what the variants of one call have in common; `index` where there is no such call."""
    if batch is None:
        return index
    return tuple(full[name] if name in batch.alike else _shape(full[name]) for name in full)


def _shape(value: Value) -> tuple[int, ...]:
    """Return the lengths of a list, and of the first list in it."""
    if not isinstance(value, tuple):
        return ()
    return (len(value), *(_shape(value[0]) if value else ()))
