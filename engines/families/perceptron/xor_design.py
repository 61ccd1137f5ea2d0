"""Designing a 2-2-1 network that is XOR: nine numbers, judged on all inputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from engines.families.given import word
from engines.families.perceptron import unit
from engines.families.perceptron.designs import brief, numbers_given
from engines.family import Ask, Family, Judgement, Param, Params, Slip, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Value, Weights

STEP, RELU = "step", "ReLU"
NAMES = ("w11", "w12", "b1", "w21", "w22", "b2", "v1", "v2", "c")

_HALF = Fraction(1, 2)
_MODELS: dict[str, tuple[Fraction | int, ...]] = {
    STEP: (1, 1, -_HALF, 1, 1, -3 * _HALF, 1, -1, -_HALF),
    RELU: (1, 1, 0, 1, 1, -1, 1, -2, -_HALF),
}
"""OR without AND by steps; the sum less twice its second unit by ReLU. No sum that decides is 0."""


@dataclass(frozen=True, slots=True)
class _Row:
    """What the network makes of one input."""

    inputs: tuple[int, int]
    sums: tuple[Fraction, Fraction]
    hidden: tuple[Fraction, Fraction]
    last: Fraction
    output: int


def _rows(numbers: Sequence[Fraction | int], hidden: str, rule: str) -> tuple[_Row, ...]:
    """Return the network's four rows. `numbers` are in the order of `NAMES`."""
    w11, w12, b1, w21, w22, b2, v1, v2, c = map(Fraction, numbers)
    found = []
    for x, y in unit.INPUTS:
        sums = (w11 * x + w12 * y + b1, w21 * x + w22 * y + b2)
        units = (_active(sums[0], hidden, rule), _active(sums[1], hidden, rule))
        last = v1 * units[0] + v2 * units[1] + c
        found.append(_Row((x, y), sums, units, last, unit.fires(last, rule)))
    return tuple(found)


def _active(sum_: Fraction, hidden: str, rule: str) -> Fraction:
    return Fraction(unit.fires(sum_, rule)) if hidden == STEP else max(sum_, Fraction(0))


def _outputs(rows: Sequence[_Row]) -> unit.Table:
    return tuple(row.output for row in rows)


def _numbers(row: _Row, rule: str) -> str:
    first, second = map(brief, row.hidden)
    return f"h = [{first}, {second}], last sum {brief(row.last)} {rule}?"


def _truth(params: Params) -> Truth:
    hidden, rule = word(params, "hidden"), word(params, "rule")
    numbers = _MODELS[hidden]
    steps = [Step("outputs wanted", "for 00, 01, 10, 11", unit.bits(unit.GATES["XOR"]))]
    steps += [
        Step(f"input {row.inputs[0]}{row.inputs[1]}", _numbers(row, rule), str(row.output))
        for row in _rows(numbers, hidden, rule)
    ]
    return Truth(tuple(map(float, numbers)), tuple(steps))


def _judge(params: Params, given: Value) -> Judgement:
    numbers = numbers_given(given, len(NAMES))
    if numbers is None:
        return Judgement(False, 0.0, (f"nine numbers are needed: {', '.join(NAMES)}",))
    hidden, rule = word(params, "hidden"), word(params, "rule")
    lines = []
    right = 0
    for row, want in zip(_rows(numbers, hidden, rule), unit.GATES["XOR"], strict=True):
        good = row.output == want
        right += good
        verdict = "✓" if good else f"✗ XOR wants {want}"
        x, y = row.inputs
        lines.append(f"input {x}{y}: {_numbers(row, rule)} {row.output} {verdict}")
    return Judgement(right == 4, right / 4, tuple(lines))


def _read(params: Params, given: Value) -> tuple[tuple[Fraction, ...], tuple[_Row, ...]] | None:
    """Return the numbers and their rows where these are nine numbers but not XOR."""
    numbers = numbers_given(given, len(NAMES))
    if numbers is None:
        return None
    rows = _rows(numbers, word(params, "hidden"), word(params, "rule"))
    return None if _outputs(rows) == unit.GATES["XOR"] else (numbers, rows)


