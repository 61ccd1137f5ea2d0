"""What decoding costs: bytes read a token, the bandwidth it takes, FLOPs a byte."""

from __future__ import annotations

from engines.families.given import number, real, word
from engines.families.worked import shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Float

_ROOFLINE = "Williams et al. 2009, Roofline, Communications of the ACM 52(4)"
_SCALING = "Pope et al. 2022, Efficiently scaling transformer inference, arXiv:2211.05102"
_MODEL = (
    Param("N", "decimal", "billions of weights", 0.1, 2000),
    Param("bits", "choice", "bits of a weight", choices=(4, 8, 16, 32)),
    Param("B", "int", "sequences that are decoded together", 1, 4096, default=1),
)
_READ = (
    "A model of {{N}} billion weights of {{bits}} bits each decodes a batch of {{B}}: a step "
    "yields one token for each sequence. Memory is the limit: every step reads all weights "
    "once, and nothing else counts. "
)
_MODELS = {
    "N": ChoiceRange((1, 3, 7, 8, 13, 34, 70)),
    "bits": ChoiceRange((4, 8, 16, 32)),
    "B": ChoiceRange((1, 2, 4, 8, 16)),
}


def _weight(params: Params, bits: int | None, packed: bool) -> tuple[float, Step]:
    """Return the gigabytes of the weights and how they come about; `bits` replaces those of a
    weight, without `packed` bits are taken for bytes."""
    count = real(params, "N")
    bits = number(params, "bits") if bits is None else bits
    size = count * bits / (8 if packed else 1)
    numbers = f"{shown(count)} × {bits}{' / 8' if packed else ''}"
    return size, Step("gigabytes read a step", numbers, shown(size))


def _speed(
    params: Params, *, bits: int | None = None, batch: int | None = None, packed: bool = True
) -> Truth:
    """Return B · bandwidth / weights in tokens a second; `bits` and `batch` replace the bits of
    a weight and B, without `packed` bits are taken for bytes."""
    size, read = _weight(params, bits, packed)
    bandwidth = real(params, "BW")
    batch = number(params, "B") if batch is None else batch
    steps = bandwidth / size
    return Truth(
        steps * batch,
        (
            read,
            Step("steps a second", f"{shown(bandwidth)} / {shown(size)}", shown(steps)),
            Step("tokens a second", f"{shown(steps)} × {batch}", shown(steps * batch)),
        ),
    )


SPEED = Family(
    name="decoding.tokens_per_second",
    title="tokens a second from memory bandwidth",
    topic="inference",
    formula="batch · bandwidth / (weights · bytes a weight)",
    params=(*_MODEL, Param("BW", "decimal", "bandwidth in GB/s", 1, 100_000)),
    answer=lambda _params: Float(sig=3),
    ask=Ask(
        prompt=(
            _READ + "The memory delivers {{BW}} GB/s (1 GB = 10^9 bytes). How many tokens a second "
            "come out at most, all sequences together?"
        ),
        explanation=(
            "A step takes as long as it takes to read the weights, and yields one token for each "
            "sequence: {{answer}}. That is why batches are nearly free while memory is the limit."
        ),
        params={"N": 7, "bits": 16, "B": 1, "BW": 1400},
        vary={**_MODELS, "BW": ChoiceRange((900, 1000, 1500, 2000, 3350))},
        level="intermediate",
        seconds=75,
        tags=("inference", "bandwidth"),
        sources=(_SCALING,),
    ),
    truth=_speed,
    slips={
        "weights_not_bytes": slip(
            "units",
            "every weight is taken for one byte.",
            lambda params: _speed(params, bits=8),
        ),
        "one_sequence": slip(
            "factor-dropped",
            "the tokens of one sequence are counted.",
            lambda params: _speed(params, batch=1),
        ),
        "bits": slip(
            "units",
            "bits are counted in place of bytes.",
            lambda params: _speed(params, packed=False),
        ),
    },
    inverses={"decoding.bandwidth": ("N", "bits", "B")},
)


