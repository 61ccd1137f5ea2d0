"""The compute of training: FLOPs, the tokens they pay for, and the days they take."""

from __future__ import annotations

import math

from engines.families.given import number, real
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Float, show_number

_BILLION = 1e9
_TERA = 1e12
_DAY = 86_400
_RULE = 6
_KAPLAN = "Kaplan et al. 2020, Scaling Laws for Neural Language Models, arXiv:2001.08361"
_CHINCHILLA = (
    "Hoffmann et al. 2022, Training Compute-Optimal Large Language Models, arXiv:2203.15556"
)
_PARAMETERS = Param("N", "decimal", "the model's parameters, in billions", 0.001, 100_000)
_TOKENS = Param("D", "decimal", "the training tokens, in billions", 0.001, 10**7)
_BUDGET = Param("C", "decimal", "the compute in FLOPs", 1e12, 1e30)
_TOLD = (
    "(Count 2 FLOPs per parameter and token forward and twice as many backward; "
    "attention scores are left out.)"
)


def _large(value: float) -> str:
    """Return a large number as steps show it: four digits and the power of ten."""
    if value < 1e6:
        return show_number(round(value, 4))
    digits, exponent = f"{value:.3e}".split("e")
    return f"{digits.rstrip('0').rstrip('.')}e{int(exponent)}"


def _flops(params: Params, per: int = _RULE) -> Truth:
    """Return per · N · D."""
    size, tokens = real(params, "N") * _BILLION, real(params, "D") * _BILLION
    whole = per * size * tokens
    parts = {_RULE: "2 + 4", 4: "2 + 2", 3: "1 + 2", 2: "forward alone"}
    return Truth(
        whole,
        (
            Step("FLOPs per parameter and token", parts[per], str(per)),
            Step("FLOPs", f"{per} × {_large(size)} × {_large(tokens)}", _large(whole)),
        ),
    )


TOTAL = Family(
    name="training_flops.total",
    title="FLOPs of a training run",
    topic="training",
    formula="6 · parameters · tokens",
    params=(_PARAMETERS, _TOKENS),
    answer=lambda _params: Float(sig=2, unit="FLOPs"),
    ask=Ask(
        prompt=(
            "A dense transformer of {{N}} billion parameters is trained on {{D}} billion tokens. "
            f"How many FLOPs is that? {_TOLD}"
        ),
        explanation=(
            "Each parameter takes part in one multiplication and one addition for each token, 2 "
            "FLOPs; the backward pass does that for the inputs and again for the weights. So 6 "
            "per parameter and token: {{answer}} FLOPs."
        ),
        params={"N": 7, "D": 1000},
        vary={
            "N": ChoiceRange((0.5, 1, 2, 3, 5, 7, 10, 20, 70)),
            "D": ChoiceRange((20, 100, 200, 300, 500, 1000, 2000)),
        },
        level="intermediate",
        seconds=60,
        tags=("compute", "scaling-laws"),
        sources=(_KAPLAN,),
    ),
    truth=_flops,
    slips={
        "forward_only": slip(
            "term-dropped",
            "the forward pass alone is counted.",
            lambda params: _flops(params, 2),
        ),
        "backward_once": slip(
            "factor-dropped",
            "the backward pass is taken to cost as much as the forward pass.",
            lambda params: _flops(params, 4),
        ),
        "multiply_adds": slip(
            "units",
            "a multiplication with its addition is counted as one.",
            lambda params: _flops(params, 3),
        ),
    },
    inverses={"training_flops.tokens": ("N",)},
)


def _affordable(params: Params, per: int = _RULE) -> Truth:
    """Return C / (per · N), in billions."""
    budget, size = real(params, "C"), real(params, "N") * _BILLION
    one = per * size
    tokens = budget / one
    return Truth(
        tokens / _BILLION,
        (
            Step("FLOPs of a token", f"{per} × {_large(size)}", _large(one)),
            Step("tokens", f"{_large(budget)} / {_large(one)}", _large(tokens)),
            Step("in billions", f"{_large(tokens)} / 1e9", _large(tokens / _BILLION)),
        ),
    )


