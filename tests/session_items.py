"""Items for tests of the session machines: small, graded for real."""

from __future__ import annotations

from engines.api import Judgement, LiveSlip, Step
from engines.values import Acceptance, Int, Option, Program, Value
from quizapp.bank.presented import Presented, RubricPoint
from quizapp.grading.asked import Asked, CannotJudge, OptionAsked
from quizapp.session.item import Item, Why, WitnessRequest
from quizapp.srs.state import CardState

STEPS = (
    Step("size with padding", "12 + 0 + 0", "12"),
    Step("room to slide", "12 - 3", "9"),
    Step("positions", "9 + 1", "10"),
)
OFF_BY_ONE = LiveSlip(
    id="off_by_one",
    name="off-by-one",
    text="9 is what comes out when the first position is not counted.",
    value=9,
    steps=(*STEPS[:2], Step("positions", "9", "9")),
    parts=2,
)


def presented(key: str, kind: str = "compute", **changes: object) -> Presented:
    """Return a question's texts with defaults for everything that a test does not name."""
    fields: dict[str, object] = {
        "key": key,
        "kind": kind,
        "topic": "Convolution",
        "level": "beginner",
        "prompt": "How many positions?",
        "seconds": 45,
        "hints": ("Begin with the padding.", "floor((H + 2P - K) / S) + 1"),
    }
    return Presented(**(fields | changes))  # type: ignore[arg-type]


def compute(
    key: str = "b/conv",
    truth: Value = 10,
    acceptance: Acceptance | None = None,
    *,
    card: CardState | None = None,
    last_row: int | None = None,
    why: Why = "new",
) -> Item:
    """Return a computed question whose truth is 10 and whose known slip gives 9."""
    asked = Asked(acceptance or Int(), truth, live=(OFF_BY_ONE,))
    return Item(
        key=key,
        presented=presented(key),
        seed=7,
        why=why,
        asked=asked,
        right=str(truth),
        steps=STEPS,
        family="conv2d.output_size",
        params={"H": 12, "K": 3},
        proof=WitnessRequest("conv2d.output_size", {"H": 12, "K": 3}),
        card=card,
        last_row=last_row,
    )


def choice(key: str = "b/choice") -> Item:
    """Return a choice of two, the first of which is right."""
    options = (OptionAsked("o1", "a sum"), OptionAsked("o2", "a product", "it adds"))
    return Item(
        key=key,
        presented=presented(key, "choice", options=options, hints=()),
        seed=1,
        why="new",
        asked=Asked(Option(), ("o1",), options=options),
        right="a sum",
    )


def recall(key: str = "b/recall") -> Item:
    """Return a question with two must points and a red flag."""
    points = (
        RubricPoint("must", "gradients shrink through many layers"),
        RubricPoint("must", "saturating activations make it worse"),
        RubricPoint("red_flag", "says that it is fixed by a larger learning rate"),
    )
    shown = presented(key, "recall", points=points, model_answer="They shrink.", hints=())
    return Item(key=key, presented=shown, seed=2, why="new")


def code(key: str = "b/code") -> Item:
    """Return a question for a function: `all` passes, `half` and `none` do not, `broken` cannot
    be run."""

    def judge(given: Value) -> Judgement:
        if given == "broken":
            raise CannotJudge("no Python")
        if given == "all":
            return Judgement(True, 1.0, ())
        half = given == "half"
        return Judgement(False, 0.5 * half, ("f(2)",), "Half fail." if half else "All fail.")

    asked = Asked(Program("f"), "all", judge=judge)
    shown = presented(key, "code", starter="def f(x):", solution="all")
    return Item(key=key, presented=shown, seed=1, why="new", asked=asked)