def _wrong_end(params: Params, given: Value) -> bool:
    read = _read(params, given)
    if read is None:
        return False
    rows = _rows(read[0], word(params, "hidden"), unit.other_rule(word(params, "rule")))
    return _outputs(rows) == unit.GATES["XOR"]


def _other_activation(params: Params, given: Value) -> bool:
    read = _read(params, given)
    if read is None:
        return False
    other = RELU if word(params, "hidden") == STEP else STEP
    return _outputs(_rows(read[0], other, word(params, "rule"))) == unit.GATES["XOR"]


def _linear(params: Params, given: Value) -> bool:
    read = _read(params, given)
    if read is None or word(params, "hidden") == STEP:
        return False
    return all(sum_ >= 0 for row in read[1] for sum_ in row.sums)


def _one_unit(params: Params, given: Value) -> bool:
    read = _read(params, given)
    return read is not None and all(row.hidden[0] == row.hidden[1] for row in read[1])


def _opposite(params: Params, given: Value) -> bool:
    read = _read(params, given)
    return read is not None and _outputs(read[1]) == (1, 0, 0, 1)


def _other_gate(params: Params, given: Value) -> bool:
    read = _read(params, given)
    return read is not None and unit.name_of(_outputs(read[1])) is not None


XOR_DESIGN = Family(
    name="gate.xor_design",
    title="weights of a 2-2-1 network that is XOR",
    topic="perceptron",
    formula=(
        "h1 = f(w11·x1 + w12·x2 + b1), h2 = f(w21·x1 + w22·x2 + b2); "
        "output 1 if v1·h1 + v2·h2 + c > 0 (or >= 0, as stated), else 0"
    ),
    params=(
        Param("hidden", "choice", "the hidden units' activation", choices=(STEP, RELU)),
        unit.RULE,
    ),
    answer=lambda _params: Weights(NAMES),
    ask=Ask(
        prompt=(
            "A network on two bits has two hidden units, h1 = f(w11·x1 + w12·x2 + b1) and "
            "h2 = f(w21·x1 + w22·x2 + b2), and outputs 1 when v1·h1 + v2·h2 + c {{rule}}, "
            "else 0. The activation f is this: {{hidden}}. (A step is 1 when its argument is "
            "{{rule}}, else 0; ReLU is max(0, argument).) Give numbers that make the network XOR."
        ),
        explanation=(
            "One line cannot part 01 and 10 from 00 and 11, so the hidden units must draw two. "
            "One way is {{answer}}: the first unit answers to any 1, the second to two of them, "
            "and the output takes the second away again."
        ),
        params={"hidden": STEP, "rule": unit.STRICT},
        vary={
            "hidden": ChoiceRange((STEP, RELU)),
            "rule": ChoiceRange((unit.STRICT, unit.LOOSE)),
        },
        kind="design",
        level="intermediate",
        seconds=180,
        tags=("perceptron", "gates", "design"),
        hints=(
            "Say XOR with gates that one unit can be: OR, but not AND.",
            "Let h1 answer to at least one 1, and h2 to two of them.",
            "The output fires on h1 and is held back by h2: v1 > 0, v2 < 0.",
        ),
        sources=(*unit.SOURCES, "Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.1"),
    ),
    truth=_truth,
    slips={
        "at_equality": Slip(
            "strictness",
            "With these numbers a sum is exactly 0, and the rule ({{rule}}) puts it on the wrong "
            "side.",
            when=_wrong_end,
        ),
        "other_activation": Slip(
            "wrong-activation",
            "These numbers make XOR with the other activation, not with {{hidden}}.",
            when=_other_activation,
        ),
        "linear": Slip(
            "linear-collapse",
            "No hidden sum is negative for any input, so ReLU changes nothing and the net is one "
            "line.",
            when=_linear,
        ),
        "one_unit": Slip(
            "counted-twice",
            "The two hidden units agree on every input, so they draw one line between them.",
            when=_one_unit,
        ),
        "opposite": Slip(
            "sign", "The output is the opposite of XOR for every input.", when=_opposite
        ),
        "other_gate": Slip(
            "wrong-gate", "These numbers make a gate, but another one.", when=_other_gate
        ),
    },
    judge=_judge,
)

FAMILIES = {XOR_DESIGN.name: XOR_DESIGN}
