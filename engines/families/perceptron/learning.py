"""The perceptron's learning rule: one update."""

from __future__ import annotations

from engines.families.given import Exact, exact, exacts, number
from engines.families.perceptron.unit import SOURCES
from engines.families.worked import factor, plain, shown, slip, total
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float, Vector


def _updated(
    params: Params,
    *,
    sign: int = 1,
    rate: Exact | None = None,
    bias_too: bool = True,
    always: bool = False,
) -> Truth:
    """Return (w + η(y − ŷ)x, b + η(y − ŷ)), where ŷ = 1 if w·x + b > 0, else 0."""
    weights, inputs = exacts(params, "w"), exacts(params, "x")
    bias, wanted = exact(params, "b"), number(params, "y")
    eta = exact(params, "eta") if rate is None else rate
    sum_ = sum((w * x for w, x in zip(weights, inputs, strict=True)), bias)
    output = int(sum_ > 0)
    error = (1 if wanted else -1) if always else sign * (wanted - output)
    change = eta * error
    new = [w + change * x for w, x in zip(weights, inputs, strict=True)]
    new.append(bias + (change if bias_too else 0))
    difference = f"{wanted} − {output}" if sign > 0 else f"{output} − {wanted}"
    if always:
        difference = f"{wanted} − {1 - wanted}"
    products = total(f"{factor(w)} × {factor(x)}" for w, x in zip(weights, inputs, strict=True))
    steps = [
        Step("weighted sum", f"{products} + {factor(bias)}", shown(sum_)),
        Step("output", f"{shown(sum_)} > 0?", str(output)),
        Step("error", difference, str(error)),
        Step("rate times error", f"{shown(eta)} × {factor(error)}", shown(change)),
    ]
    steps += [
        Step(f"new w{i + 1}", f"{shown(w)} + {factor(change)} × {factor(x)}", shown(n))
        for i, (w, x, n) in enumerate(zip(weights, inputs, new, strict=False))
    ]
    steps.append(Step("new b", f"{shown(bias)} + {factor(new[-1] - bias)}", shown(new[-1])))
    return Truth(tuple(plain(entry) for entry in new), tuple(steps))


def _fits(params: Params) -> str | None:
    if len(exacts(params, "w")) != len(exacts(params, "x")):
        return "x needs an entry for each weight"
    return None


UPDATE = Family(
    name="perceptron.update",
    title="one update of the perceptron",
    topic="perceptron",
    formula="w ← w + η(y − ŷ)x, b ← b + η(y − ŷ), with ŷ = 1 if w·x + b > 0, else 0",
    params=(
        Param("w", "vector", "weights", -100, 100, sizes=(1, 4), entry="decimal"),
        Param("b", "decimal", "bias", -100, 100),
        Param("x", "vector", "input", -100, 100, sizes=(1, 4), entry="decimal"),
        Param("y", "int", "the right output", 0, 1),
        Param("eta", "decimal", "the learning rate", 0.01, 10, default=1),
    ),
    answer=lambda params: Vector(Float(places=2), length=len(exacts(params, "w")) + 1),
    ask=Ask(
        prompt=(
            "A perceptron with weights {{w}} and bias {{b}} outputs 1 when w·x + b > 0, else 0. It "
            "sees x = {{x}} with the right output {{y}}; the learning rate is {{eta}}. "
            "What are the weights and then the bias after one step of the perceptron's learning "
            "rule on this example?"
        ),
        explanation=(
            "The rule moves weights and bias by the learning rate times the error, y − ŷ, the "
            "weights also times their input; a right output changes nothing. Here: {{answer}}."
        ),
        params={"w": (1, -1), "b": 0, "x": (1, 2), "y": 1, "eta": 0.5},
        vary={
            "w": VectorRange(IntRange(-2, 3), 2),
            "b": IntRange(-2, 2),
            "x": VectorRange(IntRange(-1, 3), 2),
            "y": ChoiceRange((0, 1)),
            "eta": ChoiceRange((0.1, 0.5)),
        },
        level="intermediate",
        seconds=90,
        tags=("perceptron", "learning"),
        sources=SOURCES,
    ),
    truth=_updated,
    slips={
        "sign": slip(
            "sign",
            "the error is turned round, ŷ − y.",
            lambda params: _updated(params, sign=-1),
        ),
        "no_rate": slip(
            "step-size",
            "the learning rate is left out.",
            lambda params: _updated(params, rate=1),
        ),
        "bias_kept": slip(
            "forgot-bias",
            "the bias is not updated.",
            lambda params: _updated(params, bias_too=False),
        ),
        "always": slip(
            "stale-value",
            "there is an update although the output was right.",
            lambda params: _updated(params, always=True),
        ),
    },
    valid=_fits,
)

FAMILIES = {UPDATE.name: UPDATE}