def _bandwidth(
    params: Params, *, bits: int | None = None, batch: int | None = None, packed: bool = True
) -> Truth:
    """Return rate / B · weights in GB/s; the rest as for the speed."""
    size, read = _weight(params, bits, packed)
    rate = real(params, "rate")
    batch = number(params, "B") if batch is None else batch
    steps = rate / batch
    return Truth(
        steps * size,
        (
            read,
            Step("steps a second", f"{shown(rate)} / {batch}", shown(steps)),
            Step("GB/s", f"{shown(steps)} × {shown(size)}", shown(steps * size)),
        ),
    )


BANDWIDTH = Family(
    name="decoding.bandwidth",
    title="memory bandwidth for a decoding speed",
    topic="inference",
    formula="tokens a second / batch · weights · bytes a weight",
    params=(*_MODEL, Param("rate", "decimal", "tokens a second, together", 1e-6, 1e10)),
    answer=lambda _params: Float(sig=3),
    ask=Ask(
        prompt=(
            _READ + "How many GB/s (1 GB = 10^9 bytes) must the memory deliver for {{rate}} tokens "
            "a second, all sequences together?"
        ),
        explanation=(
            "A step yields a batch of tokens and reads all weights once, so a larger batch takes "
            "less bandwidth for the same speed: {{answer}}."
        ),
        params={"N": 7, "bits": 16, "B": 1, "rate": 100},
        vary={**_MODELS, "rate": ChoiceRange((20, 50, 80, 100, 200, 400))},
        level="intermediate",
        seconds=75,
        tags=("inference", "bandwidth"),
        sources=(_SCALING,),
    ),
    truth=_bandwidth,
    slips={
        "weights_not_bytes": slip(
            "units",
            "every weight is taken for one byte.",
            lambda params: _bandwidth(params, bits=8),
        ),
        "one_sequence": slip(
            "factor-dropped",
            "the weights are read anew for each token of a step.",
            lambda params: _bandwidth(params, batch=1),
        ),
        "bits": slip(
            "units",
            "bits are counted in place of bytes.",
            lambda params: _bandwidth(params, packed=False),
        ),
    },
)

_WIDTHS = {"float32": 4, "bfloat16": 2, "int8": 1}
_FLOAT_WIDTHS = {"float32": 4, "bfloat16": 2, "float16": 2}


def _matmul(
    params: Params, *, each: int = 2, output: bool = True, width: int | None = None
) -> Truth:
    """Return 2·M·K·N / (bytes · (M·K + K·N + M·N)); `each` stands for the 2 FLOPs of a multiply
    and add, `width` replaces the bytes, without `output` the result is not written."""
    rows, inner, columns = (number(params, name) for name in "MKN")
    width = _FLOAT_WIDTHS[word(params, "dtype")] if width is None else width
    work = each * rows * inner * columns
    parts = [(rows, inner), (inner, columns), (rows, columns)][: 3 if output else 2]
    moved = width * sum(one * other for one, other in parts)
    terms = " + ".join(f"{one}·{other}" for one, other in parts)
    leading = "2 × " if each == 2 else ""
    return Truth(
        work / moved,
        (
            Step("FLOPs", f"{leading}{rows} × {inner} × {columns}", str(work)),
            Step("bytes moved", f"{width} × ({terms})", str(moved)),
            Step("FLOPs a byte", f"{work} / {moved}", shown(work / moved)),
        ),
    )


_SIDES = ChoiceRange((64, 128, 256, 512, 1024))

