"""What a convolution costs: its parameters, with and without groups, and its multiply-adds."""

from __future__ import annotations

from engines.families.convolution.sides import KERNEL, PADDING, SIDE, STRIDE
from engines.families.convolution.sliding import no_room_in, window_of
from engines.families.given import flag, number, pair
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Count

_CHANNELS_IN = Param("Ci", "int", "channels of the input", 1, 65_536)
_FILTERS = Param("Co", "int", "filters, which are the channels of the output", 1, 65_536)
_BIAS = Param("bias", "bool", "whether each filter has a bias", default=True)
_SOURCES = ("https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html",)


def _parameters(
    params: Params,
    *,
    spans: int | None = None,
    width: bool = True,
    biases: int | None = None,
) -> Truth:
    """Return Co · Ci/g · Kh · Kw + Co. `spans` is how many channels a filter spans, `biases` how
    many there are in all; False for `width` counts one side of the kernel only."""
    channels, filters, groups = (number(params, name) for name in ("Ci", "Co", "g"))
    high, wide = pair(params, "K")
    told = _spanned(channels, groups) if spans in (None, channels // groups) else _told(spans)
    spans = channels // groups if spans is None else spans
    if biases is None:
        biases = filters if flag(params, "bias") else 0
    cells = [spans, high, wide] if width else [spans, high]
    one = spans * high * (wide if width else 1)
    return Truth(
        filters * one + biases,
        (
            Step("channels that one filter spans", told, str(spans)),
            Step("weights of one filter", " × ".join(map(str, cells)), str(one)),
            Step("weights of all filters", f"{filters} × {one}", str(filters * one)),
            Step("with the biases", f"{filters * one} + {biases}", str(filters * one + biases)),
        ),
    )


def _spanned(channels: int, groups: int) -> str:
    return f"{channels} / {groups}" if groups > 1 else "all of the input's"


def _told(spans: int | None) -> str:
    return "one alone" if spans == 1 else "all of the input's"


def _valid(params: Params) -> str | None:
    groups = number(params, "g")
    if number(params, "Ci") % groups or number(params, "Co") % groups:
        return "the groups do not divide the channels"
    return None


def _no_bias(params: Params) -> Truth:
    return _parameters(params, biases=0)


def _bias_per_kernel(params: Params) -> Truth:
    return _parameters(params, biases=number(params, "Co") * number(params, "Ci"))


_SLIPS = {
    "no_bias": slip("forgot-bias", "the biases are left out.", _no_bias),
    "no_input_channels": slip(
        "term-dropped",
        "a filter is taken to span one channel of the input.",
        lambda params: _parameters(params, spans=1),
    ),
    "one_side_of_kernel": slip(
        "factor-dropped",
        "only one side of the kernel is counted.",
        lambda params: _parameters(params, width=False),
    ),
    "bias_per_kernel": slip(
        "bias-per-input",
        "each filter has a bias for every input channel.",
        _bias_per_kernel,
    ),
}

PARAMS = Family(
    name="conv2d.params",
    title="parameters of a convolution",
    topic="convolution",
    formula="Co · Ci/g · Kh · Kw + Co (the last only with biases)",
    params=(
        _CHANNELS_IN,
        _FILTERS,
        Param("K", "pair", "size of the kernel", 1, 1_000),
        Param("g", "int", "groups that the channels are split into", 1, 65_536, default=1),
        _BIAS,
    ),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "A convolution goes from {{Ci}} to {{Co}} channels with kernels of {{K}}×{{K}}; each "
            "filter has a bias. How many parameters does it learn?"
        ),
        explanation=(
            "A filter has a weight for each cell of the kernel in each input channel, and one bias "
            "of its own. The size of the image plays no part: {{answer}}."
        ),
        params={"Ci": 3, "Co": 16, "K": 3, "g": 1, "bias": True},
        vary={
            "Ci": ChoiceRange((1, 3, 4, 8, 16, 32)),
            "Co": ChoiceRange((4, 6, 8, 10, 16, 32, 64)),
            "K": ChoiceRange((1, 3, 5, 7)),
        },
        seconds=60,
        tags=("convolution", "parameters"),
        sources=_SOURCES,
    ),
    truth=_parameters,
    slips=_SLIPS,
    valid=_valid,
)


