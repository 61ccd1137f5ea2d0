"""Reading a threshold unit: its truth table, the gate that it is, and what one unit can be."""

from __future__ import annotations

from collections.abc import Callable

from engines.families.given import Exact, exact, word
from engines.families.perceptron import unit
from engines.families.perceptron.unit import Table
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Picture, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Text, TruthTable, Value

Weights = tuple[Exact, Exact, Exact]
Change = Callable[[Weights, str], tuple[Weights, str]]


def weights_of(params: Params) -> Weights:
    """Return (w1, w2, b) as they were written."""
    return exact(params, "w1"), exact(params, "w2"), exact(params, "b")


def _worked(params: Params, change: Change | None = None) -> tuple[Table, tuple[Step, ...]]:
    weights, rule = weights_of(params), word(params, "rule")
    if change is not None:
        weights, rule = change(weights, rule)
    return unit.table(weights, rule), unit.steps(weights, rule)


def _table_truth(params: Params) -> Truth:
    return Truth(*_worked(params))


def _table_of(change: Change) -> Callable[[Params], Truth]:
    return lambda params: Truth(*_worked(params, change))


def _bias_flipped(weights: Weights, rule: str) -> tuple[Weights, str]:
    return (weights[0], weights[1], -weights[2]), rule


def _bias_forgotten(weights: Weights, rule: str) -> tuple[Weights, str]:
    return (weights[0], weights[1], 0), rule


def _at_equality(weights: Weights, rule: str) -> tuple[Weights, str]:
    return weights, unit.other_rule(rule)


_CHANGES: dict[str, tuple[str, str, Change]] = {
    "bias_sign": ("sign", "the bias is subtracted.", _bias_flipped),
    "no_bias": ("forgot-bias", "the bias is left out.", _bias_forgotten),
    "at_equality": (
        "strictness",
        "a sum of exactly 0 is put on the other side of the rule.",
        _at_equality,
    ),
}


def _picture(params: Params) -> Picture:
    weights, rule = weights_of(params), word(params, "rule")
    data: dict[str, Value] = {
        "w1": params["w1"],
        "w2": params["w2"],
        "b": params["b"],
        "points": unit.INPUTS,
        "outputs": unit.table(weights, rule),
    }
    words = (
        f"The line {unit.weighted(weights)} = 0 splits the plane.",
        *(
            f"The point ({x}, {y}) lies on the side of {output}."
            for (x, y), output in zip(unit.INPUTS, unit.table(weights, rule), strict=True)
        ),
    )
    return Picture("plane", data, words)


TRUTH_TABLE = Family(
    name="gate.truth_table",
    title="truth table of a threshold unit",
    topic="perceptron",
    formula="output = 1 if w1·x1 + w2·x2 + b > 0 (or >= 0, as stated), else 0",
    params=unit.UNIT,
    answer=lambda _params: TruthTable(),
    ask=Ask(
        prompt=(
            "A unit with weights w1 = {{w1}}, w2 = {{w2}} and bias b = {{b}} outputs 1 when "
            "w1·x1 + w2·x2 + b {{rule}}, and 0 otherwise. "
            "What does it output for the inputs (x1, x2) = 00, 01, 10, 11?"
        ),
        explanation=(
            "Put the four inputs in: with 00 only the bias is left, with 11 everything is added. "
            "The outputs are {{answer}}."
        ),
        params={"w1": 1, "w2": 1, "b": -1.5, "rule": unit.STRICT},
        vary={
            "w1": ChoiceRange((-2, -1, 1, 2)),
            "w2": ChoiceRange((-2, -1, 1, 2)),
            "b": ChoiceRange((-2.5, -1.5, -1, -0.5, 0.5, 1, 1.5, 2.5)),
            "rule": ChoiceRange((unit.STRICT, unit.LOOSE)),
        },
        seconds=60,
        tags=("perceptron", "gates"),
        hints=(
            "Write down the four sums: b, b + w2, b + w1, b + w1 + w2.",
            "Put the numbers in: w1 = {{w1}}, w2 = {{w2}}, b = {{b}}.",
            "A sum gives 1 where it is {{rule}}, and 0 elsewhere.",
        ),
        sources=unit.SOURCES,
    ),
    truth=_table_truth,
    slips={
        slip_id: slip(name, text, _table_of(change))
        for slip_id, (name, text, change) in _CHANGES.items()
    },
    picture=_picture,
    inverses={"gate.design": ()},
)


def _gate_name(params: Params, change: Change | None = None) -> str | None:
    weights, rule = weights_of(params), word(params, "rule")
    if change is not None:
        weights, rule = change(weights, rule)
    return unit.name_of(unit.table(weights, rule))


def _gate_truth(params: Params) -> Truth:
    outputs, steps = _worked(params)
    name = unit.name_of(outputs)
    if name is None:
        raise ValueError("the table has no name")
    return Truth(name, (*steps, Step("the table's name", unit.bits(outputs), name)))


def _gate_of(change: Change) -> Callable[[Params], Truth | None]:
    def solution(params: Params) -> Truth | None:
        outputs, steps = _worked(params, change)
        name = unit.name_of(outputs)
        if name is None:
            return None
        return Truth(name, (*steps, Step("the table's name", unit.bits(outputs), name)))

    return solution


def _negated(params: Params) -> Value | None:
    outputs = unit.table(weights_of(params), word(params, "rule"))
    return unit.name_of(tuple(1 - output for output in outputs))


def _ways_to_say(gate: str) -> tuple[str, ...]:
    article = "a" if gate.startswith("N") else "an"
    return (
        f"{gate} gate",
        f"{article} {gate}",
        f"{article} {gate} gate",
        f"the {gate} gate",
        f"logical {gate}",
        f"it is {gate}",
        f"it is {article} {gate} gate",
    )


