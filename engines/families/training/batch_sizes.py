"""Batch sizes: the effective one, how it is reached, and the learning rate that goes with it."""

from __future__ import annotations

import math
from fractions import Fraction

from engines.families.given import exact, number
from engines.families.worked import bare_slip, plain, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Float, Int, Value

_MICRO = Param("micro", "int", "samples of a micro-batch on one device", 1, 10**5)
_WORLD = Param("world", "int", "devices", 1, 10**4, default=1)


def _effective(params: Params, *, without: str = "") -> Truth:
    """Return micro · accum · world; the parameter `without` counts as 1."""
    micro, accum, world = (
        1 if name == without else number(params, name) for name in ("micro", "accum", "world")
    )
    device = micro * accum
    return Truth(
        device * world,
        (
            Step("samples on one device", f"{micro} × {accum}", str(device)),
            Step("samples of an update", f"{device} × {world}", str(device * world)),
        ),
    )


def _summed(params: Params) -> Value:
    return sum(number(params, name) for name in ("micro", "accum", "world"))


EFFECTIVE = Family(
    name="batch_size.effective",
    title="effective batch size",
    topic="training",
    formula="micro-batch · accumulation steps · devices",
    params=(_MICRO, Param("accum", "int", "micro-batches of an update", 1, 1000), _WORLD),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "In data-parallel training each of {{world}} devices handles micro-batches of "
            "{{micro}} samples and accumulates gradients over {{accum}} of them before an update. "
            "How many samples stand behind one update?"
        ),
        explanation=(
            "Every device contributes all its micro-batches to the update, so the numbers "
            "multiply: {{answer}}."
        ),
        params={"micro": 4, "accum": 8, "world": 8},
        vary={
            "micro": ChoiceRange((2, 4, 8, 16, 32)),
            "accum": ChoiceRange((2, 4, 8, 16)),
            "world": ChoiceRange((2, 4, 8, 16, 64)),
        },
        seconds=30,
        tags=("batches", "data-parallel"),
        sources=("Goyal et al. 2017, Accurate, Large Minibatch SGD, arXiv:1706.02677",),
    ),
    truth=_effective,
    slips={
        "one_device": slip(
            "factor-dropped",
            "one device's samples are counted.",
            lambda params: _effective(params, without="world"),
        ),
        "no_accumulation": slip(
            "factor-dropped",
            "one micro-batch of each device is counted.",
            lambda params: _effective(params, without="accum"),
        ),
        "sum": bare_slip("sum-for-product", "the three numbers are added.", _summed),
    },
    inverses={"batch_size.accumulation_steps": ("micro", "world")},
)


def _accumulated(params: Params, *, without: str = "") -> Truth | None:
    wanted = number(params, "total")
    micro, world = (1 if name == without else number(params, name) for name in ("micro", "world"))
    once = micro * world
    if wanted % once:
        return None
    return Truth(
        wanted // once,
        (
            Step("samples of one pass", f"{micro} × {world}", str(once)),
            Step("micro-batches of an update", f"{wanted} / {once}", str(wanted // once)),
        ),
    )


def _accumulation(params: Params) -> Truth:
    found = _accumulated(params)
    if found is None:
        raise ValueError("the passes do not add up to the batch")
    return found


def _uneven(params: Params) -> str | None:
    once = number(params, "micro") * number(params, "world")
    if number(params, "total") % once:
        return "no whole number of micro-batches gives this batch size"
    if number(params, "total") // once > 1000:
        return "more than 1000 micro-batches"
    return None


def _added(params: Params) -> Value | None:
    wanted, once = number(params, "total"), number(params, "micro") + number(params, "world")
    return None if wanted % once else wanted // once


ACCUMULATION_STEPS = Family(
    name="batch_size.accumulation_steps",
    title="accumulation steps for a batch size",
    topic="training",
    formula="effective batch size / (micro-batch · devices)",
    params=(Param("total", "int", "samples of an update", 1, 10**9), _MICRO, _WORLD),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "An update is to rest on {{total}} samples. There are {{world}} data-parallel devices, "
            "and each fits a micro-batch of {{micro}} samples. Over how many micro-batches must "
            "each device accumulate gradients?"
        ),
        explanation=(
            "One pass of all devices handles micro-batch times devices samples; the rest is made "
            "up by accumulation: {{answer}}."
        ),
        params={"total": 256, "micro": 4, "world": 8},
        vary={
            "total": ChoiceRange((128, 256, 512, 1024, 2048)),
            "micro": ChoiceRange((2, 4, 8, 16)),
            "world": ChoiceRange((2, 4, 8, 16)),
        },
        seconds=45,
        tags=("batches", "data-parallel"),
        sources=("Goyal et al. 2017, Accurate, Large Minibatch SGD, arXiv:1706.02677",),
    ),
    truth=_accumulation,
    slips={
        "one_device": slip(
            "factor-dropped",
            "the batch is divided by the micro-batch alone, as if there were one device.",
            lambda params: _accumulated(params, without="world"),
        ),
        "one_sample": slip(
            "factor-dropped",
            "the batch is divided by the devices alone, as if each took one sample at a time.",
            lambda params: _accumulated(params, without="micro"),
        ),
        "added": bare_slip(
            "sum-for-product",
            "the batch is divided by micro-batch plus devices.",
            _added,
        ),
    },
    valid=_uneven,
    inverses={"batch_size.effective": ("micro", "world")},
)


