"""How a data loader puts batches together, and which samples one process of several gets."""

from __future__ import annotations

from engines.families.given import flag, number, wholes
from engines.families.tensors.sizes import ANY_SHAPE, choices, shape_param, told
from engines.families.worked import bare_slip, row, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Int, Value, Vector

_SOURCES = ("https://docs.pytorch.org/docs/stable/data.html",)
_MOST_SAMPLES = 10_000


def _batches(params: Params, *, drop: bool) -> int:
    """Return how many batches there are; `drop`: without a last one that is not full."""
    samples, size = number(params, "n"), number(params, "B")
    return samples // size if drop else -(-samples // size)


def _no_batch(params: Params) -> str | None:
    many = _batches(params, drop=flag(params, "drop_last"))
    if not many:
        return "there is no full batch, and the rest is dropped"
    return None if number(params, "i") < many else f"there are only {many} batches"


def _batch(params: Params, *, flipped: bool = False) -> Truth | None:
    """Return the batch's shape; `flipped`: drop_last is taken to be the other way."""
    samples, size, at = (number(params, name) for name in "nBi")
    drop = flag(params, "drop_last") != flipped
    many = _batches(params, drop=drop)
    place = many - 1 if at == -1 else at
    if not 0 <= place < many:
        return None
    held = min(size, samples - size * place)
    shape = (held, *wholes(params, "shape"))
    steps = (
        Step("batches", f"{samples} / {size}, rounded {'down' if drop else 'up'}", str(many)),
        Step("samples in this one", f"min({size}, {samples} − {size} × {place})", str(held)),
        Step("shape", "samples, then a sample's own shape", told(shape)),
    )
    return Truth(shape, steps)


def _right_batch(params: Params) -> Truth:
    found = _batch(params)
    if found is None:
        raise ValueError("there is no such batch")
    return found


def _one_sample(params: Params) -> Value:
    return wholes(params, "shape")


def _full_batch(params: Params) -> Value:
    return (number(params, "B"), *wholes(params, "shape"))


def _batch_count(params: Params) -> Value:
    many = _batches(params, drop=flag(params, "drop_last"))
    return (many, *wholes(params, "shape"))


BATCH = Family(
    name="data_loader.batch_shape",
    title="shape of a batch from a data loader",
    topic="tensors",
    formula="(samples in the batch, ...); the last holds n mod B, unless that is 0 or dropped",
    params=(
        Param("n", "int", "samples in the data set", 1, _MOST_SAMPLES),
        shape_param("shape", "shape of a sample", (1, 3)),
        Param("B", "int", "batch size", 1, _MOST_SAMPLES),
        Param("drop_last", "bool", "whether a short last batch is left out", default=False),
        Param("i", "int", "the batch, from 0; −1 is the last", -1, _MOST_SAMPLES - 1),
    ),
    answer=lambda _params: ANY_SHAPE,
    ask=Ask(
        prompt=(
            "A data set holds {{n}} tensors of shape {{shape}}. A PyTorch DataLoader with "
            "batch_size {{B}}, drop_last {{drop_last}} and the default collate function goes "
            "through it once. What is the shape of batch number {{i}}, counted from 0, where −1 "
            "is the last one that comes?"
        ),
        explanation=(
            "Samples are stacked along a new first dimension. Only the last batch can be short, "
            "and with drop_last a short one is left out: {{answer}}."
        ),
        params={"n": 50, "shape": (3, 8, 8), "B": 16, "drop_last": False, "i": -1},
        vary={
            "n": IntRange(20, 70),
            "shape": choices((3, 8, 8), (1, 28, 28), (3, 32, 32), (10,), (16, 4)),
            "B": choices(4, 8, 10, 16),
            "drop_last": ChoiceRange((False, True)),
            "i": choices(-1, 0, 1),
        },
        seconds=45,
        tags=("tensors", "shapes", "data-loading"),
        sources=_SOURCES,
    ),
    truth=_right_batch,
    slips={
        "drop_flipped": slip(
            "other-convention",
            "drop_last is taken to be the other way.",
            lambda params: _batch(params, flipped=True),
        ),
        "always_full": bare_slip("rounding", "every batch is taken to be full.", _full_batch),
        "one_sample": bare_slip(
            "term-dropped", "the batch's own dimension is left out.", _one_sample
        ),
        "batch_count": bare_slip(
            "swapped-roles", "the number of batches stands for their size.", _batch_count
        ),
    },
    valid=_no_batch,
)