TOKENS = Family(
    name="training_flops.tokens",
    title="tokens that a compute budget pays for",
    topic="training",
    formula="C / (6 · parameters)",
    params=(_PARAMETERS, _BUDGET),
    answer=lambda _params: Float(sig=2),
    ask=Ask(
        prompt=(
            "A dense transformer of {{N}} billion parameters is to be trained with {{C}} FLOPs. "
            f"How many billion tokens does that pay for? {_TOLD}"
        ),
        explanation=(
            "A token costs 6 FLOPs for each parameter, forward and backward together. The budget "
            "divided by that is {{answer}} billion tokens."
        ),
        params={"N": 7, "C": 4.2e22},
        vary={
            "N": ChoiceRange((1, 2, 3, 5, 7, 10, 20)),
            "C": ChoiceRange((1.2e21, 6e21, 1.2e22, 4.2e22, 8.4e22, 1.2e23, 6e23)),
        },
        level="intermediate",
        seconds=75,
        tags=("compute", "scaling-laws"),
        sources=(_KAPLAN,),
    ),
    truth=_affordable,
    slips={
        "forward_only": slip(
            "term-dropped",
            "a token is taken to cost its forward pass alone.",
            lambda params: _affordable(params, 2),
        ),
        "backward_once": slip(
            "factor-dropped",
            "the backward pass is taken to cost as much as the forward pass.",
            lambda params: _affordable(params, 4),
        ),
        "multiply_adds": slip(
            "units",
            "a multiplication with its addition is counted as one.",
            lambda params: _affordable(params, 3),
        ),
    },
    inverses={"training_flops.total": ("N",)},
)


def _optimal(params: Params, *, per: int = _RULE, ratio: bool = True, size: bool = False) -> Truth:
    """Return √(C·r / 6), in billions; `size` gives the parameters, a share 1 / r of it, and without
    `ratio` there are as many tokens as parameters."""
    budget, each = real(params, "C"), real(params, "r") if ratio else 1.0
    square = budget / (per * each)
    parameters = math.sqrt(square)
    numbers = f"{_large(budget)} / ({per} × {_large(each)})"
    first = (
        Step("N squared, C / (FLOPs · r)", numbers, _large(square)),
        Step("parameters N", f"√{_large(square)}", _large(parameters)),
    )
    if size:
        last = Step("in billions", f"{_large(parameters)} / 1e9", _large(parameters / _BILLION))
        return Truth(parameters / _BILLION, (*first, last))
    tokens = each * parameters
    numbers = f"{_large(each)} × {_large(parameters)} / 1e9"
    last = Step("tokens in billions", numbers, _large(tokens / _BILLION))
    return Truth(tokens / _BILLION, (*first, last))


OPTIMAL = Family(
    name="training_tokens.optimal",
    title="compute-optimal number of training tokens",
    topic="training",
    formula="D = r · N and C = 6 · N · D, so D = √(C · r / 6); r is about 20 (Chinchilla)",
    params=(
        _BUDGET,
        Param("r", "decimal", "training tokens per parameter", 1, 10_000, default=20),
    ),
    answer=lambda _params: Float(sig=2),
    ask=Ask(
        prompt=(
            "{{C}} FLOPs are spent on a dense language model so that there are {{r}} training "
            "tokens per parameter, with 6 FLOPs per parameter and token. On how many billion "
            "tokens is the model trained?"
        ),
        explanation=(
            "With D = r·N the budget is 6·r·N², so parameters and tokens both grow as the square "
            "root of the budget. (Chinchilla's rule of thumb is 20 tokens per parameter: 70 "
            "billion parameters, 1400 billion tokens.) Here it is {{answer}} billion tokens."
        ),
        params={"C": 5.88e23, "r": 20},
        vary={
            "C": ChoiceRange((1.2e20, 4.8e20, 3e21, 1.2e22, 4.8e22, 3e23, 5.88e23)),
            "r": ChoiceRange((5, 20, 80)),
        },
        level="advanced",
        seconds=120,
        tags=("compute", "scaling-laws", "chinchilla"),
        sources=(_CHINCHILLA,),
    ),
    truth=_optimal,
    slips={
        "parameters": slip(
            "swapped-roles",
            "the parameters are given in place of the tokens.",
            lambda params: _optimal(params, size=True),
        ),
        "forward_only": slip(
            "term-dropped",
            "2 FLOPs per parameter and token are reckoned with: the forward pass alone.",
            lambda params: _optimal(params, per=2),
        ),
        "no_ratio": slip(
            "term-dropped",
            "there are as many tokens as parameters.",
            lambda params: _optimal(params, ratio=False),
        ),
    },
)