def _scaled(params: Params, *, inverse: bool = False) -> Truth:
    rate, old, new = exact(params, "lr"), number(params, "old"), number(params, "new")
    ratio = Fraction(old, new) if inverse else Fraction(new, old)
    numbers = f"{old} / {new}" if inverse else f"{new} / {old}"
    found = rate * ratio
    return Truth(
        plain(found),
        (
            Step("growth of the batch", numbers, shown(ratio)),
            Step("learning rate", f"{shown(rate)} × {shown(ratio)}", shown(plain(found))),
        ),
    )


def _by_root(params: Params) -> Truth:
    rate, old, new = exact(params, "lr"), number(params, "old"), number(params, "new")
    ratio = math.sqrt(new / old)
    found = float(rate) * ratio
    return Truth(
        found,
        (
            Step("growth of the batch", f"√({new} / {old})", shown(ratio)),
            Step("learning rate", f"{shown(rate)} × {shown(ratio)}", shown(found)),
        ),
    )


def _unchanged(params: Params) -> Value:
    return params["lr"]


SCALED_RATE = Family(
    name="batch_size.scaled_rate",
    title="learning rate for another batch size",
    topic="training",
    formula="lr · new batch size / old batch size",
    params=(
        Param("lr", "decimal", "the learning rate of the old batch size", 0.0001, 10),
        Param("old", "int", "the old batch size", 1, 10**6),
        Param("new", "int", "the new batch size", 1, 10**6),
    ),
    answer=lambda _params: Float(sig=3),
    ask=Ask(
        prompt=(
            "SGD trains well with batch size {{old}} and learning rate {{lr}}. The batch size "
            "becomes {{new}}. Which learning rate does the linear scaling rule give?"
        ),
        explanation=(
            "A batch k times as large makes one step where k were made, so the rule takes a step k "
            "times as long: {{answer}}. (The square-root rule is another one, used with Adam.)"
        ),
        params={"lr": 0.1, "old": 256, "new": 1024},
        vary={
            "lr": ChoiceRange((0.01, 0.05, 0.1, 0.2)),
            "old": ChoiceRange((64, 128, 256)),
            "new": ChoiceRange((32, 128, 512, 1024, 2048)),
        },
        seconds=40,
        tags=("batches", "learning-rate"),
        sources=("Goyal et al. 2017, Accurate, Large Minibatch SGD, arXiv:1706.02677",),
    ),
    truth=_scaled,
    slips={
        "root": slip(
            "root-or-square",
            "the rate is scaled by the square root of the growth.",
            _by_root,
        ),
        "inverse": slip(
            "swapped-roles",
            "old and new batch size change places.",
            lambda params: _scaled(params, inverse=True),
        ),
        "unchanged": bare_slip("factor-dropped", "the rate is left as it was.", _unchanged),
    },
    valid=lambda params: (
        "the batch size does not change" if params["old"] == params["new"] else None
    ),
)