def _groups_ignored(params: Params) -> Truth:
    return _parameters(params, spans=number(params, "Ci"))


GROUPED_PARAMS = Family(
    name="conv2d.grouped_params",
    title="parameters of a grouped convolution",
    topic="convolution",
    formula=PARAMS.formula,
    params=PARAMS.params,
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "A convolution takes {{Ci}} channels and has {{Co}} filters of {{K}}×{{K}} in {{g}} "
            "groups, each filter with a bias. How many parameters does it learn?"
        ),
        explanation=(
            "With groups a filter sees only its own group's share of the input channels, so the "
            "weights shrink by the number of groups; the biases stay one a filter: {{answer}}."
        ),
        params={"Ci": 32, "Co": 64, "K": 3, "g": 32, "bias": True},
        vary={
            "Ci": ChoiceRange((8, 16, 32, 64)),
            "Co": ChoiceRange((8, 16, 32, 64)),
            "K": ChoiceRange((3, 5)),
            "g": ChoiceRange((2, 4, 8, 16)),
        },
        level="intermediate",
        seconds=75,
        tags=("convolution", "groups", "parameters"),
        sources=_SOURCES,
    ),
    truth=_parameters,
    slips={
        "groups_ignored": slip(
            "term-dropped", "every filter sees all input channels.", _groups_ignored
        ),
        "no_bias": _SLIPS["no_bias"],
        "no_input_channels": _SLIPS["no_input_channels"],
    },
    valid=_valid,
)


def _multiplications(
    params: Params, *, side: int | None = None, spans: int | None = None, each: int = 1
) -> Truth:
    """Return the multiply-adds for one image. `side` replaces the output's, `spans` the input
    channels; `each` counts operations for one multiply-add."""
    channels = number(params, "Ci") if spans is None else spans
    filters, kernel = number(params, "Co"), number(params, "K")
    side = window_of(params).positions if side is None else side
    places = side * side * filters
    one = channels * kernel * kernel * each
    numbers = [channels, kernel, kernel] + ([each] if each != 1 else [])
    return Truth(
        places * one,
        (
            Step("side of the output", window_of(params).in_one_line(), str(side)),
            Step("numbers in the output", f"{filters} × {side} × {side}", str(places)),
            Step("for each of them", " × ".join(map(str, numbers)), str(one)),
            Step("in all", f"{places} × {one}", str(places * one)),
        ),
    )


MACS = Family(
    name="conv2d.macs",
    title="multiply-adds of a convolution",
    topic="convolution",
    formula="Co · H'² · Ci · K², where H' = floor((H + 2P − K) / S) + 1",
    params=(_CHANNELS_IN, _FILTERS, SIDE, KERNEL, STRIDE, PADDING),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "An image of {{H}}×{{H}} with {{Ci}} channels meets {{Co}} filters of {{K}}×{{K}}, "
            "stride {{S}}, padding {{P}}, no biases. How many multiply-adds does one image take?"
        ),
        explanation=(
            "Every number of the output is a sum of products, one for each cell of the kernel in "
            "each input channel. Outputs times the work for each: {{answer}}. In FLOPs it is "
            "twice that."
        ),
        params={"Ci": 3, "Co": 8, "H": 16, "K": 3, "S": 1, "P": 1},
        vary={
            "Ci": ChoiceRange((2, 3, 4, 8)),
            "Co": ChoiceRange((4, 8, 10, 16)),
            "H": IntRange(8, 32, 2),
            "K": ChoiceRange((3, 5)),
            "S": ChoiceRange((1, 2)),
            "P": IntRange(0, 2),
        },
        level="intermediate",
        seconds=90,
        tags=("convolution", "cost"),
        sources=_SOURCES,
    ),
    truth=_multiplications,
    slips={
        "flops": slip(
            "units",
            "a multiply-add is counted as two operations.",
            lambda params: _multiplications(params, each=2),
        ),
        "input_size": slip(
            "in-for-out",
            "the kernel is applied at every cell of the input.",
            lambda params: _multiplications(params, side=number(params, "H")),
        ),
        "no_input_channels": slip(
            "term-dropped",
            "a filter is taken to span one channel of the input.",
            lambda params: _multiplications(params, spans=1),
        ),
    },
    valid=no_room_in,
)

FAMILIES = {family.name: family for family in (PARAMS, GROUPED_PARAMS, MACS)}