def _named(params: Params) -> str | None:
    if _gate_name(params) is None:
        return "the unit is none of the four named gates"
    return None


IDENTIFY = Family(
    name="gate.identify",
    title="gate that a threshold unit is",
    topic="perceptron",
    formula=TRUTH_TABLE.formula,
    params=unit.UNIT,
    answer=lambda params: Text(accept=_ways_to_say(f"{_gate_name(params)}")),
    ask=Ask(
        prompt=(
            "A unit with weights w1 = {{w1}}, w2 = {{w2}} and bias b = {{b}} outputs 1 when "
            "w1·x1 + w2·x2 + b {{rule}}, and 0 otherwise. Which gate is it: AND, OR, NAND or NOR?"
        ),
        explanation=(
            "Work out the four outputs and look the table up rather than guess from the signs: "
            "it is {{answer}}."
        ),
        params={"w1": 1, "w2": 1, "b": -1.5, "rule": unit.STRICT},
        vary={
            "b": ChoiceRange((-2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5)),
            "rule": ChoiceRange((unit.STRICT, unit.LOOSE)),
        },
        together=tuple(
            {"w1": first, "w2": second}
            for first, second in ((1, 1), (2, 2), (1, 2), (2, 1), (-1, -1), (-2, -2), (-1, -2))
        ),
        seconds=45,
        tags=("perceptron", "gates"),
        hints=(
            "Write down the four sums: b, b + w2, b + w1, b + w1 + w2.",
            "Put the numbers in: w1 = {{w1}}, w2 = {{w2}}, b = {{b}}.",
            "A sum gives 1 where it is {{rule}}, and 0 elsewhere.",
            "Only 11 gives 1: AND. Only 00 gives 0: OR. The opposites are NAND and NOR.",
        ),
        sources=unit.SOURCES,
    ),
    truth=_gate_truth,
    slips={
        "no_bias": slip(*_CHANGES["no_bias"][:2], _gate_of(_bias_forgotten)),
        "at_equality": slip(*_CHANGES["at_equality"][:2], _gate_of(_at_equality)),
        "negated": bare_slip("sign", "0 and 1 change places in the output.", _negated),
    },
    valid=_named,
    picture=_picture,
)


def _outputs(params: Params) -> Table:
    return tuple(int(digit) for digit in word(params, "table"))


def separable(outputs: Table) -> bool:
    """Return whether one threshold unit can have this table.

    Of the sixteen only XOR and its opposite cannot: their ones lie across from each other.
    """
    return outputs not in ((0, 1, 1, 0), (1, 0, 0, 1))


def _separable_truth(params: Params) -> Truth:
    outputs = _outputs(params)
    ones = [f"{x}{y}" for (x, y), output in zip(unit.INPUTS, outputs, strict=True) if output]
    verdict = "yes" if separable(outputs) else "no"
    line = "a line keeps them apart" if separable(outputs) else "each pair lies on a diagonal"
    return Truth(
        verdict,
        (
            Step("inputs that give 1", "corners of the square", ", ".join(ones) or "none"),
            Step("a line between ones and zeros", line, verdict),
        ),
    )


_SEPARABLE = ("y", "yes, it can", "it can", "separable", "linearly separable", "possible")
_NOT_SEPARABLE = (
    "n",
    "no, it cannot",
    "no, it can't",
    "it cannot",
    "cannot",
    "not separable",
    "not linearly separable",
    "no, not linearly separable",
    "impossible",
    "not possible",
)
_TABLES = tuple(f"{number:04b}" for number in range(16))

SEPARABLE = Family(
    name="gate.separable",
    title="whether one unit can have a truth table",
    topic="perceptron",
    formula="one unit draws one line: the ones must lie on one side of it, the zeros on the other",
    params=(Param("table", "choice", "outputs for 00, 01, 10, 11", choices=_TABLES),),
    answer=lambda params: Text(
        accept=_SEPARABLE if separable(_outputs(params)) else _NOT_SEPARABLE
    ),
    ask=Ask(
        prompt=(
            "A function of two bits gives {{table}} for the inputs 00, 01, 10, 11. "
            "Can a single threshold unit compute it (yes or no)?"
        ),
        explanation=(
            "A unit splits the plane by one line. Only when the ones lie across from each other on "
            "a diagonal, as for XOR and its opposite, is there no such line. "
            "Can one unit compute {{table}}? The answer is {{answer}}."
        ),
        params={"table": "0110"},
        vary={"table": ChoiceRange(("0110", "1001", "0111", "0001", "1011", "0010", "1000"))},
        seconds=30,
        tags=("perceptron", "gates", "separability"),
        hints=(
            "Draw the four inputs as corners of a square, and mark those that give 1.",
            "One unit draws one line: the ones must lie on one side of it, the zeros on the other.",
            "Look at the diagonals: are the two ones on one, and the two zeros on the other?",
        ),
        sources=unit.SOURCES,
    ),
    truth=_separable_truth,
    slips={
        "only_xor": bare_slip(
            "wrong-gate",
            "only 0110 is taken to be out of a single unit's reach.",
            lambda params: "no" if word(params, "table") == "0110" else "yes",
        ),
        "unequal_inputs": bare_slip(
            "term-dropped",
            "a unit is taken to treat both inputs alike, with equal weights only.",
            lambda params: "no" if _outputs(params)[1] != _outputs(params)[2] else None,
        ),
    },
)

FAMILIES = {family.name: family for family in (TRUTH_TABLE, IDENTIFY, SEPARABLE)}
