"""What a convolution takes to run: floating-point operations, and memory for its output."""

from __future__ import annotations

from engines.families.convolution.sides import KERNEL, PADDING, SIDE, STRIDE
from engines.families.convolution.sliding import no_room_in, window_of
from engines.families.given import number
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Bytes, Count

_SOURCES = ("https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html",)
_LAYER = (
    Param("N", "int", "images in the batch", 1, 65_536, default=1),
    Param("Ci", "int", "channels of the input", 1, 65_536),
    Param("Co", "int", "filters, which are the channels of the output", 1, 65_536),
    SIDE,
    KERNEL,
    STRIDE,
    PADDING,
)


def _output(
    params: Params, *, batch: int | None = None, channels: str = "Co", side: int | None = None
) -> tuple[int, tuple[Step, ...]]:
    """Return how many numbers come out, N · Co · H'², and how. `batch` and `side` replace what is
    meant, `channels` names the parameter that is counted."""
    window = window_of(params)
    told = window.in_one_line() if side is None else "as the input's"
    side = window.positions if side is None else side
    images = number(params, "N") if batch is None else batch
    count = number(params, channels)
    whole = images * count * side * side
    return whole, (
        Step("side of the output", told, str(side)),
        Step("numbers in the output", f"{images} × {count} × {side} × {side}", str(whole)),
    )


def _operations(
    params: Params,
    *,
    each: int = 2,
    spans: int | None = None,
    batch: int | None = None,
    side: int | None = None,
) -> Truth:
    """Return the operations of a batch: `each` for a multiply-add, over `spans` input channels."""
    outputs, steps = _output(params, batch=batch, side=side)
    kernel = number(params, "K")
    spans = number(params, "Ci") if spans is None else spans
    one = spans * kernel * kernel
    return Truth(
        each * outputs * one,
        (
            *steps,
            Step("multiply-adds for each", f"{spans} × {kernel} × {kernel}", str(one)),
            Step("multiply-adds", f"{outputs} × {one}", str(outputs * one)),
            Step("operations", f"{each} × {outputs * one}", str(each * outputs * one)),
        ),
    )


FLOPS = Family(
    name="conv2d.flops",
    title="floating-point operations of a convolution",
    topic="convolution",
    formula="2 · N · Co · H'² · Ci · K², where H' = floor((H + 2P − K) / S) + 1",
    params=_LAYER,
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "A batch of {{N}} images of {{H}}×{{H}} with {{Ci}} channels meets {{Co}} filters of "
            "{{K}}×{{K}}, stride {{S}}, padding {{P}}, no biases. How many FLOPs does the forward "
            "pass take, with a multiply-add counted as two operations?"
        ),
        explanation=(
            "Every number of the output takes a multiply-add for each cell of the kernel in each "
            "input channel, and a multiply-add is a multiplication and an addition: {{answer}} "
            "for the batch."
        ),
        params={"N": 2, "Ci": 3, "Co": 8, "H": 16, "K": 3, "S": 1, "P": 1},
        vary={
            "N": ChoiceRange((2, 4, 8)),
            "Ci": ChoiceRange((2, 3, 4, 8)),
            "Co": ChoiceRange((4, 8, 10, 16)),
            "H": IntRange(8, 32, 2),
            "K": ChoiceRange((3, 5)),
            "S": ChoiceRange((1, 2)),
            "P": IntRange(0, 2),
        },
        level="intermediate",
        seconds=110,
        tags=("convolution", "cost"),
        sources=_SOURCES,
    ),
    truth=_operations,
    slips={
        "macs": slip(
            "units",
            "a multiply-add is counted as one operation.",
            lambda params: _operations(params, each=1),
        ),
        "one_image": slip(
            "term-dropped",
            "one image is counted in place of the batch.",
            lambda params: _operations(params, batch=1),
        ),
        "input_size": slip(
            "in-for-out",
            "the kernel is applied at every cell of the input.",
            lambda params: _operations(params, side=number(params, "H")),
        ),
        "no_input_channels": slip(
            "term-dropped",
            "a filter is taken to span one channel of the input.",
            lambda params: _operations(params, spans=1),
        ),
    },
    valid=no_room_in,
)

