"""What the engine says of a question: values, acceptances and outputs, for the stated parameters.

A mutant counts as one only where these say that its claim is wrong. Nothing here asks the checker.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engines import api
from engines.graph import SnippetRefused, SnippetResult, evaluate_expression, run_snippet
from engines.values import (
    BYTE_UNITS,
    Acceptance,
    Bytes,
    Count,
    Estimate,
    Float,
    Int,
    Matrix,
    SetOf,
    Shape,
    Text,
    TruthTable,
    Value,
    Vector,
    Weights,
    acceptance_from,
    narrow,
)
from tests.bank.mutation.mutants import NAME, plain

_AMOUNT = re.compile(r"([-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)\s*(%|[A-Za-z]*)")
_Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Truth:
    """The right value, what is taken for it, and who judges where many designs are right."""

    value: Value
    accepts: Acceptance
    family: str | None = None
    params: Mapping[str, object] | None = None

    def refuses(self, claim: str) -> bool:
        """Whether `claim` can be read and is wrong."""
        given = read(claim, self.accepts)
        return given is not None and not self.takes(given)

    def agrees(self, claim: str) -> bool:
        """Whether `claim` can be read and is right."""
        given = read(claim, self.accepts)
        return given is not None and self.takes(given)

    def takes(self, given: Value) -> bool:
        """Whether a value is right; one that no answer can be is wrong."""
        if self.family is not None and api.family(self.family).judge is not None:
            return api.judge(self.family, self.params or {}, given).holds
        if isinstance(self.accepts, Bytes) and isinstance(given, float):
            # A typed amount is rounded: within a hundredth it may be meant.
            return abs(given - float(str(self.value))) <= 0.015 * abs(float(str(self.value)))
        return self.accepts.accepts(given, self.value)


def shown(text: str, params: _Data) -> str:
    """Return `text` with the names of `params` replaced, as Python spells their values."""
    return NAME.sub(
        lambda found: str(plain(params[found[1]])) if found[1] in params else found[0], text
    )


def truth_of(question: _Data, params: _Data | None = None) -> Truth | None:
    """Return the truth of a question or part under `params`, its own where None.

    None where it has no truth that the engine computes, or none under these parameters.
    """
    taken = plain(question.get("params", {}) if params is None else params)
    answer = plain(question.get("answer", {}))
    if not isinstance(answer, dict):
        return None
    try:
        if "family" in question:
            family = str(question["family"])
            made = api.variant(family, taken or api.family(family).ask.params)
            return Truth(made.truth, narrow(made.acceptance, answer), family, made.params)
        source = plain(question["truth"])["torch"]
        return Truth(evaluate_expression(shown(source, taken)), acceptance_from(answer))
    except (KeyError, ValueError, LookupError, SnippetRefused, api.BadParams):
        return None


def part_truths(question: _Data, params: _Data | None = None) -> dict[str, Truth]:
    """Return the truths of the parts of a `multi`, each under what earlier ones come to."""
    common = plain(question.get("params", {}) if params is None else params)
    found: dict[str, Truth] = {}
    for part in question.get("parts", ()):
        own = {
            name: found[value["answer"]].value
            if isinstance(value, dict) and value.get("answer") in found
            else value
            for name, value in plain(part.get("params", {})).items()
        }
        truth = truth_of(part, _taken(part, common) | own)
        if truth is not None:
            found[str(part["id"])] = truth
    return found


def _taken(part: _Data, common: dict[str, Any]) -> dict[str, Any]:
    """Return those of the common parameters that a part's family knows."""
    if "family" not in part:
        return dict(common)
    try:
        known = {param.name for param in api.family(str(part["family"])).params}
    except api.UnknownFamily:
        return {}
    return {name: value for name, value in common.items() if name in known}


def run(question: _Data, params: _Data | None = None) -> SnippetResult | None:
    """Return what the program of a snippet comes to, None where it is refused."""
    taken = question.get("params", {}) if params is None else params
    return run_code(shown(str(question["code"]), taken), str(question["language"]))


def run_code(code: str, language: str) -> SnippetResult | None:
    """Return what a program comes to, None where it is refused."""
    try:
        return run_snippet(code, "tf1" if language == "tf1" else "torch")
    except SnippetRefused:
        return None


def printed(text: str) -> list[list[str]]:
    """Return what counts of an output: its lines, as words."""
    return [line.split() for line in text.strip().splitlines()]


def read(claim: str, accepts: Acceptance) -> Value | None:
    """Return a claim as a value of its type, None where this simple reader cannot."""
    text = claim.strip().replace("−", "-")
    match accepts:
        case Bytes(unit=unit):
            return _amount(text, {"": float(BYTE_UNITS[unit])} | _byte_units())
        case Int() | Count():
            return int(text) if re.fullmatch(r"[-+]?\d+", text) else _amount(text, {"": 1.0})
        case Float() | Estimate():
            return _amount(text, {"": 1.0, "%": 1.0, str(accepts.unit or ""): 1.0})
        case Shape() | Vector() | Matrix() | SetOf():
            return _listed(text)
        case Weights():
            return _listed("[" + ",".join(text.split()) + "]")
        case TruthTable():
            return tuple(int(one) for one in text) if re.fullmatch(r"[01]+", text) else None
        case Text():
            return text
    return None


def _byte_units() -> dict[str, float]:
    return {name: float(size) for name, size in BYTE_UNITS.items()}


def _amount(text: str, units: Mapping[str, float]) -> float | None:
    found = _AMOUNT.fullmatch(text)
    return float(found[1]) * units[found[2]] if found and found[2] in units else None


def _listed(text: str) -> Value | None:
    plain_text = text.translate(str.maketrans("(){}", "[][]")).replace(",]", "]")
    try:
        return _tuple(json.loads(plain_text))
    except ValueError:
        return None


def _tuple(value: Any) -> Value:
    if isinstance(value, list):
        return tuple(_tuple(one) for one in value)
    return value if isinstance(value, (int, float, str)) else str(value)
