"""From a YAML ``answer:`` mapping to an acceptance, and narrowing the one a family declares."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Mapping
from dataclasses import fields, replace

from engines.values.answers import (
    ANSWER_TYPES,
    BYTE_UNITS,
    Acceptance,
    AcceptanceProblem,
    Bytes,
)

_YAML_NAMES = {"not": "reject"}


def acceptance_from(mapping: Mapping[str, object]) -> Acceptance:
    """Return the acceptance that a YAML ``answer:`` mapping with its ``type`` describes.

    Raises AcceptanceProblem with the key at fault.
    """
    name = mapping.get("type")
    if not isinstance(name, str) or name not in ANSWER_TYPES:
        near = difflib.get_close_matches(str(name), ANSWER_TYPES, 1)
        hint = f"did you mean {near[0]}?" if near else f"one of {', '.join(ANSWER_TYPES)}"
        raise AcceptanceProblem("type", f"unknown answer type {name!r}", hint)
    return narrow(ANSWER_TYPES[name](), mapping)


def narrow(base: Acceptance, mapping: Mapping[str, object]) -> Acceptance:
    """Return `base` with the fields of `mapping` in their place; the type cannot change.

    A stated tolerance of a Float replaces the one that `base` states. Raises AcceptanceProblem.
    """
    if mapping.get("type", base.type) != base.type:
        raise AcceptanceProblem(
            "type", f"the answer is of type {base.type}, not {mapping['type']}", "narrow it only"
        )
    known = {f.name for f in fields(base)}
    changes: dict[str, object] = {}
    for key, value in mapping.items():
        name = _YAML_NAMES.get(key, key)
        if key == "type":
            continue
        if name not in known:
            near = difflib.get_close_matches(key, known, 1)
            hint = f"did you mean {near[0]}?" if near else f"it takes {', '.join(sorted(known))}"
            raise AcceptanceProblem(key, f"type {base.type} has no field {key!r}", hint)
        changes[name] = _field_value(base, name, value)
    if changes.keys() & {"places", "sig", "rtol", "atol"}:
        changes = {"places": None, "sig": None, "rtol": None, "atol": None} | changes
    return replace(base, **changes)  # type: ignore[arg-type]


def _field_value(base: Acceptance, name: str, value: object) -> object:
    def refuse(wanted: str) -> AcceptanceProblem:
        return AcceptanceProblem(name, f"{name} must be {wanted}, not {value!r}")

    match name:
        case "places" | "sig" | "rank" | "length":
            low = 1 if name in ("sig", "length") else 0
            if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= 1000:
                raise refuse(f"a whole number from {low} on")
            return value
        case "rtol" | "atol" | "approx" | "within":
            return _share(value, refuse)
        case "names" | "accept" | "reject":
            items = [value] if isinstance(value, str) else value
            if not isinstance(items, (list, tuple)) or not all(isinstance(i, str) for i in items):
                raise refuse("a list of texts")
            return tuple(items)
        case "shape":
            if not isinstance(value, (list, tuple)) or len(value) != 2:
                raise refuse("[rows, columns]")
            return tuple(int(size) for size in value)
        case "element":
            own: Acceptance = base.element  # type: ignore[union-attr]
            if not isinstance(value, Mapping):
                raise refuse("a mapping")
            return (
                acceptance_from(value)
                if value.get("type", own.type) != own.type
                else narrow(own, value)
            )
        case "unit":
            if not isinstance(value, str) or (isinstance(base, Bytes) and value not in BYTE_UNITS):
                raise refuse(f"one of {', '.join(BYTE_UNITS)}")
            return value
        case "scoring":
            if value not in ("all_or_nothing", "each"):
                raise refuse("all_or_nothing or each")
            return value
        case "strict":
            if value not in ("dtype", None):
                raise refuse("dtype")
            return value
    if not isinstance(value, bool):
        raise refuse("true or false")
    return value


def _share(value: object, refuse: Callable[[str], AcceptanceProblem]) -> float:
    text = str(value).strip()
    try:
        share = float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        share = -1.0
    if isinstance(value, bool) or not 0 <= share < math.inf:
        raise refuse("a number like 0.02 or 2%")
    return share
