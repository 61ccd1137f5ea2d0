"""Several devices: the bytes of a ring all-reduce, the bubble of a pipeline."""

from __future__ import annotations

from fractions import Fraction

from engines.families.given import Exact, exact, number
from engines.families.worked import bare_slip, plain, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Bytes, Float, Int, Value

_MB = 10**6
_GPIPE = "Huang et al. 2019, GPipe, arXiv:1811.06965"


def _reduced(params: Params, *, rounds: int = 2, less: int = 1) -> Truth:
    """Return rounds · (n − less) / n · P, what each device sends."""
    size, devices = number(params, "P") * _MB, number(params, "n")
    times = rounds * (devices - less)
    piece = Fraction(size, devices)
    sent = times * piece
    links = f"({devices} − {less})" if less else str(devices)
    return Truth(
        plain(sent),
        (
            Step("one piece", f"{number(params, 'P')} MB / {devices}", _megabytes(piece)),
            Step("pieces sent", f"{rounds} × {links}", str(times)),
            Step("sent in all", f"{times} × {_megabytes(piece)}", _megabytes(sent)),
        ),
    )


def _megabytes(size: Exact) -> str:
    return f"{shown(Fraction(size, _MB))} MB"


def _to_everyone(params: Params) -> Value:
    return (number(params, "n") - 1) * number(params, "P") * _MB


def _whole_once(params: Params) -> Value:
    return number(params, "P") * _MB


def _pieces_valid(params: Params) -> str | None:
    if number(params, "P") * _MB % number(params, "n"):
        return "the gradients do not split into equal pieces of whole bytes"
    return None


ALL_REDUCE_BYTES = Family(
    name="all_reduce.bytes",
    title="bytes that a device sends in a ring all-reduce",
    topic="training",
    formula="2 · (n − 1) / n · P",
    params=(
        Param("P", "int", "the gradients of a replica, in MB", 1, 10**7),
        Param("n", "int", "devices in the ring", 2, 128),
    ),
    answer=lambda _params: Bytes(unit="MB"),
    ask=Ask(
        prompt=(
            "{{n}} data-parallel devices sum up {{P}} MB of gradients by a ring all-reduce "
            "(reduce-scatter, then all-gather, in {{n}} equal pieces). How much does each device "
            "send in all? (1 MB is 10^6 bytes.)"
        ),
        explanation=(
            "Each of the two phases sends n − 1 of n pieces. That is less than twice the gradients "
            "however many devices there are: {{answer}}."
        ),
        params={"P": 400, "n": 4},
        vary={
            "P": ChoiceRange((100, 160, 200, 400, 800, 1600)),
            "n": ChoiceRange((2, 4, 5, 8, 16, 32)),
        },
        level="advanced",
        seconds=75,
        tags=("data-parallel", "communication"),
        sources=(
            "Patarasuk & Yuan 2009, Bandwidth optimal all-reduce algorithms, JPDC 69",
            "https://docs.pytorch.org/docs/stable/distributed.html",
        ),
    ),
    truth=_reduced,
    slips={
        "one_phase": slip(
            "factor-dropped",
            "one of the two phases is counted.",
            lambda params: _reduced(params, rounds=1),
        ),
        "all_pieces": slip(
            "off-by-one",
            "each phase sends all n pieces, not n − 1.",
            lambda params: _reduced(params, less=0),
        ),
        "to_everyone": bare_slip(
            "other-convention",
            "every device sends all its gradients to each of the others.",
            _to_everyone,
        ),
        "once": bare_slip(
            "term-dropped",
            "every device sends its gradients once.",
            _whole_once,
        ),
    },
    valid=_pieces_valid,
)

_STAGES = Param("p", "int", "stages of the pipeline, one a device", 2, 64)


def _idle(params: Params, *, less: int = 1, whole: bool = True) -> Truth:
    """Return (p − 1) / (m + p − 1). `less` is taken off p, without `whole` the idle slots are set
    against the busy ones."""
    stages, batches = number(params, "p"), number(params, "m")
    idle = stages - less
    minus = f" − {less}" if less else ""
    slots = batches + idle if whole else batches
    numbers = f"{batches} + {idle}" if whole else "the busy ones alone"
    share = Fraction(idle, slots)
    return Truth(
        plain(share),
        (
            Step("idle slots of a stage", f"{stages}{minus}", str(idle)),
            Step("slots in all", numbers, str(slots)),
            Step("bubble", f"{idle} / {slots}", shown(share)),
        ),
    )


def _busy(params: Params) -> Value:
    stages, batches = number(params, "p"), number(params, "m")
    return batches / (batches + stages - 1)


