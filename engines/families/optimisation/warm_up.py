"""Schedules that rise before they fall: linear warm-up with decay, and one cycle."""

from __future__ import annotations

import math

from engines.families.given import number, real, word
from engines.families.neat import neat, neat_factor
from engines.families.optimisation.schedules import ANSWER, TAGS, curve, docs
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Picture, Step, Truth
from engines.ranges import ChoiceRange, IntRange


def _warmed(rate: float, rise: int, total: int, step: int) -> float:
    """Return the rate of a line up to `rise` and one down to `total`."""
    return rate * min(step / rise, (total - step) / (total - rise))


def _phase(rate: float, what: str, above: int, below: int, numbers: tuple[str, str]) -> Truth:
    """Return lr · above / below, the share that `what` names."""
    share = above / below
    return Truth(
        rate * share,
        (
            Step("steps so far" if what == "rise" else "steps left", numbers[0], str(above)),
            Step("steps of the line", numbers[1], str(below)),
            Step("learning rate", f"{neat(rate)} × {above} / {below}", neat(rate * share)),
        ),
    )


def _warmup(params: Params, *, more: int = 0, clamp: bool = True, whole: bool = False) -> Truth:
    """Return the rate on the way up or down. `more` is added to the steps of the rise, without
    `clamp` the rise does not end, `whole` falls from the first step."""
    rate, rise, total, step = (
        real(params, "lr"),
        number(params, "W"),
        number(params, "T"),
        number(params, "e"),
    )
    if not whole and (step <= rise or not clamp):
        above = step + more
        return _phase(rate, "rise", above, rise, (f"{step} + 1" if more else f"{step}", f"{rise}"))
    below = (str(total), total) if whole else (f"{total} − {rise}", total - rise)
    return _phase(rate, "fall", total - step, below[1], (f"{total} − {step}", below[0]))


def _first_above_zero(params: Params) -> Truth | None:
    return _warmup(params, more=1) if number(params, "e") < number(params, "W") else None


def _held(params: Params) -> Truth | None:
    if number(params, "e") < number(params, "W"):
        return None
    rate = real(params, "lr")
    return Truth(rate, (Step("learning rate", "the peak, from the warm-up's end on", neat(rate)),))


def _warmup_valid(params: Params) -> str | None:
    if number(params, "W") >= number(params, "T"):
        return "the warm-up must end before the schedule does"
    if number(params, "e") > number(params, "T"):
        return "the schedule has ended by then"
    return None


def _warmup_picture(params: Params) -> Picture:
    rate, rise, total = real(params, "lr"), number(params, "W"), number(params, "T")
    return curve(
        lambda step: _warmed(rate, rise, total, step), number(params, "e"), total, unit="step"
    )


WARMUP = Family(
    name="warmup.value",
    title="learning rate under warm-up and linear decay",
    topic="optimisation",
    formula="lr · e / W up to step W, then lr · (T − e) / (T − W)",
    params=(
        Param("lr", "decimal", "the learning rate at the peak", 0.0001, 10),
        Param("W", "int", "steps of the warm-up", 1, 999),
        Param("T", "int", "steps in all", 2, 1000),
        Param("e", "int", "the step that is asked for, counted from 0", 0, 1000),
    ),
    answer=lambda _params: ANSWER,
    ask=Ask(
        prompt=(
            "The learning rate rises in a straight line from 0 at step 0 to its peak {{lr}} at "
            "step {{W}}, then falls in a straight line to 0 at step {{T}}. Which learning rate "
            "does step {{e}} use?"
        ),
        explanation=(
            "Up to the peak the share of the warm-up that is done counts, beyond it the share of "
            "the remaining steps that is left: {{answer}}."
        ),
        params={"lr": 0.1, "W": 10, "T": 100, "e": 55},
        vary={
            "lr": ChoiceRange((0.001, 0.01, 0.1, 0.2)),
            "W": ChoiceRange((10, 20, 40, 50)),
            "T": ChoiceRange((100, 200)),
            "e": IntRange(4, 96, 4),
        },
        level="intermediate",
        seconds=75,
        tags=(*TAGS, "warm-up"),
        sources=("Devlin et al. 2019, BERT, arXiv:1810.04805", docs("LambdaLR")),
    ),
    truth=_warmup,
    slips={
        "no_warmup": slip(
            "term-dropped",
            "the rate falls over all steps, as if there were no warm-up.",
            lambda params: _warmup(params, whole=True),
        ),
        "no_end": slip(
            "no-clamp",
            "the rise goes on beyond the end of the warm-up.",
            lambda params: _warmup(params, clamp=False),
        ),
        "first_above_zero": slip(
            "off-by-one",
            "step 0 has the first share of the rise already, not 0.",
            _first_above_zero,
        ),
        "held": slip(
            "term-dropped",
            "the rate stays at its peak after the warm-up.",
            _held,
        ),
    },
    valid=_warmup_valid,
    picture=_warmup_picture,
)


def _annealed(how: str, start: float, end: float, share: float) -> tuple[Step, ...]:
    """Return the lines of a rate on the way from `start` to `end`; the value is the last one's."""
    found = _between(how, start, end, share)
    if how == "linear":
        numbers = f"{neat(start)} + ({neat(end)} − {neat(start)}) × {neat(share)}"
        return (Step("learning rate", numbers, neat(found)),)
    cosine = math.cos(math.pi * share)
    numbers = f"{neat(end)} + ({neat(start)} − {neat(end)}) × (1 + {neat_factor(cosine)}) / 2"
    return (
        Step("cosine", f"cos(π × {neat(share)})", neat(cosine)),
        Step("learning rate", numbers, neat(found)),
    )