def _no_rank(params: Params) -> str | None:
    rank, world = number(params, "rank"), number(params, "W")
    return None if rank < world else f"ranks go from 0 to {world - 1}"


def _share(params: Params, *, blocks: bool = False, cut: bool = False) -> Truth | None:
    """Return one process's indices; `blocks`: each takes neighbours, `cut`: what does not fill all
    shares is dropped."""
    samples, world, rank = (number(params, name) for name in ("n", "W", "rank"))
    each = samples // world if cut else -(-samples // world)
    if not each:
        return None
    every = tuple(at % samples for at in range(each * world))
    found = every[rank * each : (rank + 1) * each] if blocks else every[rank::world]
    way = f"{each} neighbours from {rank * each}" if blocks else f"from {rank} by {world}"
    steps = (
        Step(
            "indices per process",
            f"{samples} / {world}, rounded {'down' if cut else 'up'}",
            str(each),
        ),
        Step("all of them", f"{each} × {world}, from the start again", row(every)),
        Step(f"those of rank {rank}", way, row(found)),
    )
    return Truth(found, steps)


def _right_share(params: Params) -> Truth:
    found = _share(params)
    if found is None:
        raise ValueError("there are no samples")
    return found


def _unpadded(params: Params) -> Value | None:
    samples, world, rank = (number(params, name) for name in ("n", "W", "rank"))
    return tuple(range(rank, samples, world)) or None


def _rank_from_one(params: Params) -> Value | None:
    rank = number(params, "rank")
    if not rank:
        return None
    found = _share({**params, "rank": rank - 1})
    return None if found is None else found.value


SHARE = Family(
    name="distributed_sampler.indices",
    title="samples of one process in distributed training",
    topic="tensors",
    formula="pad 0..n−1 from the start to a multiple of W, then take every W-th from the rank on",
    params=(
        Param("n", "int", "samples in the data set", 1, 1_000),
        Param("W", "int", "processes", 1, 64),
        Param("rank", "int", "the process, counted from 0", 0, 63),
    ),
    answer=lambda _params: Vector(Int()),
    ask=Ask(
        prompt=(
            "A data set holds {{n}} samples, numbered from 0. Training runs in {{W}} processes "
            "with a PyTorch DistributedSampler, shuffle=False and drop_last=False. Which indices "
            "does the process of rank {{rank}} get, in order?"
        ),
        explanation=(
            "The list of indices is repeated from its start until it can be shared out evenly, "
            "and each process takes every W-th of it from its own rank on: {{answer}}. Repeated "
            "samples count twice in an evaluation."
        ),
        params={"n": 10, "W": 4, "rank": 2},
        vary={"n": IntRange(5, 14), "W": IntRange(2, 4), "rank": IntRange(0, 3)},
        level="intermediate",
        seconds=60,
        tags=("data-loading", "distributed-training"),
        sources=_SOURCES,
    ),
    truth=_right_share,
    slips={
        "blocks": slip(
            "wrong-order",
            "each process takes a block of neighbours.",
            lambda params: _share(params, blocks=True),
        ),
        "unpadded": bare_slip(
            "term-dropped", "the list is not padded, and some processes get fewer.", _unpadded
        ),
        "cut": slip(
            "rounding",
            "the samples that do not fill all shares are dropped, as with drop_last=True.",
            lambda params: _share(params, cut=True),
        ),
        "rank_from_one": bare_slip("off-by-one", "the ranks are counted from 1.", _rank_from_one),
    },
    valid=_no_rank,
)

FAMILIES = {family.name: family for family in (BATCH, SHARE)}
