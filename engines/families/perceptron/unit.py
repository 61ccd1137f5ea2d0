"""A threshold unit on two bits: its table, and the names of the tables that people know."""

from __future__ import annotations

from collections.abc import Sequence

from engines.families.given import Exact
from engines.families.worked import factor, shown
from engines.family import Param, Step

INPUTS = ((0, 0), (0, 1), (1, 0), (1, 1))
STRICT, LOOSE = "> 0", ">= 0"

RULE = Param("rule", "choice", "when the unit fires", choices=(STRICT, LOOSE), default=STRICT)
UNIT = (
    Param("w1", "decimal", "weight of the first input", -100, 100),
    Param("w2", "decimal", "weight of the second input", -100, 100),
    Param("b", "decimal", "bias", -100, 100),
    RULE,
)

Table = tuple[int, ...]

GATES: dict[str, Table] = {
    "AND": (0, 0, 0, 1),
    "OR": (0, 1, 1, 1),
    "NAND": (1, 1, 1, 0),
    "NOR": (1, 0, 0, 0),
    "XOR": (0, 1, 1, 0),
}
"""Name -> outputs for 00, 01, 10, 11."""

SOURCES = (
    "Rosenblatt 1958, The perceptron, Psychological Review 65(6)",
    "Minsky & Papert 1969, Perceptrons",
)


def fires(sum_: Exact, rule: str) -> int:
    """Return the unit's output for its weighted sum."""
    return int(sum_ > 0 if rule == STRICT else sum_ >= 0)


def other_rule(rule: str) -> str:
    """Return the rule that differs at equality."""
    return LOOSE if rule == STRICT else STRICT


def table(weights: Sequence[Exact], rule: str) -> Table:
    """Return the outputs of the unit (w1, w2, b) for 00, 01, 10, 11."""
    first, second, bias = weights
    return tuple(fires(first * x + second * y + bias, rule) for x, y in INPUTS)


def steps(weights: Sequence[Exact], rule: str) -> tuple[Step, ...]:
    """Return the four weighted sums, each with what the unit makes of it."""
    first, second, bias = weights
    lines = []
    for x, y in INPUTS:
        sum_ = first * x + second * y + bias
        terms = [shown(bias)]
        terms += [shown(first)] if x else []
        terms += [shown(second)] if y else []
        numbers = f"{' + '.join([terms[0], *map(_bracketed, terms[1:])])} = {shown(sum_)}"
        output = fires(sum_, rule)
        lines.append(Step(f"input {x}{y}", f"{numbers}, {rule}? {_yes(output)}", str(output)))
    return tuple(lines)


def name_of(outputs: Table) -> str | None:
    """Return the name of the gate with this table, or None."""
    return next((name for name, known in GATES.items() if known == outputs), None)


def bits(outputs: Table) -> str:
    """Return a table as four digits."""
    return "".join(map(str, outputs))


def weighted(weights: Sequence[Exact]) -> str:
    """Return the weighted sum as a formula with its numbers."""
    first, second, bias = map(factor, weights)
    return f"{first}·x1 + {second}·x2 + {bias}"


def _bracketed(text: str) -> str:
    return f"({text})" if text.startswith("-") else text


def _yes(output: int) -> str:
    return "yes" if output else "no"