_MIB = 2**20


def _size(params: Params) -> int:
    return _output(params)[0] * number(params, "bytes")


def _unit(params: Params) -> str:
    return "MiB" if _size(params) >= _MIB else "KiB"


def _stored(
    params: Params,
    *,
    width: int | None = None,
    batch: int | None = None,
    channels: str = "Co",
    side: int | None = None,
) -> Truth:
    """Return the bytes of the output; `width` replaces the bytes of a number."""
    outputs, steps = _output(params, batch=batch, channels=channels, side=side)
    each = number(params, "bytes") if width is None else width
    whole = outputs * each
    unit = _unit(params)
    power = "2^20" if unit == "MiB" else "2^10"
    return Truth(
        whole,
        (
            *steps,
            Step("bytes", f"{outputs} × {each}", str(whole)),
            Step(f"in {unit}", f"{whole} / {power}", Bytes(unit=unit).show(whole)),
        ),
    )


def _weights(params: Params) -> Truth:
    """Return the bytes of the kernels: what is stored whatever the batch."""
    channels, filters, kernel, each = (number(params, name) for name in ("Ci", "Co", "K", "bytes"))
    count = filters * channels * kernel * kernel
    numbers = f"{filters} × {channels} × {kernel} × {kernel}"
    return Truth(
        count * each,
        (
            Step("weights", numbers, str(count)),
            Step("bytes of the weights", f"{count} × {each}", str(count * each)),
        ),
    )


ACTIVATION_BYTES = Family(
    name="conv2d.activation_bytes",
    title="memory of a convolution's output",
    topic="convolution",
    formula="N · Co · H'² · bytes of a number, where H' = floor((H + 2P − K) / S) + 1",
    params=(
        *_LAYER,
        Param("bytes", "choice", "bytes of one number", choices=(2, 4), default=4),
    ),
    answer=lambda params: Bytes(unit=_unit(params)),
    ask=Ask(
        prompt=(
            "A batch of {{N}} images of {{H}}×{{H}} with {{Ci}} channels meets {{Co}} filters of "
            "{{K}}×{{K}}, stride {{S}}, padding {{P}}. A number takes {{bytes}} bytes. How much "
            "memory does the layer's output take for the whole batch?"
        ),
        explanation=(
            "The output holds a number for each image, filter and position, and it grows "
            "with the batch, which the weights do not. Here it takes {{answer}}."
        ),
        params={"N": 32, "Ci": 3, "Co": 64, "H": 32, "K": 3, "S": 1, "P": 1, "bytes": 4},
        vary={
            "N": ChoiceRange((8, 16, 32, 64)),
            "Ci": ChoiceRange((3, 16, 32)),
            "Co": ChoiceRange((16, 32, 64, 128)),
            "H": ChoiceRange((16, 32, 64)),
            "K": ChoiceRange((3, 5)),
            "S": ChoiceRange((1, 2)),
            "P": IntRange(1, 2),
            "bytes": ChoiceRange((2, 4)),
        },
        level="intermediate",
        seconds=100,
        tags=("convolution", "memory"),
        sources=_SOURCES,
    ),
    truth=_stored,
    slips={
        "numbers": slip(
            "units",
            "numbers are counted in place of bytes.",
            lambda params: _stored(params, width=1),
        ),
        "bits": slip(
            "units",
            "bits are counted in place of bytes.",
            lambda params: _stored(params, width=8 * number(params, "bytes")),
        ),
        "one_image": slip(
            "term-dropped",
            "one image is counted in place of the batch.",
            lambda params: _stored(params, batch=1),
        ),
        "input_size": slip(
            "in-for-out",
            "the output is given the input's height and width.",
            lambda params: _stored(params, side=number(params, "H")),
        ),
        "input_channels": slip(
            "in-for-out",
            "the output is given the input's channels.",
            lambda params: _stored(params, channels="Ci"),
        ),
        "weights": slip("swapped-roles", "the layer's weights are counted.", _weights),
    },
    valid=no_room_in,
)

FAMILIES = {family.name: family for family in (FLOPS, ACTIVATION_BYTES)}
