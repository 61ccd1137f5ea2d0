"""Designing the bias of a threshold unit whose weights are fixed, judged on all inputs."""

from __future__ import annotations

from fractions import Fraction

from engines.families.given import Exact, exact, word
from engines.families.perceptron import unit
from engines.families.perceptron.designs import numbers_given
from engines.families.worked import factor, plain, shown
from engines.family import Ask, Family, Judgement, Param, Params, Picture, Slip, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Value, Weights

_MOST = 10**6
"""Biases beyond outweigh all weights, so that the output is the same for every input."""


def _weights(params: Params) -> tuple[Exact, Exact]:
    return exact(params, "w1"), exact(params, "w2")


def _wanted(params: Params) -> unit.Table:
    return unit.GATES[word(params, "gate")]


def _ends(params: Params) -> tuple[Exact, Exact]:
    """Return the least sum w·x that must fire and the largest that must not."""
    first, second = _weights(params)
    sums = [first * x + second * y for x, y in unit.INPUTS]
    wanted = _wanted(params)
    firing = min(s for s, output in zip(sums, wanted, strict=True) if output)
    silent = max(s for s, output in zip(sums, wanted, strict=True) if not output)
    return firing, silent


def _impossible(params: Params) -> str | None:
    firing, silent = _ends(params)
    if firing > silent:
        return None
    return f"with these weights no bias makes the unit {word(params, 'gate')}"


def middle_bias(params: Params) -> int | float:
    """Return the bias halfway, which is right under both rules."""
    firing, silent = _ends(params)
    return plain(-Fraction(firing + silent) / 2)


def _interval(params: Params) -> str:
    firing, silent = _ends(params)
    low, high = shown(-firing), shown(-silent)
    strict = word(params, "rule") == unit.STRICT
    return f"{low} < b <= {high}" if strict else f"{low} <= b < {high}"


def _truth(params: Params) -> Truth:
    firing, silent = _ends(params)
    bias = middle_bias(params)
    middle = f"−({shown(firing)} + {factor(silent)}) / 2"
    return Truth(
        (bias,),
        (
            Step("outputs wanted", "for 00, 01, 10, 11", unit.bits(_wanted(params))),
            Step("least w·x that must give 1", "over those inputs", shown(firing)),
            Step("largest w·x that must give 0", "over the others", shown(silent)),
            Step("biases that do", f"w·x + b {word(params, 'rule')}", _interval(params)),
            Step("one in the middle", middle, shown(bias)),
        ),
    )


def _given(given: Value) -> Fraction | None:
    found = numbers_given(given, 1)
    return found[0] if found else None


def _judge(params: Params, given: Value) -> Judgement:
    bias = _given(given)
    if bias is None:
        return Judgement(False, 0.0, ("one number is needed: b",))
    if abs(bias) > _MOST:
        output = int(bias > 0)
        share = _wanted(params).count(output) / 4
        return Judgement(False, share, (f"so large a bias gives {output} for every input",))
    lines = []
    right = 0
    steps = unit.steps((*_weights(params), bias), word(params, "rule"))
    for step, want in zip(steps, _wanted(params), strict=True):
        good = step.value == str(want)
        right += good
        verdict = "✓" if good else f"✗ {word(params, 'gate')} wants {want}"
        lines.append(f"{step.what}: {step.numbers}: {step.value} {verdict}")
    if not _impossible(params):
        lines.append(f"every b with {_interval(params)} does it")
    return Judgement(right == 4, right / 4, tuple(lines))


def _table(params: Params, bias: Fraction, rule: str | None = None) -> unit.Table:
    return unit.table((*_weights(params), bias), rule or word(params, "rule"))


def _wrong_end(params: Params, given: Value) -> bool:
    bias = _given(given)
    if bias is None or _table(params, bias) == _wanted(params):
        return False
    return _table(params, bias, unit.other_rule(word(params, "rule"))) == _wanted(params)