BUBBLE = Family(
    name="pipeline.bubble",
    title="bubble of a pipeline",
    topic="training",
    formula="(p − 1) / (m + p − 1)",
    params=(_STAGES, Param("m", "int", "micro-batches", 1, 6400)),
    answer=lambda _params: Float(places=3, share=True),
    ask=Ask(
        prompt=(
            "A pipeline as in GPipe has {{p}} stages, each on its own device. A batch goes through "
            "in {{m}} micro-batches, all forward, then all backward; every stage takes equally "
            "long for a micro-batch. For what share of the time is a device idle?"
        ),
        explanation=(
            "Of the m + p − 1 slots that a pass takes from the first to the last stage, each "
            "device works in m and waits in p − 1, forward and backward alike: {{answer}}. More "
            "micro-batches make the bubble smaller."
        ),
        params={"p": 4, "m": 8},
        vary={"p": ChoiceRange((2, 3, 4, 5, 8, 16)), "m": ChoiceRange((4, 8, 12, 16, 24, 32))},
        level="intermediate",
        seconds=60,
        tags=("pipeline-parallel",),
        sources=(_GPIPE,),
    ),
    truth=_idle,
    slips={
        "of_busy": slip(
            "wrong-divisor",
            "the idle slots are divided by the busy ones, not by all.",
            lambda params: _idle(params, whole=False),
        ),
        "all_stages": slip(
            "off-by-one",
            "a device is taken to wait for all p stages.",
            lambda params: _idle(params, less=0),
        ),
        "all_of_busy": slip(
            "wrong-divisor",
            "the stages are divided by the micro-batches.",
            lambda params: _idle(params, less=0, whole=False),
        ),
        "busy": bare_slip(
            "swapped-roles",
            "the share in which a device works is given.",
            _busy,
        ),
    },
)


def _needed(
    params: Params, *, less: int = 1, of_busy: bool = False, down: bool = False, above: bool = False
) -> Truth:
    """Return ceil((p − 1)·(1 − s) / s). `less` is taken off p, `of_busy` sets the bubble against
    the busy slots, `down` rounds so, `above` takes the next whole number even where one fits."""
    stages, share = number(params, "p"), exact(params, "s")
    idle = stages - less
    kept = 1 if of_busy else 1 - share
    least = Fraction(idle * kept) / Fraction(share)
    count = least.numerator // least.denominator if down or above else -(-least // 1)
    count = int(count) + (1 if above else 0)
    times = "" if of_busy else f" × (1 − {shown(share)})"
    rounded = f"floor({shown(least)})" if down else f"ceil({shown(least)})"
    return Truth(
        count,
        (
            Step("idle slots of a stage", f"{stages}{f' − {less}' if less else ''}", str(idle)),
            Step("busy slots needed", f"{idle}{times} / {shown(share)}", shown(least)),
            Step("micro-batches", f"more than {shown(least)}" if above else rounded, str(count)),
        ),
    )


def _rounded_down(params: Params) -> Truth | None:
    found = _needed(params, down=True)
    return found if found.value else None


MICROBATCHES = Family(
    name="pipeline.microbatches",
    title="micro-batches for a small enough bubble",
    topic="training",
    formula="smallest m with (p − 1) / (m + p − 1) <= s: ceil((p − 1) · (1 − s) / s)",
    params=(
        _STAGES,
        Param("s", "decimal", "the share of time that may be idle", 0.01, 0.9),
    ),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "A pipeline as in GPipe has {{p}} stages, each on its own device; every stage takes "
            "equally long for a micro-batch. A device may be idle for at most a share of {{s}} of "
            "the time. What is the smallest number of micro-batches that does it?"
        ),
        explanation=(
            "Of m + p − 1 slots p − 1 are idle, so m must be at least (p − 1)(1 − s) / s, rounded "
            "up: {{answer}}."
        ),
        params={"p": 4, "s": 0.2},
        vary={
            "p": IntRange(2, 16),
            "s": ChoiceRange((0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4)),
        },
        level="advanced",
        seconds=90,
        tags=("pipeline-parallel",),
        sources=(_GPIPE,),
    ),
    truth=_needed,
    slips={
        "of_busy": slip(
            "wrong-divisor",
            "the idle slots are set against the busy ones, not against all.",
            lambda params: _needed(params, of_busy=True),
        ),
        "all_stages": slip(
            "off-by-one",
            "a device is taken to wait for all p stages.",
            lambda params: _needed(params, less=0),
        ),
        "rounded_down": slip(
            "rounding",
            "the quotient is rounded down: the bubble is then just too large.",
            _rounded_down,
        ),
        "below": slip(
            "strictness",
            "the bubble must stay below the share: reaching it exactly is not allowed.",
            lambda params: _needed(params, above=True),
        ),
    },
)

FAMILIES = {family.name: family for family in (ALL_REDUCE_BYTES, BUBBLE, MICROBATCHES)}
