"""Top-k accuracy: the share of examples whose class is among the k largest logits."""

from __future__ import annotations

from collections.abc import Sequence

from engines.families.given import number, real_rows, wholes
from engines.families.worked import row, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import IntRange, MatrixRange, VectorRange
from engines.values import Float


def _first(line: Sequence[float], k: int) -> tuple[int, ...]:
    """Return the indices of the k largest, best first."""
    return tuple(sorted(range(len(line)), key=lambda i: -line[i])[:k])


def _hit(
    params: Params, k: int | None = None, *, turned: bool = False, divided: bool = True
) -> Truth | None:
    """Return the share of rows whose class is among the `k` largest logits (with `turned`, the
    smallest ones)."""
    lines, labels = real_rows(params, "z"), wholes(params, "y")
    taken = number(params, "k") if k is None else k
    if not 1 <= taken <= len(lines[0]):
        return None
    steps = []
    hits = 0
    for i, (line, label) in enumerate(zip(lines, labels, strict=True)):
        best = _first([-z for z in line] if turned else line, taken)
        hits += label in best
        verdict = "hit" if label in best else "miss"
        steps.append(Step(f"row {i}", f"class {label} among {row(best)}", verdict))
    value = hits / len(lines) if divided else hits
    numbers = f"{hits} / {len(lines)}" if divided else str(hits)
    return Truth(value, (*steps, Step("hits", numbers, shown(value))))


def _top_k(params: Params) -> Truth:
    found = _hit(params)
    if found is None:
        raise ValueError("k was not checked")
    return found


def _top_k_valid(params: Params) -> str | None:
    lines, labels, k = real_rows(params, "z"), wholes(params, "y"), number(params, "k")
    if len(labels) != len(lines):
        return "there must be one class for each row"
    if k > len(lines[0]):
        return "k is more than there are classes"
    if max(labels) >= len(lines[0]):
        return "there is no such class"
    ordered = (sorted(line, reverse=True) for line in lines)
    tied = any(k < len(line) and line[k - 1] == line[k] for line in ordered)
    return "a tie decides which class is among the first" if tied else None


TOPK_ACCURACY = Family(
    name="topk_accuracy.value",
    title="top-k accuracy",
    topic="metrics",
    formula="rows whose class is among the k largest logits / rows",
    params=(
        Param("z", "matrix", "logits, one row an example", -30, 30, sizes=(1, 8), entry="decimal"),
        Param("y", "vector", "the right classes, counted from 0", 0, 7, sizes=(1, 8)),
        Param("k", "int", "how many of the largest count", 1, 8),
    ),
    answer=lambda _params: Float(places=3, share=True),
    ask=Ask(
        prompt=(
            "A classifier gives examples these logits, one row each:\n\n{{z:matrix}}\n\n"
            "The right classes are {{y}}, counted from 0. What is the top-{{k}} accuracy?"
        ),
        explanation=(
            "An example counts as right when its class is among the k largest logits, whatever "
            "its place there: {{answer}}."
        ),
        params={
            "z": ((3, 1, 0, 2), (0, 2, 1, -1), (1, 0, 3, 2), (2, -1, 0, 1)),
            "y": (3, 1, 0, 1),
            "k": 2,
        },
        vary={
            "z": MatrixRange(IntRange(-3, 6), 4, 4),
            "y": VectorRange(IntRange(0, 3), 4),
            "k": IntRange(1, 3),
        },
        seconds=60,
        tags=("metrics", "classification"),
        sources=("https://docs.pytorch.org/docs/stable/generated/torch.topk.html",),
    ),
    truth=_top_k,
    slips={
        "top_one": slip(
            "term-dropped",
            "only the largest logit counts.",
            lambda params: _hit(params, 1),
        ),
        "one_more": slip(
            "off-by-one",
            "one class more than k counts.",
            lambda params: _hit(params, number(params, "k") + 1),
        ),
        "smallest": slip(
            "sign",
            "the k smallest logits count.",
            lambda params: _hit(params, turned=True),
        ),
        "count": slip(
            "mean-for-sum",
            "the hits are not divided by the number of examples.",
            lambda params: _hit(params, divided=False),
        ),
    },
    valid=_top_k_valid,
)
