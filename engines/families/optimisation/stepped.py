"""Schedules of powers: StepLR, ExponentialLR, PolynomialLR."""

from __future__ import annotations

import math

from engines.families.given import exact, number, real
from engines.families.neat import neat, neat_factor
from engines.families.optimisation.schedules import ANSWER, COUNTED, EPOCH, RATE, TAGS, curve, docs
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Picture, Step, Truth
from engines.ranges import ChoiceRange, IntRange

_GAMMA = Param("gamma", "decimal", "the factor of each decay", 0.01, 1)


def _step_rate(rate: float, gamma: float, times: int, count: Step) -> Truth:
    found = rate * gamma**times
    numbers = f"{neat(rate)} × {neat(gamma)}^{times}"
    return Truth(found, (count, Step("learning rate", numbers, neat(found))))


def _stepped(params: Params, *, late: int = 0, up: bool = False, once: bool = False) -> Truth:
    """Return lr · γ^floor(e / s). `late` epochs are taken off e, `up` rounds up, `once` decays at
    most once."""
    epoch, size = number(params, "e") - late, number(params, "s")
    times = -(-epoch // size) if up else epoch // size
    if once:
        times = min(times, 1)
    numbers = f"{'ceil' if up else 'floor'}({epoch} / {size})"
    count = Step("decays so far", "at most one" if once else numbers, str(times))
    return _step_rate(real(params, "lr"), real(params, "gamma"), times, count)


def _late(params: Params) -> Truth | None:
    return _stepped(params, late=1) if number(params, "e") else None


def _smooth(params: Params) -> Truth:
    rate, gamma = real(params, "lr"), real(params, "gamma")
    epoch, size = number(params, "e"), number(params, "s")
    times = epoch / size
    found = rate * gamma**times
    return Truth(
        found,
        (
            Step("decays so far", f"{epoch} / {size}", neat(times)),
            Step("learning rate", f"{neat(rate)} × {neat(gamma)}^{neat(times)}", neat(found)),
        ),
    )


def _underflows(params: Params) -> str | None:
    return "the rate is too small for a float" if _stepped(params).value == 0 else None


def _step_picture(params: Params) -> Picture:
    rate, gamma = real(params, "lr"), real(params, "gamma")
    epoch, size = number(params, "e"), number(params, "s")
    last = max(epoch + 1, 4 * size)
    return curve(lambda time: rate * gamma ** (time // size), epoch, last)


STEP_LR = Family(
    name="step_lr.value",
    title="learning rate of StepLR",
    topic="optimisation",
    formula="lr · γ^floor(epoch / step size)",
    params=(
        RATE,
        Param("s", "int", "the step size: epochs from one decay to the next", 1, 1000),
        _GAMMA,
        EPOCH,
    ),
    answer=lambda _params: ANSWER,
    ask=Ask(
        prompt=(
            "Training starts with learning rate {{lr}} under StepLR with step_size {{s}} and gamma "
            f"{{{{gamma}}}}. {COUNTED} Which learning rate does epoch {{{{e}}}} use?"
        ),
        explanation=(
            "The rate is multiplied by gamma whenever another step_size epochs have ended, and "
            "stays the same in between: {{answer}}."
        ),
        params={"lr": 0.1, "s": 10, "gamma": 0.1, "e": 25},
        vary={
            "lr": ChoiceRange((0.01, 0.1, 0.2, 0.4, 0.8)),
            "s": ChoiceRange((5, 8, 10)),
            "gamma": ChoiceRange((0.1, 0.5)),
            "e": IntRange(4, 24),
        },
        seconds=45,
        tags=TAGS,
        sources=(docs("StepLR"),),
    ),
    truth=_stepped,
    slips={
        "smooth": slip(
            "rounding",
            "the decay is spread over the epochs: the division is not rounded down.",
            _smooth,
        ),
        "ceil": slip(
            "rounding",
            "a period that has begun counts as a whole one.",
            lambda params: _stepped(params, up=True),
        ),
        "late": slip(
            "off-by-one",
            "each decay comes one epoch late.",
            _late,
        ),
        "once": slip(
            "term-dropped",
            "the rate decays only once.",
            lambda params: _stepped(params, once=True),
        ),
    },
    valid=_underflows,
    picture=_step_picture,
)


def _exponential(params: Params, *, more: int = 0) -> Truth:
    """Return lr · γ^e; `more` is added to e."""
    rate, gamma, epoch = real(params, "lr"), real(params, "gamma"), number(params, "e") + more
    decay = gamma**epoch
    return Truth(
        rate * decay,
        (
            Step("decay", f"{neat(gamma)}^{epoch}", neat(decay)),
            Step("learning rate", f"{neat(rate)} × {neat(decay)}", neat(rate * decay)),
        ),
    )


def _decayed_linearly(params: Params) -> Truth:
    """Return lr · (1 − e·(1 − γ)), or 0 where that is below."""
    rate, gamma, epoch = real(params, "lr"), real(params, "gamma"), number(params, "e")
    decay = max(float(1 - epoch * (1 - exact(params, "gamma"))), 0.0)
    return Truth(
        rate * decay,
        (
            Step("decay", f"1 − {epoch} × {neat(1 - gamma)}, not below 0", neat(decay)),
            Step("learning rate", f"{neat(rate)} × {neat(decay)}", neat(rate * decay)),
        ),
    )


def _base_e(params: Params) -> Truth:
    rate, gamma, epoch = real(params, "lr"), real(params, "gamma"), number(params, "e")
    decay = math.exp(-gamma * epoch)
    return Truth(
        rate * decay,
        (
            Step("decay", f"e^(−{neat(gamma)} × {epoch})", neat(decay)),
            Step("learning rate", f"{neat(rate)} × {neat(decay)}", neat(rate * decay)),
        ),
    )


def _exponential_picture(params: Params) -> Picture:
    rate, gamma, epoch = real(params, "lr"), real(params, "gamma"), number(params, "e")
    return curve(lambda time: rate * gamma**time, epoch, max(2 * epoch, 10))


EXPONENTIAL_LR = Family(
    name="exponential_lr.value",
    title="learning rate of ExponentialLR",
    topic="optimisation",
    formula="lr · γ^epoch",
    params=(
        RATE,
        Param("gamma", "decimal", "the factor of each epoch", 0.5, 1),
        EPOCH,
    ),
    answer=lambda _params: ANSWER,
    ask=Ask(
        prompt=(
            "Training starts with learning rate {{lr}} under ExponentialLR with gamma {{gamma}}. "
            f"{COUNTED} Which learning rate does epoch {{{{e}}}} use?"
        ),
        explanation=(
            "At the end of each epoch the rate is multiplied by gamma. Counted from 0, the number "
            "of an epoch says how many have ended before it: {{answer}}."
        ),
        params={"lr": 0.1, "gamma": 0.9, "e": 3},
        vary={
            "lr": ChoiceRange((0.01, 0.1, 0.2, 0.5)),
            "gamma": ChoiceRange((0.5, 0.8, 0.9, 0.95)),
            "e": IntRange(2, 8),
        },
        seconds=45,
        tags=TAGS,
        sources=(docs("ExponentialLR"),),
    ),
    truth=_exponential,
    slips={
        "one_less": slip(
            "off-by-one",
            "the first epoch is counted as 1, so that one decay is missing.",
            lambda params: _exponential(params, more=-1) if number(params, "e") else None,
        ),
        "one_more": slip(
            "off-by-one",
            "the asked epoch's own decay is counted already.",
            lambda params: _exponential(params, more=1),
        ),
        "linear": slip(
            "sum-for-product",
            "every epoch takes the same amount off.",
            _decayed_linearly,
        ),
        "base_e": slip(
            "other-convention",
            "the rate decays as e^(−gamma · epoch).",
            _base_e,
        ),
    },
    picture=_exponential_picture,
)


def _share_left(epoch: int, total: int) -> float:
    return 1 - min(epoch, total) / total


def _polynomial(
    params: Params, *, more: int = 0, straight: bool = False, inside: bool = False
) -> Truth:
    """Return lr · (1 − e / T)^p; `more` is added to e, `straight` leaves p out, `inside` raises
    e / T in place of the difference."""
    rate, total, power = real(params, "lr"), number(params, "T"), real(params, "p")
    epoch = number(params, "e") + more
    done, left = min(epoch, total) / total, _share_left(epoch, total)
    raised = f"^{neat(power)}"
    if straight:
        power, raised = 1.0, ""
    decay = 1 - done**power if inside else left**power
    numbers = f"1 − {neat(done)}{raised}" if inside else f"{neat_factor(left)}{raised}"
    first = (
        Step("share done", f"{epoch} / {total}", neat(done))
        if inside
        else Step("share left", f"1 − {epoch} / {total}", neat(left))
    )
    return Truth(
        rate * decay,
        (
            first,
            Step("decay", numbers, neat(decay)),
            Step("learning rate", f"{neat(rate)} × {neat(decay)}", neat(rate * decay)),
        ),
    )


def _rising(params: Params) -> Truth:
    rate, total, power = real(params, "lr"), number(params, "T"), real(params, "p")
    epoch = number(params, "e")
    done = min(epoch, total) / total
    decay = done**power
    return Truth(
        rate * decay,
        (
            Step("share left", f"{epoch} / {total}", neat(done)),
            Step("decay", f"{neat(done)}^{neat(power)}", neat(decay)),
            Step("learning rate", f"{neat(rate)} × {neat(decay)}", neat(rate * decay)),
        ),
    )


def _polynomial_picture(params: Params) -> Picture:
    rate, total, power = real(params, "lr"), number(params, "T"), real(params, "p")
    epoch = number(params, "e")
    last = max(total, epoch)
    return curve(lambda time: rate * _share_left(time, total) ** power, epoch, last)


POLYNOMIAL_LR = Family(
    name="polynomial_lr.value",
    title="learning rate of PolynomialLR",
    topic="optimisation",
    formula="lr · (1 − min(epoch, T) / T)^power",
    params=(
        RATE,
        Param("T", "int", "total_iters: epochs until it is 0", 1, 1000),
        Param("p", "decimal", "the power", 0.1, 10, default=1),
        EPOCH,
    ),
    answer=lambda _params: ANSWER,
    ask=Ask(
        prompt=(
            "Training starts with learning rate {{lr}} under PolynomialLR with total_iters {{T}} "
            f"and power {{{{p}}}}. {COUNTED} Which learning rate does epoch {{{{e}}}} use?"
        ),
        explanation=(
            "The share of epochs that is left is raised to the power: with power 1 the rate falls "
            "in a straight line, with a larger one it falls faster at first. Here it is {{answer}}."
        ),
        params={"lr": 0.1, "T": 20, "p": 2, "e": 10},
        vary={
            "lr": ChoiceRange((0.01, 0.1, 0.2, 0.5)),
            "T": ChoiceRange((10, 16, 20, 50)),
            "p": ChoiceRange((0.5, 0.9, 2, 3)),
            "e": IntRange(2, 9),
        },
        level="intermediate",
        seconds=60,
        tags=TAGS,
        sources=(docs("PolynomialLR"),),
    ),
    truth=_polynomial,
    slips={
        "straight": slip(
            "term-dropped",
            "the power is left out: the rate falls in a straight line.",
            lambda params: _polynomial(params, straight=True),
        ),
        "inside": slip(
            "wrong-sequence",
            "the share done is raised to the power before it is taken from 1.",
            lambda params: _polynomial(params, inside=True),
        ),
        "share_done": slip(
            "swapped-roles",
            "the share of epochs that is done is raised to the power.",
            _rising,
        ),
        "one_more": slip(
            "off-by-one",
            "the asked epoch itself is counted as done.",
            lambda params: _polynomial(params, more=1),
        ),
    },
    picture=_polynomial_picture,
)

FAMILIES = {family.name: family for family in (STEP_LR, EXPONENTIAL_LR, POLYNOMIAL_LR)}