def _sign_flipped(params: Params, given: Value) -> bool:
    bias = _given(given)
    if bias is None or _table(params, bias) == _wanted(params):
        return False
    return _table(params, -bias) == _wanted(params)


def _other_gate(params: Params, given: Value) -> bool:
    bias = _given(given)
    if bias is None:
        return False
    table = _table(params, bias)
    return table != _wanted(params) and unit.name_of(table) is not None


def _no_bias(params: Params, given: Value) -> bool:
    bias = _given(given)
    return bias == 0 and _table(params, Fraction(0)) != _wanted(params)


def _picture(params: Params) -> Picture:
    bias = middle_bias(params)
    weights = (*_weights(params), exact({"b": bias}, "b"))
    data: dict[str, Value] = {
        "w1": params["w1"],
        "w2": params["w2"],
        "b": bias,
        "points": unit.INPUTS,
        "outputs": _wanted(params),
    }
    words = (
        f"With b = {shown(bias)} the line is {unit.weighted(weights)} = 0.",
        "Another bias moves the line without turning it.",
    )
    return Picture("plane", data, words)


BIAS_DESIGN = Family(
    name="gate.bias_design",
    title="bias that makes a unit a gate",
    topic="perceptron",
    formula=(
        "output 1 if w·x + b > 0 (or >= 0, as stated), else 0: "
        "b from −(least w·x that must give 1) to −(largest w·x that must give 0)"
    ),
    params=(
        Param("gate", "choice", "the gate to build", choices=("AND", "OR", "NAND", "NOR")),
        Param("w1", "decimal", "weight of the first input", -100, 100, default=1),
        Param("w2", "decimal", "weight of the second input", -100, 100, default=1),
        unit.RULE,
    ),
    answer=lambda _params: Weights(("b",)),
    ask=Ask(
        prompt=(
            "A unit outputs 1 when w1·x1 + w2·x2 + b {{rule}}, and 0 otherwise; x1 and x2 are 0 or "
            "1. Its weights are fixed: w1 = {{w1}}, w2 = {{w2}}. "
            "Give a bias b that makes it this gate: {{gate}}."
        ),
        explanation=(
            "The bias must lift every sum that has to fire over 0 and leave the others below. "
            "{{answer}} lies in the middle of the biases that do; at their two ends the rule "
            "decides."
        ),
        params={"gate": "AND", "w1": 1, "w2": 1, "rule": unit.STRICT},
        vary={"rule": ChoiceRange((unit.STRICT, unit.LOOSE))},
        together=tuple(
            {"gate": gate, "w1": sign * first, "w2": sign * second}
            for gate, sign in (("AND", 1), ("OR", 1), ("NAND", -1), ("NOR", -1))
            for first, second in ((1, 1), (2, 2), (1, 2), (3, 2), (4, 4))
        ),
        kind="design",
        seconds=60,
        tags=("perceptron", "gates", "design"),
        hints=(
            "Without the bias the four sums are 0, w2, w1, w1 + w2.",
            "Say for each whether it must be on the firing side of 0 once b is added.",
            "The least sum that must fire and the largest that must not fence b in.",
        ),
        sources=unit.SOURCES,
    ),
    truth=_truth,
    slips={
        "at_equality": Slip(
            "strictness",
            "With this bias a sum is exactly 0, and the rule ({{rule}}) puts it on the wrong side.",
            when=_wrong_end,
        ),
        "bias_sign": Slip(
            "sign", "With its sign turned round this bias makes the gate.", when=_sign_flipped
        ),
        "other_gate": Slip(
            "wrong-gate", "This bias makes a gate, but another one.", when=_other_gate
        ),
        "no_bias": Slip(
            "forgot-bias", "With bias 0 the line goes through the input 00.", when=_no_bias
        ),
    },
    valid=_impossible,
    judge=_judge,
    picture=_picture,
)

FAMILIES = {BIAS_DESIGN.name: BIAS_DESIGN}
