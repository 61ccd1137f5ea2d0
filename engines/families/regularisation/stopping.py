"""Early stopping, epoch by epoch."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engines.families.given import number, reals
from engines.families.worked import bare_slip, shown, slip
from engines.family import Ask, Family, Param, Params, Picture, Step, Truth
from engines.ranges import ChoiceRange, DecimalRange, Range, VectorRange
from engines.values import Int, Value

_DEEP_LEARNING = "Goodfellow, Bengio & Courville 2016, Deep Learning, section 7.8"
_PRECHELT = "Prechelt 1998, Early stopping - but when?, LNCS 1524"
_PARAMS = (
    Param("v", "vector", "validation losses, one an epoch", 0, 100, sizes=(2, 12), entry="decimal"),
    Param("patience", "int", "epochs in a row without a new lowest loss", 1, 10),
)
_CANONICAL: Params = {"v": (0.9, 0.6, 0.7, 0.5, 0.6, 0.5, 0.7, 0.8, 0.4), "patience": 2}
_VARY: dict[str, Range] = {
    "v": VectorRange(DecimalRange(3, 9, 1), 8),
    "patience": ChoiceRange((2, 3)),
}
_SETTING = (
    "The validation losses of epochs 1, 2, 3 ... are {{v}}. Training stops after the first epoch "
    "that makes {{patience}} in a row without a loss strictly lower than the lowest one before. "
)


@dataclass(frozen=True, slots=True)
class _Stop:
    """Where training stops: the last epoch that counted as better, and those waited since."""

    best: int
    waited: tuple[int, ...]


def _stopped(
    params: Params,
    *,
    patience: int | None = None,
    equal: bool = False,
    last: bool = False,
    reset: bool = True,
) -> _Stop | None:
    """Watch the losses until the patience is used up, or return None where it never is. An `equal`
    loss counts as better; one lower than the `last` counts; better ones do not `reset` the wait."""
    allowed = number(params, "patience") if patience is None else patience
    lowest, before, best = math.inf, math.inf, 1
    waited: list[int] = []
    for epoch, loss in enumerate(reals(params, "v"), 1):
        mark = before if last else lowest
        if loss < mark or (equal and loss == mark):
            best = epoch
            if reset:
                waited.clear()
        else:
            waited.append(epoch)
        lowest, before = min(lowest, loss), loss
        if len(waited) == allowed:
            return _Stop(best, tuple(waited))
    return None


def _stop_solution(params: Params, stop: _Stop | None) -> Truth | None:
    """Return the epoch at which training stops, with steps."""
    if stop is None:
        return None
    loss = shown(reals(params, "v")[stop.best - 1])
    return Truth(
        stop.waited[-1],
        (
            Step("last epoch that was better", f"loss {loss}", str(stop.best)),
            Step("waited", f"epochs {_listed(stop.waited)}", str(len(stop.waited))),
            Step("training stops after epoch", "the last of these", str(stop.waited[-1])),
        ),
    )


def _best_solution(params: Params, stop: _Stop | None) -> Truth | None:
    """Return the epoch whose weights are kept, with steps."""
    if stop is None:
        return None
    loss = shown(reals(params, "v")[stop.best - 1])
    return Truth(
        stop.best,
        (
            Step("training stops after epoch", f"waited {_listed(stop.waited)}", _end(stop)),
            Step("best epoch until then", f"loss {loss}", str(stop.best)),
        ),
    )


def _listed(epochs: tuple[int, ...]) -> str:
    return ", ".join(map(str, epochs))


def _end(stop: _Stop) -> str:
    return str(stop.waited[-1])


def _surely(found: Truth | None) -> Truth:
    if found is None:
        raise ValueError("training never stops")
    return found


def _valid(params: Params) -> str | None:
    return None if _stopped(params) else "training never stops"


def _lowest_of_all(params: Params) -> Value | None:
    losses = reals(params, "v")
    return losses.index(min(losses)) + 1


def _last_lowest(params: Params) -> Value | None:
    """Return the later of equal lowest losses until training stops."""
    stop = _stopped(params)
    if stop is None:
        return None
    losses = reals(params, "v")[: stop.waited[-1]]
    return max(epoch for epoch, loss in enumerate(losses, 1) if loss == min(losses))


def _counted_from_zero(params: Params) -> Value | None:
    stop = _stopped(params)
    return stop.best - 1 if stop else None


def _picture(params: Params) -> Picture:
    losses, stop = reals(params, "v"), _stopped(params)
    epochs = (stop.best, stop.waited[-1]) if stop else ()
    data: dict[str, Value] = {
        "xs": tuple(float(epoch) for epoch in range(1, len(losses) + 1)),
        "ys": losses,
        "px": tuple(map(float, epochs)),
        "py": tuple(losses[epoch - 1] for epoch in epochs),
    }
    words = ("The validation loss, epoch by epoch.", "Marked: the best epoch and the last one run.")
    return Picture("curve", data, words)


STOP_EPOCH = Family(
    name="early_stopping.stop_epoch",
    title="epoch at which early stopping ends training",
    topic="regularisation",
    formula="the first epoch that is `patience` epochs after the last new lowest loss",
    params=_PARAMS,
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=_SETTING + "After which epoch does it stop?",
        explanation=(
            "Each new lowest loss sets the count back to 0, and an equal one does not: training "
            "stops after epoch {{answer}}. What would have come later is never seen."
        ),
        params=_CANONICAL,
        vary=_VARY,
        seconds=60,
        tags=("early-stopping",),
        sources=(_DEEP_LEARNING, _PRECHELT),
    ),
    truth=lambda params: _surely(_stop_solution(params, _stopped(params))),
    slips={
        "one_more": slip(
            "off-by-one",
            "training stops only when the patience is exceeded, one bad epoch later.",
            lambda params: _stop_solution(
                params, _stopped(params, patience=number(params, "patience") + 1)
            ),
        ),
        "equal_counts": slip(
            "strictness",
            "an equal loss counts as an improvement.",
            lambda params: _stop_solution(params, _stopped(params, equal=True)),
        ),
        "against_last": slip(
            "stale-value",
            "each loss is compared with that of the epoch before, not with the lowest.",
            lambda params: _stop_solution(params, _stopped(params, last=True)),
        ),
        "never_reset": slip(
            "stale-value",
            "epochs without improvement are counted in all, not in a row.",
            lambda params: _stop_solution(params, _stopped(params, reset=False)),
        ),
    },
    valid=_valid,
    picture=_picture,
)

BEST_EPOCH = Family(
    name="early_stopping.best_epoch",
    title="epoch whose weights early stopping restores",
    topic="regularisation",
    formula="the first epoch with the lowest loss among those that were run",
    params=_PARAMS,
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=_SETTING
        + "The weights of the epoch with the lowest loss are then restored, of the earliest where "
        "several are equal. Which epoch is that?",
        explanation=(
            "Training stops `patience` epochs after the best one it has seen, and goes back to it: "
            "epoch {{answer}}. A lower loss that comes after the stop is never reached."
        ),
        params=_CANONICAL,
        vary=_VARY,
        seconds=60,
        tags=("early-stopping",),
        sources=(_DEEP_LEARNING, _PRECHELT),
    ),
    truth=lambda params: _surely(_best_solution(params, _stopped(params))),
    slips={
        "lowest_of_all": bare_slip(
            "stale-value",
            "the lowest loss of the whole list is taken, also of epochs that are never run.",
            _lowest_of_all,
        ),
        "last_run": bare_slip(
            "stale-value",
            "the weights of the last epoch are kept.",
            lambda params: _surely(_stop_solution(params, _stopped(params))).value,
        ),
        "later_equal": bare_slip(
            "strictness",
            "the latest of several equally low losses is taken.",
            _last_lowest,
        ),
        "from_zero": bare_slip(
            "off-by-one",
            "the epochs are counted from 0.",
            _counted_from_zero,
        ),
    },
    valid=_valid,
    picture=_picture,
)
