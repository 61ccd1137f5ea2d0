"""Designing a threshold unit: weights and bias that make it a named gate, judged on all inputs."""

from __future__ import annotations

from fractions import Fraction

from engines.families.given import word
from engines.families.perceptron import unit
from engines.family import Ask, Family, Judgement, Param, Params, Slip, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Value, Weights, as_number

_REACHABLE: dict[str, tuple[Fraction, ...]] = {
    "and": (Fraction(1), Fraction(1), Fraction(-3, 2)),
    "or": (Fraction(1), Fraction(1), Fraction(-1, 2)),
    "nand": (Fraction(-1), Fraction(-1), Fraction(3, 2)),
    "nor": (Fraction(-1), Fraction(-1), Fraction(1, 2)),
}
"""Gate -> weights and bias halfway between the sums that matter, right under both rules."""

XOR_REASONS = {
    unit.STRICT: (
        "00 gives 0: b <= 0",
        "01 gives 1: w2 + b > 0",
        "10 gives 1: w1 + b > 0",
        "11 gives 0: w1 + w2 + b <= 0",
        (
            "The middle two add up to w1 + w2 + 2b > 0, the outer two to w1 + w2 + 2b <= 0: "
            "no weights and bias can do both."
        ),
    ),
    unit.LOOSE: (
        "00 gives 0: b < 0",
        "01 gives 1: w2 + b >= 0",
        "10 gives 1: w1 + b >= 0",
        "11 gives 0: w1 + w2 + b < 0",
        (
            "The middle two add up to w1 + w2 + 2b >= 0, the outer two to w1 + w2 + 2b < 0: "
            "no weights and bias can do both."
        ),
    ),
}
"""Why no single unit is XOR, by the rule: the four inequalities and their contradiction."""


def _wanted(params: Params) -> unit.Table:
    return unit.GATES[word(params, "gate").upper()]


def _impossible(params: Params) -> str | None:
    if word(params, "gate") != "xor":
        return None
    return "no single unit is XOR. " + "; ".join(XOR_REASONS[word(params, "rule")])


def _truth(params: Params) -> Truth:
    weights = _REACHABLE[word(params, "gate")]
    wanted = Step("outputs wanted", "for 00, 01, 10, 11", unit.bits(_wanted(params)))
    value = tuple(float(weight) for weight in weights)
    return Truth(value, (wanted, *unit.steps(weights, word(params, "rule"))))


def _given(given: Value) -> tuple[Fraction, ...] | None:
    """Return (w1, w2, b), or None for anything but three finite numbers."""
    if not isinstance(given, tuple) or len(given) != 3:
        return None
    try:
        return tuple(Fraction(as_number(entry)) for entry in given)
    except (TypeError, ValueError, OverflowError):
        return None


def _judge(params: Params, given: Value) -> Judgement:
    weights = _given(given)
    if weights is None:
        return Judgement(False, 0.0, ("three numbers are needed: w1, w2, b",))
    wanted = _wanted(params)
    name = word(params, "gate").upper()
    lines = []
    right = 0
    for step, want in zip(unit.steps(weights, word(params, "rule")), wanted, strict=True):
        good = step.value == str(want)
        right += good
        verdict = "✓" if good else f"✗ {name} wants {want}"
        lines.append(f"{step.what}: {step.numbers}: {step.value} {verdict}")
    if name == "XOR":
        lines += XOR_REASONS[word(params, "rule")]
    return Judgement(right == 4, right / 4, tuple(lines))


def _table(params: Params, given: Value) -> unit.Table | None:
    weights = _given(given)
    return None if weights is None else unit.table(weights, word(params, "rule"))


def _wrong_end(params: Params, given: Value) -> bool:
    weights = _given(given)
    if weights is None or _table(params, given) == _wanted(params):
        return False
    return unit.table(weights, unit.other_rule(word(params, "rule"))) == _wanted(params)


def _bias_flipped(params: Params, given: Value) -> bool:
    weights = _given(given)
    if weights is None or _table(params, given) == _wanted(params):
        return False
    first, second, bias = weights
    return unit.table((first, second, -bias), word(params, "rule")) == _wanted(params)


def _other_gate(params: Params, given: Value) -> bool:
    table = _table(params, given)
    return table is not None and table != _wanted(params) and unit.name_of(table) is not None


def _no_bias(params: Params, given: Value) -> bool:
    weights = _given(given)
    return weights is not None and weights[2] == 0 and _table(params, given) != _wanted(params)


DESIGN = Family(
    name="gate.design",
    title="weights of a gate",
    topic="perceptron",
    formula="output = 1 if w1·x1 + w2·x2 + b > 0 (or >= 0, as stated), else 0",
    params=(
        Param("gate", "choice", "the gate to build", choices=("and", "or", "nand", "nor", "xor")),
        unit.RULE,
    ),
    answer=lambda _params: Weights(("w1", "w2", "b")),
    ask=Ask(
        prompt=(
            "A unit outputs 1 when w1·x1 + w2·x2 + b {{rule}}, and 0 otherwise; x1 and x2 are 0 or "
            "1. Give weights and a bias that make it this gate: {{gate}}."
        ),
        explanation=(
            "The four sums are b, b + w2, b + w1 and b + w1 + w2. Choose them on the right sides "
            "of 0; {{answer}} leaves the same room on both sides."
        ),
        params={"gate": "and", "rule": unit.STRICT},
        vary={
            "gate": ChoiceRange(("and", "or", "nand", "nor")),
            "rule": ChoiceRange((unit.STRICT, unit.LOOSE)),
        },
        kind="design",
        seconds=90,
        tags=("perceptron", "gates", "design"),
        hints=(
            "Write down the four sums: b, b + w2, b + w1, b + w1 + w2.",
            "Say for each whether it must be on the firing side of 0.",
            "Start from equal weights of size 1 and move only the bias.",
        ),
        sources=unit.SOURCES,
    ),
    truth=_truth,
    slips={
        "at_equality": Slip(
            "strictness",
            "With these numbers a sum is exactly 0, and the rule ({{rule}}) puts it on the wrong "
            "side.",
            when=_wrong_end,
        ),
        "bias_sign": Slip(
            "sign",
            "With the bias's sign turned round these numbers make the gate.",
            when=_bias_flipped,
        ),
        "other_gate": Slip(
            "wrong-gate", "These numbers make a gate, but another one.", when=_other_gate
        ),
        "no_bias": Slip(
            "forgot-bias", "With bias 0 the line goes through the input 00.", when=_no_bias
        ),
    },
    valid=_impossible,
    judge=_judge,
)


FAMILIES = {DESIGN.name: DESIGN}
