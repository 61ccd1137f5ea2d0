"""Schedules without jumps: cosine, linear, warm-up with decay, one cycle."""

from __future__ import annotations

import math

from engines.families.given import number, real
from engines.families.neat import neat, neat_factor
from engines.families.optimisation.schedules import ANSWER, COUNTED, EPOCH, RATE, TAGS, curve, docs
from engines.families.optimisation.warm_up import ONE_CYCLE_LR, WARMUP
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Picture, Step, Truth
from engines.ranges import ChoiceRange, IntRange


def _cosine(
    params: Params,
    *,
    turn: float = math.pi,
    degrees: bool = False,
    half: bool = True,
    floor: bool = True,
    more: int = 0,
) -> Truth:
    """Return m + (lr − m)·(1 + cos(π·e / T)) / 2, with m the smallest rate.

    `turn` stands in place of π, `degrees` reads the angle so; without `half` nothing is halved,
    without `floor` m is 0; `more` is added to e.
    """
    rate, total, epoch = real(params, "lr"), number(params, "T"), number(params, "e") + more
    least = real(params, "min") if floor else 0.0
    share = epoch / total
    angle = math.radians(turn * share) if degrees else turn * share
    cosine = math.cos(angle)
    found = least + (rate - least) * (1 + cosine) / (2 if half else 1)
    sign = "π × " if turn == math.pi else ""
    span = f"({neat(rate)} − {neat(least)})" if least else neat(rate)
    rest = f"{span} × (1 + {neat_factor(cosine)}){' / 2' if half else ''}"
    return Truth(
        found,
        (
            Step("share done", f"{epoch} / {total}", neat(share)),
            Step("cosine", f"cos({sign}{neat(share)}{'°' if degrees else ''})", neat(cosine)),
            Step("learning rate", f"{neat(least)} + {rest}" if least else rest, neat(found)),
        ),
    )


def _straight(params: Params) -> Truth:
    rate, total, epoch = real(params, "lr"), number(params, "T"), number(params, "e")
    least = real(params, "min")
    share = epoch / total
    found = rate + (least - rate) * share
    numbers = f"{neat(rate)} − ({neat(rate)} − {neat(least)}) × {neat(share)}"
    return Truth(
        found,
        (
            Step("share done", f"{epoch} / {total}", neat(share)),
            Step("learning rate", numbers, neat(found)),
        ),
    )


def _cosine_valid(params: Params) -> str | None:
    if real(params, "min") >= real(params, "lr"):
        return "the smallest rate is not below the first one"
    if number(params, "e") > number(params, "T"):
        return "the schedule has ended by then"
    return None


def _cosine_picture(params: Params) -> Picture:
    rate, least, total = real(params, "lr"), real(params, "min"), number(params, "T")

    def at(epoch: int) -> float:
        return least + (rate - least) * (1 + math.cos(math.pi * epoch / total)) / 2

    return curve(at, number(params, "e"), total)


_MOMENTS = ((5, 10), (2, 8), (6, 8), (4, 12), (8, 12), (10, 40), (30, 40), (25, 50), (10, 60))

COSINE_LR = Family(
    name="cosine_lr.value",
    title="learning rate of CosineAnnealingLR",
    topic="optimisation",
    formula="η_min + (lr − η_min) · (1 + cos(π · epoch / T)) / 2",
    params=(
        RATE,
        Param("min", "decimal", "eta_min: the rate at the end", 0, 10, default=0),
        Param("T", "int", "T_max: epochs until the smallest rate", 1, 1000),
        EPOCH,
    ),
    answer=lambda _params: ANSWER,
    ask=Ask(
        prompt=(
            "Training starts with learning rate {{lr}} under CosineAnnealingLR with T_max {{T}} "
            f"and eta_min {{{{min}}}}. {COUNTED} Which learning rate does epoch {{{{e}}}} use?"
        ),
        explanation=(
            "Half a turn of the cosine leads from the first rate to the smallest: slowly at both "
            "ends, fastest in the middle. At this epoch it is {{answer}}."
        ),
        params={"lr": 0.1, "min": 0, "T": 100, "e": 50},
        vary={
            "lr": ChoiceRange((0.1, 0.2, 0.4, 0.5)),
            "min": ChoiceRange((0, 0.01, 0.02)),
        },
        together=tuple({"e": epoch, "T": total} for epoch, total in _MOMENTS),
        level="intermediate",
        seconds=75,
        tags=TAGS,
        sources=("Loshchilov & Hutter 2017, SGDR, arXiv:1608.03983", docs("CosineAnnealingLR")),
    ),
    truth=_cosine,
    slips={
        "no_pi": slip(
            "term-dropped",
            "π is left out of the cosine.",
            lambda params: _cosine(params, turn=1.0),
        ),
        "degrees": slip(
            "units",
            "the angle, which is in radians, is read in degrees.",
            lambda params: _cosine(params, degrees=True),
        ),
        "no_half": slip(
            "factor-dropped",
            "1 + cos, which starts at 2, is not halved.",
            lambda params: _cosine(params, half=False),
        ),
        "no_floor": slip(
            "term-dropped",
            "the rate falls towards 0 in place of eta_min.",
            lambda params: _cosine(params, floor=False),
        ),
        "straight": slip(
            "other-convention",
            "the rate falls in a straight line.",
            _straight,
        ),
        "one_more": slip(
            "off-by-one",
            "the asked epoch itself is counted as done.",
            lambda params: _cosine(params, more=1),
        ),
    },
    valid=_cosine_valid,
    picture=_cosine_picture,
)


