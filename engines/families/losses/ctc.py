"""Connectionist temporal classification: from paths to labels, and back to their probability."""

from __future__ import annotations

import math
from itertools import groupby, product

from engines.families.given import reals, wholes
from engines.families.worked import bare_slip, row, shown, slip, total
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, VectorRange
from engines.values import Float, Int, Value, Vector

_GRAVES = "Graves et al. 2006, Connectionist temporal classification, ICML"
_DOCS = "https://docs.pytorch.org/docs/stable/generated/torch.nn.CTCLoss.html"
Path = tuple[int, ...]


def _merged(path: Path) -> Path:
    return tuple(label for label, _ in groupby(path))


def _without_blanks(path: Path) -> Path:
    return tuple(label for label in path if label)


def _collapsed(params: Params, *, blanks_first: bool = False) -> Truth:
    """Merge repeats, then drop blanks; or the other way round."""
    path = wholes(params, "path")
    if blanks_first:
        halfway = _without_blanks(path)
        value = _merged(halfway)
        names = ("blanks dropped", "repeats merged")
    else:
        halfway = _merged(path)
        value = _without_blanks(halfway)
        names = ("repeats merged", "blanks dropped")
    return Truth(
        value,
        (
            Step(names[0], row(path), row(halfway)),
            Step(names[1], row(halfway), row(value)),
        ),
    )


def _collapsed_valid(params: Params) -> str | None:
    return None if any(wholes(params, "path")) else "the path is all blanks"


COLLAPSED = Family(
    name="ctc.collapsed",
    title="labels of a CTC path",
    topic="losses",
    formula="merge neighbours that are equal, then drop the blanks (0)",
    params=(Param("path", "vector", "a label at each frame, 0 the blank", 0, 9, sizes=(1, 12)),),
    answer=lambda _params: Vector(Int()),
    ask=Ask(
        prompt=(
            "A CTC model picks the labels {{path}} frame by frame; 0 is the blank. Which sequence "
            "of labels is decoded?"
        ),
        explanation=(
            "Equal neighbours are merged first and blanks dropped after that, so that a blank "
            "between two equal labels keeps both: {{answer}}."
        ),
        params={"path": (1, 1, 0, 1, 2, 2)},
        vary={"path": VectorRange(ChoiceRange((0, 1, 2)), 6)},
        level="intermediate",
        seconds=45,
        tags=("ctc", "speech"),
        sources=(_GRAVES, _DOCS),
    ),
    truth=_collapsed,
    slips={
        "not_merged": bare_slip(
            "term-dropped",
            "the blanks are dropped and no repeats merged.",
            lambda params: _without_blanks(wholes(params, "path")),
        ),
        "blanks_kept": bare_slip(
            "term-dropped",
            "the repeats are merged and no blanks dropped.",
            lambda params: _merged(wholes(params, "path")),
        ),
        "blanks_first": slip(
            "wrong-sequence",
            "the blanks are dropped before the repeats are merged.",
            lambda params: _collapsed(params, blanks_first=True),
        ),
    },
    valid=_collapsed_valid,
)

_MOST_SHOWN = 6


def _probability(params: Params, *, merge: bool = True, blanks_first: bool = False) -> Truth:
    """Return the summed probability of the paths that are read as one single 1.

    Without `merge` a path with two 1s is none of them; with `blanks_first` 1s on both sides of a
    blank are merged too.
    """
    shares = reals(params, "p")
    paths: list[Path] = []
    chances: list[float] = []
    for path in product((1, 0), repeat=len(shares)):
        read = _without_blanks(path if blanks_first or not merge else _merged(path))
        if (_merged(read) if blanks_first else read) != (1,):
            continue
        paths.append(path)
        chances.append(math.prod(p if at else 1 - p for p, at in zip(shares, path, strict=True)))
    value = math.fsum(chances)
    return Truth(
        value,
        (
            Step("paths that are read so", _listed(paths), str(len(paths))),
            Step("their probabilities", "a product over the frames each", row(chances)),
            Step("their sum", total(map(shown, chances)), shown(value)),
        ),
    )


def _listed(paths: list[Path]) -> str:
    texts = ["".join("a" if at else "-" for at in path) for path in paths[:_MOST_SHOWN]]
    return ", ".join(texts) + (", ..." if len(paths) > _MOST_SHOWN else "")


def _best_path(params: Params) -> Value:
    """Return the probability of the most likely of the paths."""
    shares = reals(params, "p")
    best = 0.0
    for start in range(len(shares)):
        for end in range(start + 1, len(shares) + 1):
            chance = math.prod(
                p if start <= frame < end else 1 - p for frame, p in enumerate(shares)
            )
            best = max(best, chance)
    return best


PROBABILITY = Family(
    name="ctc.probability",
    title="CTC probability of a label sequence",
    topic="losses",
    formula="the sum over all paths that collapse to it of the product over the frames",
    params=(
        Param(
            "p",
            "vector",
            "the probability of the letter a at each frame; the rest is the blank's",
            0.001,
            0.999,
            sizes=(1, 5),
            entry="decimal",
        ),
    ),
    answer=lambda _params: Float(places=3, share=True),
    ask=Ask(
        prompt=(
            "A CTC model knows one letter, a, and the blank. Frame by frame it gives a the "
            'probabilities {{p}} and the blank the rest. What is the probability of the text "a"?'
        ),
        explanation=(
            "Every path that collapses to the text counts: here all in which the frames with an a "
            "stand in one run. Their probabilities add up to {{answer}}. With a blank between two "
            'runs it would read "aa".'
        ),
        params={"p": (0.5, 0.5, 0.5)},
        vary={"p": VectorRange(ChoiceRange((0.1, 0.2, 0.4, 0.5, 0.6, 0.8, 0.9)), 3)},
        level="advanced",
        seconds=180,
        tags=("ctc", "speech"),
        sources=(_GRAVES, _DOCS),
    ),
    truth=_probability,
    slips={
        "best_path": bare_slip(
            "max-for-mean", "the most likely of the paths is taken for all of them.", _best_path
        ),
        "one_frame": slip(
            "term-dropped",
            "only paths with a single a count, as if repeats were not merged.",
            lambda params: _probability(params, merge=False),
        ),
        "blanks_first": slip(
            "wrong-sequence",
            "the blanks are dropped before the repeats are merged, so that a-a counts too.",
            lambda params: _probability(params, blanks_first=True),
        ),
    },
)

FAMILIES = {family.name: family for family in (COLLAPSED, PROBABILITY)}