MATMUL = Family(
    name="arithmetic_intensity.matmul",
    title="arithmetic intensity of a matrix product",
    topic="inference",
    formula="2·M·K·N / (bytes · (M·K + K·N + M·N))",
    params=(
        Param("M", "int", "rows of the first matrix", 1, 10**6),
        Param("K", "int", "its columns, rows of the second", 1, 10**6),
        Param("N", "int", "columns of the second matrix", 1, 10**6),
        Param("dtype", "choice", "the format of all three", choices=tuple(_FLOAT_WIDTHS)),
    ),
    answer=lambda _params: Float(sig=3),
    ask=Ask(
        prompt=(
            "A {{M}}×{{K}} matrix is multiplied by a {{K}}×{{N}} one, all in {{dtype}}. Both are "
            "read once and the result is written once; a multiplication and an addition are two "
            "FLOPs. How many FLOPs per byte moved is that?"
        ),
        explanation=(
            "Work grows with the product of the three sizes, traffic with products of two, so "
            "large square products are bound by compute and thin ones by memory: {{answer}}."
        ),
        params={"M": 1024, "K": 1024, "N": 1024, "dtype": "bfloat16"},
        vary={
            "M": ChoiceRange((16, 64, 256, 1024)),
            "K": _SIDES,
            "N": ChoiceRange((64, 256, 1024, 4096)),
            "dtype": ChoiceRange(("float32", "bfloat16")),
        },
        level="intermediate",
        seconds=120,
        tags=("performance", "bandwidth"),
        sources=(_ROOFLINE,),
    ),
    truth=_matmul,
    slips={
        "multiply_adds": slip(
            "units",
            "multiply-adds are counted in place of FLOPs.",
            lambda params: _matmul(params, each=1),
        ),
        "no_output": slip(
            "term-dropped",
            "the result is not counted as traffic.",
            lambda params: _matmul(params, output=False),
        ),
        "numbers": slip(
            "units",
            "numbers are counted in place of bytes.",
            lambda params: _matmul(params, width=1),
        ),
    },
)


def _decode(
    params: Params, *, each: int = 2, batch: int | None = None, width: int | None = None
) -> Truth:
    """Return 2·B / bytes, FLOPs a byte of weights; the rest stands in place of the 2, B, bytes."""
    batch = number(params, "B") if batch is None else batch
    width = _WIDTHS[word(params, "dtype")] if width is None else width
    work = each * batch
    return Truth(
        work / width,
        (
            Step("FLOPs a weight", f"{each} × {batch}" if each > 1 else str(batch), str(work)),
            Step("bytes a weight", word(params, "dtype"), str(width)),
            Step("FLOPs a byte", f"{work} / {width}", shown(work / width)),
        ),
    )


DECODE = Family(
    name="arithmetic_intensity.decode",
    title="arithmetic intensity of a decoding step",
    topic="inference",
    formula="2 · batch / bytes a weight, whatever the size of the layer",
    params=(
        Param("d", "int", "inputs and outputs of the layer, which cancel", 1, 10**5, default=4096),
        Param("dtype", "choice", "the format of the weights", choices=tuple(_WIDTHS)),
        Param("B", "int", "sequences in the batch", 1, 10**5),
    ),
    answer=lambda _params: Float(sig=3),
    ask=Ask(
        prompt=(
            "In a decoding step a linear layer of {{d}}×{{d}} weights in {{dtype}} takes one "
            "token of each sequence, with batch size {{B}}. A multiplication and an addition are "
            "two FLOPs; of the traffic only the weights count, read once. How many FLOPs per byte "
            "is that?"
        ),
        explanation=(
            "Each weight is multiplied and added once for every token, and read once for all of "
            "them: {{answer}}. Batch 1 in bfloat16 gives 1, far below what keeps a GPU busy."
        ),
        params={"d": 4096, "dtype": "bfloat16", "B": 1},
        vary={
            "d": ChoiceRange((1024, 2048, 4096, 8192)),
            "dtype": ChoiceRange(tuple(_WIDTHS)),
            "B": ChoiceRange((1, 2, 4, 8, 16, 32, 64)),
        },
        level="intermediate",
        seconds=75,
        tags=("inference", "performance"),
        sources=(_SCALING, _ROOFLINE),
    ),
    truth=_decode,
    slips={
        "multiply_adds": slip(
            "units",
            "multiply-adds are counted in place of FLOPs.",
            lambda params: _decode(params, each=1),
        ),
        "one_sequence": slip(
            "factor-dropped",
            "the batch is left out.",
            lambda params: _decode(params, batch=1),
        ),
        "numbers": slip(
            "units",
            "weights are counted in place of bytes.",
            lambda params: _decode(params, width=1),
        ),
    },
)

FAMILIES = {family.name: family for family in (SPEED, BANDWIDTH, MATMUL, DECODE)}