def _between(how: str, start: float, end: float, share: float) -> float:
    if how == "linear":
        return start + (end - start) * share
    return end + (start - end) * (1 + math.cos(math.pi * share)) / 2


def _cycle(
    params: Params,
    *,
    late: int = 0,
    other: bool = False,
    from_zero: bool = False,
    whole: bool = False,
) -> Truth:
    """Return the rate of one cycle, in PyTorch's two phases.

    `late` puts both ends that many steps later, `other` anneals the other way, `from_zero` rises
    from 0, `whole` takes final_div_factor off the largest rate.
    """
    peak, div, last_div = (real(params, name) for name in ("lr", "div", "final"))
    total, step, pct = number(params, "T"), number(params, "e"), real(params, "pct")
    how = word(params, "how")
    if other:
        how = "linear" if how == "cos" else "cos"
    top, end = pct * total - 1 + late, total - 1 + late
    first = 0.0 if from_zero else peak / div
    last = peak / last_div if whole else peak / div / last_div
    minus = " − 1" if not late else ""
    turn = Step("step of the peak", f"{neat(pct)} × {total}{minus}", neat(top))
    if step <= top:
        ends = Step("first rate", "0" if from_zero else f"{neat(peak)} / {neat(div)}", neat(first))
        share = step / top
        done = Step("share of the rise", f"{step} / {neat(top)}", neat(share))
        return Truth(
            _between(how, first, peak, share),
            (turn, ends, done, *_annealed(how, first, peak, share)),
        )
    divisors = neat(last_div) if whole else f"{neat(div)} / {neat(last_div)}"
    ends = Step("last rate", f"{neat(peak)} / {divisors}", neat(last))
    share = (step - top) / (end - top)
    numbers = f"({step} − {neat(top)}) / ({end} − {neat(top)})"
    done = Step("share of the fall", numbers, neat(share))
    return Truth(
        _between(how, peak, last, share),
        (turn, ends, done, *_annealed(how, peak, last, share)),
    )


def _cycle_valid(params: Params) -> str | None:
    total, pct = number(params, "T"), real(params, "pct")
    if number(params, "e") >= total:
        return "the cycle has ended by then"
    if pct * total <= 1 or pct * total >= total:
        return "both phases must have a step"
    return None


def _cycle_picture(params: Params) -> Picture:
    total = number(params, "T")

    def at(step: int) -> float:
        return float(_cycle({**params, "e": step}).value)  # type: ignore[arg-type]

    return curve(at, number(params, "e"), total - 1, unit="step")


_CYCLES = ((10, 0.3), (10, 0.5), (20, 0.25), (20, 0.3), (20, 0.5), (40, 0.25))

ONE_CYCLE_LR = Family(
    name="one_cycle_lr.value",
    title="learning rate of OneCycleLR",
    topic="optimisation",
    formula=(
        "from max_lr / div_factor at step 0 to max_lr at step pct_start · T − 1, then to "
        "max_lr / (div_factor · final_div_factor) at step T − 1"
    ),
    params=(
        Param("lr", "decimal", "max_lr: the rate at the peak", 0.0001, 10),
        Param("T", "int", "total_steps", 3, 1000),
        Param("pct", "decimal", "pct_start: the share of steps that rise", 0.01, 0.99),
        Param("div", "decimal", "div_factor", 1, 1000, default=25),
        Param("final", "decimal", "final_div_factor", 1, 100_000, default=10_000),
        Param("how", "choice", "anneal_strategy", choices=("cos", "linear"), default="cos"),
        Param("e", "int", "the step that is asked for, counted from 0", 0, 999),
    ),
    answer=lambda _params: ANSWER,
    ask=Ask(
        prompt=(
            "PyTorch's OneCycleLR has max_lr {{lr}}, total_steps {{T}}, pct_start {{pct}}, "
            "div_factor {{div}}, final_div_factor {{final}}, anneal_strategy '{{how}}' and two "
            "phases. Steps are counted from 0. Which learning rate does step {{e}} use?"
        ),
        explanation=(
            "The rate starts at max_lr / div_factor, peaks at step pct_start · total_steps − 1 and "
            "ends at the first rate / final_div_factor at the last step, total_steps − 1. At this "
            "step it is {{answer}}."
        ),
        params={
            "lr": 1,
            "T": 10,
            "pct": 0.5,
            "div": 10,
            "final": 100,
            "how": "linear",
            "e": 2,
        },
        vary={
            "lr": ChoiceRange((0.1, 0.5, 1)),
            "div": ChoiceRange((10, 25)),
            "final": ChoiceRange((2, 10, 100)),
            "how": ChoiceRange(("cos", "linear")),
            "e": IntRange(1, 19),
        },
        together=tuple({"T": total, "pct": pct} for total, pct in _CYCLES),
        level="advanced",
        seconds=180,
        tags=(*TAGS, "warm-up"),
        sources=(
            "Smith & Topin 2019, Super-convergence, arXiv:1708.07120",
            docs("OneCycleLR"),
        ),
    ),
    truth=_cycle,
    slips={
        "late_peak": slip(
            "off-by-one",
            "the peak and the end are put one step late, at pct_start · T and T.",
            lambda params: _cycle(params, late=1),
        ),
        "other_strategy": slip(
            "other-convention",
            "the other anneal_strategy is used.",
            lambda params: _cycle(params, other=True),
        ),
        "from_zero": slip(
            "term-dropped",
            "the rise begins at 0 in place of max_lr / div_factor.",
            lambda params: _cycle(params, from_zero=True),
        ),
        "whole_final": slip(
            "factor-dropped",
            "the last rate is max_lr / final_div_factor: div_factor is lost.",
            lambda params: _cycle(params, whole=True),
        ),
    },
    valid=_cycle_valid,
    picture=_cycle_picture,
)
