"""From a YAML ``answer:`` mapping to an acceptance, and narrowing the one a family declares."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Mapping
from dataclasses import fields, replace

from engines.values.answers import ANSWER_TYPES, Acceptance
from engines.values.lists import Matrix, SetOf, Vector
from engines.values.numeric import BYTE_UNITS, Bytes
from engines.values.wording import AcceptanceProblem

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
            message = f"type {base.type} has no field {key!r}"
            raise AcceptanceProblem(key, message, hint, unknown=True)
        changes[name] = _field_value(base, name, value)
    if changes.keys() & {"places", "sig", "rtol", "atol"}:
        changes = {"places": None, "sig": None, "rtol": None, "atol": None} | changes
    return replace(base, **changes)  # type: ignore[arg-type]


_Refuse = Callable[[str], AcceptanceProblem]


def _field_value(base: Acceptance, name: str, value: object) -> object:
    def refuse(wanted: str) -> AcceptanceProblem:
        return AcceptanceProblem(name, f"{name} must be {wanted}, not {value!r}")

    if name == "element":
        return _element(base, value, refuse)
    if name == "unit" and isinstance(base, Bytes) and value not in BYTE_UNITS:
        raise refuse(f"one of {', '.join(BYTE_UNITS)}")
    return _FIELDS.get(name, _yes_or_no)(value, refuse)


def _element(base: Acceptance, value: object, refuse: _Refuse) -> Acceptance:
    if not isinstance(value, Mapping) or not isinstance(base, (Vector, Matrix, SetOf)):
        raise refuse("a mapping")
    own = base.element
    return acceptance_from(value) if value.get("type", own.type) != own.type else narrow(own, value)


def _count_from(low: int) -> Callable[[object, _Refuse], int]:
    def checked(value: object, refuse: _Refuse) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= 1000:
            raise refuse(f"a whole number from {low} on")
        return value

    return checked


def _texts(value: object, refuse: _Refuse) -> tuple[str, ...]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, (list, tuple)) or not all(isinstance(i, str) for i in items):
        raise refuse("a list of texts")
    return tuple(items)


def _rows_and_columns(value: object, refuse: _Refuse) -> tuple[int, int]:
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise refuse("[rows, columns]")
    size = _count_from(1)
    return size(value[0], refuse), size(value[1], refuse)


def _one_of(*allowed: str | None) -> Callable[[object, _Refuse], object]:
    def checked(value: object, refuse: _Refuse) -> object:
        if value not in allowed:
            raise refuse(" or ".join(word for word in allowed if word))
        return value

    return checked


def _text(value: object, refuse: _Refuse) -> str:
    if not isinstance(value, str):
        raise refuse("a text")
    return value


def _yes_or_no(value: object, refuse: _Refuse) -> bool:
    if not isinstance(value, bool):
        raise refuse("true or false")
    return value


def _share(value: object, refuse: _Refuse) -> float:
    text = str(value).strip()
    try:
        share = float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        share = -1.0
    if isinstance(value, bool) or not 0 <= share < math.inf:
        raise refuse("a number like 0.02 or 2%")
    return share


_FIELDS: dict[str, Callable[[object, _Refuse], object]] = {
    **dict.fromkeys(("places", "rank"), _count_from(0)),
    **dict.fromkeys(("sig", "length"), _count_from(1)),
    **dict.fromkeys(("rtol", "atol", "approx", "within"), _share),
    **dict.fromkeys(("names", "accept", "reject"), _texts),
    "shape": _rows_and_columns,
    "scoring": _one_of("all_or_nothing", "each"),
    "strict": _one_of("dtype", None),
    "unit": _text,
}
"""Field -> how its value is checked; the rest are yes or no."""