def _linear(
    params: Params,
    *,
    clamp: bool = True,
    swapped: bool = False,
    short: int = 0,
    from_zero: bool = False,
) -> Truth:
    """Return lr · (start + (end − start)·min(e, T) / T). `short` is taken off T, `from_zero` puts
    0 in place of the first factor."""
    rate, start, end = (real(params, name) for name in ("lr", "start", "end"))
    total, epoch = number(params, "T") - short, number(params, "e")
    if swapped:
        start, end = end, start
    if from_zero:
        start = 0.0
    gone = min(epoch, total) if clamp else epoch
    share = gone / total
    factor = start + (end - start) * share
    done = f"min({epoch}, {total}) / {total}" if clamp else f"{epoch} / {total}"
    numbers = f"{neat(start)} + ({neat(end)} − {neat(start)}) × {neat(share)}"
    return Truth(
        rate * factor,
        (
            Step("share done", done, neat(share)),
            Step("factor", numbers, neat(factor)),
            Step("learning rate", f"{neat(rate)} × {neat_factor(factor)}", neat(rate * factor)),
        ),
    )


def _linear_valid(params: Params) -> str | None:
    if real(params, "start") == real(params, "end"):
        return "the two factors are the same: the rate does not change"
    return None


def _linear_picture(params: Params) -> Picture:
    rate, start, end = (real(params, name) for name in ("lr", "start", "end"))
    total, epoch = number(params, "T"), number(params, "e")

    def at(time: int) -> float:
        return rate * (start + (end - start) * min(time, total) / total)

    return curve(at, epoch, max(epoch + 2, total + 2))


LINEAR_LR = Family(
    name="linear_lr.value",
    title="learning rate of LinearLR",
    topic="optimisation",
    formula="lr · (start + (end − start) · min(epoch, T) / T)",
    params=(
        RATE,
        Param("start", "decimal", "start_factor: the factor at first", 0.001, 1),
        Param("end", "decimal", "end_factor: the factor at last", 0, 1, default=1),
        Param("T", "int", "total_iters: epochs until the last factor", 1, 1000),
        EPOCH,
    ),
    answer=lambda _params: ANSWER,
    ask=Ask(
        prompt=(
            "An optimiser with learning rate {{lr}} is under LinearLR with start_factor {{start}}, "
            f"end_factor {{{{end}}}} and total_iters {{{{T}}}}. {COUNTED} Which learning rate does "
            "epoch {{e}} use?"
        ),
        explanation=(
            "The factor goes in a straight line from the first to the last in total_iters epochs "
            "and stays there. It multiplies the optimiser's own rate: {{answer}}."
        ),
        params={"lr": 0.1, "start": 0.2, "end": 1, "T": 4, "e": 3},
        vary={
            "lr": ChoiceRange((0.01, 0.1, 0.2, 0.5)),
            "start": ChoiceRange((0.1, 0.2, 0.25, 0.5, 1)),
            "end": ChoiceRange((0.1, 0.5, 1)),
            "T": ChoiceRange((4, 5, 8, 10)),
            "e": IntRange(1, 12),
        },
        seconds=60,
        tags=TAGS,
        sources=(docs("LinearLR"),),
    ),
    truth=_linear,
    slips={
        "no_clamp": slip(
            "no-clamp",
            "the line goes on beyond total_iters.",
            lambda params: _linear(params, clamp=False),
        ),
        "swapped": slip(
            "swapped-roles",
            "the two factors change places.",
            lambda params: _linear(params, swapped=True),
        ),
        "one_short": slip(
            "off-by-one",
            "the last factor is reached one epoch early, in total_iters − 1.",
            lambda params: _linear(params, short=1) if number(params, "T") > 1 else None,
        ),
        "from_zero": slip(
            "term-dropped",
            "the line begins at 0 in place of start_factor.",
            lambda params: _linear(params, from_zero=True),
        ),
    },
    valid=_linear_valid,
    picture=_linear_picture,
)


FAMILIES = {family.name: family for family in (COSINE_LR, LINEAR_LR, WARMUP, ONE_CYCLE_LR)}