def _days(
    params: Params,
    *,
    per: int = _RULE,
    used: bool = True,
    all_of_them: bool = True,
    day: int = _DAY,
) -> Truth:
    """Return per·N·D / (n · peak · share) in days. Without `used` the peak is reached, without
    `all_of_them` one device works; `day` stands for a day's seconds."""
    size, tokens = real(params, "N") * _BILLION, real(params, "D") * _BILLION
    peak, share = real(params, "peak") * _TERA, real(params, "mfu") if used else 1.0
    devices = number(params, "n") if all_of_them else 1
    work, rate = per * size * tokens, devices * peak * share
    seconds = work / rate
    numbers = f"{devices} × {_large(peak)}" + (f" × {_large(share)}" if used else "")
    return Truth(
        seconds / day,
        (
            Step("FLOPs", f"{per} × {_large(size)} × {_large(tokens)}", _large(work)),
            Step("FLOPs a second", numbers, _large(rate)),
            Step("seconds", f"{_large(work)} / {_large(rate)}", _large(seconds)),
            Step("days", f"{_large(seconds)} / {day}", _large(seconds / day)),
        ),
    )


DAYS = Family(
    name="training_time.days",
    title="days of a training run",
    topic="training",
    formula="6 · parameters · tokens / (devices · peak · share of it used) / 86 400",
    params=(
        _PARAMETERS,
        _TOKENS,
        Param("n", "int", "devices", 1, 10**6),
        Param("peak", "decimal", "a device's peak, in TFLOP/s", 0.1, 100_000),
        Param("mfu", "decimal", "the share of the peak that is used", 0.01, 1),
    ),
    answer=lambda _params: Float(sig=2, unit="days"),
    ask=Ask(
        prompt=(
            "A dense transformer of {{N}} billion parameters is trained on {{D}} billion tokens "
            "with {{n}} devices. Each has a peak of {{peak}} TFLOP/s, of which the share {{mfu}} "
            "is used (model FLOPs utilisation). At 6 FLOPs per parameter and token, how many days "
            "does it take?"
        ),
        explanation=(
            "The work is 6·N·D; the devices together do their number times the peak times the "
            "share of it that is used. Work over speed is seconds, and a day has 86,400: "
            "{{answer}} days."
        ),
        params={"N": 7, "D": 1000, "n": 256, "peak": 312, "mfu": 0.5},
        vary={
            "N": ChoiceRange((1, 3, 7, 13, 70)),
            "D": ChoiceRange((300, 1000, 2000)),
            "n": ChoiceRange((64, 128, 256, 512, 1024)),
            "peak": ChoiceRange((300, 312, 400, 1000)),
            "mfu": ChoiceRange((0.3, 0.4, 0.5)),
        },
        level="intermediate",
        seconds=120,
        tags=("compute", "estimates"),
        sources=(
            _KAPLAN,
            "Chowdhery et al. 2022, PaLM, arXiv:2204.02311 (model FLOPs utilisation)",
        ),
    ),
    truth=_days,
    slips={
        "forward_only": slip(
            "term-dropped",
            "2 FLOPs per parameter and token are reckoned with: the forward pass alone.",
            lambda params: _days(params, per=2),
        ),
        "full_peak": slip(
            "term-dropped",
            "the devices are taken to reach their peak.",
            lambda params: _days(params, used=False),
        ),
        "one_device": slip(
            "factor-dropped",
            "one device does all the work.",
            lambda params: _days(params, all_of_them=False),
        ),
        "hours": slip(
            "units",
            "the seconds are divided by 3600: these are hours.",
            lambda params: _days(params, day=3600),
        ),
    },
)

FAMILIES = {family.name: family for family in (TOTAL, TOKENS, OPTIMAL, DAYS)}
