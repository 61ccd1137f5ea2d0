"""Rotary positions: the turned vector, and the score that depends on the distance alone."""

from __future__ import annotations

import math

from engines.families.attention.grids import bracketed, listed
from engines.families.given import number, real, reals, word
from engines.families.worked import shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float, Vector

_SOURCES = ("Su et al. 2021, RoFormer, arXiv:2104.09864",)
ADJACENT, HALVES = "adjacent entries (2i, 2i + 1)", "entries (i, i + d/2)"
Pair = tuple[float, float]


def _turned(pair: Pair, angle: float) -> Pair:
    """Return (x, y) turned by the angle: (x cos − y sin, x sin + y cos)."""
    (x, y), c, s = pair, math.cos(angle), math.sin(angle)
    return x * c - y * s, x * s + y * c


def _places(size: int, layout: str) -> list[tuple[int, int]]:
    half = size // 2
    if layout == ADJACENT:
        return [(2 * i, 2 * i + 1) for i in range(half)]
    return [(i, i + half) for i in range(half)]


def _rotated(
    params: Params, *, other: bool = False, backwards: bool = False, one_angle: bool = False
) -> Truth:
    """Return the vector with pair i turned by m · base^(−2i/d). `other` pairs the entries in the
    other of the two ways; with `one_angle` all pairs turn by m."""
    vector, position = reals(params, "x"), number(params, "m")
    base, layout = real(params, "base"), word(params, "pairs")
    size = len(vector)
    if other:
        layout = HALVES if layout == ADJACENT else ADJACENT
    found = [0.0] * size
    steps: list[Step] = []
    for i, (first, second) in enumerate(_places(size, layout)):
        power = 0 if one_angle else 2 * i
        angle = position / base ** (power / size)
        angle = -angle if backwards else angle
        pair = vector[first], vector[second]
        found[first], found[second] = _turned(pair, angle)
        sign = "−" if backwards else ""
        steps += [
            Step(f"angle {i}", f"{sign}{position} × {shown(base)}^(−{power}/{size})", shown(angle)),
            Step(
                f"pair {i}", f"{listed(pair)} turned by it", listed((found[first], found[second]))
            ),
        ]
    return Truth(tuple(found), (*steps, Step("in their places", layout, listed(found))))


def _added(params: Params) -> Truth:
    """Return the vector with the angles added to it."""
    vector, position = reals(params, "x"), number(params, "m")
    base, size = real(params, "base"), len(vector)
    found = list(vector)
    steps: list[Step] = []
    for i, places in enumerate(_places(size, word(params, "pairs"))):
        angle = position / base ** (2 * i / size)
        for place in places:
            found[place] += angle
        numbers = f"{position} × {shown(base)}^(−{2 * i}/{size})"
        steps.append(Step(f"angle {i}", numbers, shown(angle)))
    return Truth(
        tuple(found), (*steps, Step("added", "to both entries of its pair", listed(found)))
    )


def _even(params: Params) -> str | None:
    return "the size must be even" if len(reals(params, "x")) % 2 else None


ROTATED = Family(
    name="rope.rotated",
    title="vector under a rotary position embedding",
    topic="transformer",
    formula="pair i turns by θ = m · base^(−2i/d): (x cos θ − y sin θ, x sin θ + y cos θ)",
    params=(
        Param("x", "vector", "the query or key", -100, 100, sizes=(2, 8), entry="decimal"),
        Param("m", "int", "the position", 0, 1_000),
        Param("base", "int", "base of the frequencies", 2, 10**6, default=10_000),
        Param("pairs", "choice", "which entries are a pair", choices=(ADJACENT, HALVES)),
    ),
    answer=lambda params: Vector(Float(places=3), length=len(reals(params, "x"))),
    ask=Ask(
        prompt=(
            "A rotary position embedding with base {{base}} is applied to the query {{x}} at "
            "position {{m}}. It pairs {{pairs}}; i counts the pairs from 0, d is the size of the "
            "query, and pair i is turned counterclockwise by m·base^(−2i/d) radians. What is the "
            "query then?"
        ),
        explanation=(
            "Each pair is a point in the plane and keeps its length; only its angle changes, fast "
            "for the first pair and slowly for the last: {{answer}}."
        ),
        params={"x": (1, 0, 2, 0), "m": 1, "base": 100, "pairs": ADJACENT},
        vary={
            "x": VectorRange(IntRange(-2, 3), 4),
            "m": IntRange(1, 6),
            "base": ChoiceRange((100, 10_000)),
            "pairs": ChoiceRange((ADJACENT, HALVES)),
        },
        level="advanced",
        seconds=180,
        tags=("transformer", "positions"),
        sources=_SOURCES,
    ),
    truth=_rotated,
    slips={
        "other_pairs": slip(
            "other-convention",
            "entries are paired in the other of the two common ways.",
            lambda params: _rotated(params, other=True),
        ),
        "backwards": slip(
            "sign",
            "the pairs are turned clockwise: the signs of the sines are the wrong way round.",
            lambda params: _rotated(params, backwards=True),
        ),
        "one_angle": slip(
            "term-dropped",
            "every pair is turned by m: the frequencies are left out.",
            lambda params: _rotated(params, one_angle=True),
        ),
        "added": slip(
            "sum-for-product",
            "the angles are added to the entries.",
            _added,
        ),
    },
    valid=_even,
)


def _score(
    params: Params,
    *,
    turn_query: int = 1,
    turn_key: int = 1,
    degrees: bool = False,
) -> Truth:
    """Return (R(mθ)q) · (R(nθ)k) = (q·k) cos a + (q0 k1 − q1 k0) sin a with a = (m − n)θ. The
    turns say how often each is turned by its angle: 0, 1 or −1."""
    (q0, q1), (k0, k1) = reals(params, "q"), reals(params, "k")
    first, second = number(params, "m") * turn_query, number(params, "n") * turn_key
    theta = real(params, "theta")
    angle = (first - second) * theta
    turn = math.radians(angle) if degrees else angle
    along, across = q0 * k0 + q1 * k1, q0 * k1 - q1 * k0
    value = along * math.cos(turn) + across * math.sin(turn)
    unit = "°" if degrees else ""
    sine = f"{bracketed(across)} × sin({shown(angle)}{unit})"
    return Truth(
        value,
        (
            Step(
                "q · k",
                f"{shown(q0)} × {bracketed(k0)} + {bracketed(q1)} × {bracketed(k1)}",
                shown(along),
            ),
            Step(
                "q0·k1 − q1·k0",
                f"{shown(q0)} × {bracketed(k1)} − {bracketed(q1)} × {bracketed(k0)}",
                shown(across),
            ),
            Step(
                "angle between", f"({first} − {bracketed(second)}) × {shown(theta)}", shown(angle)
            ),
            Step("score", f"{shown(along)} × cos({shown(angle)}{unit}) + {sine}", shown(value)),
        ),
    )


def _plane(name: str, doc: str) -> Param:
    return Param(name, "vector", doc, -100, 100, sizes=(2, 2), entry="decimal")


def _place(name: str, doc: str) -> Param:
    return Param(name, "int", doc, 0, 1_000)


SCORE = Family(
    name="rope.score",
    title="score of two turned vectors",
    topic="transformer",
    formula="(q · k) cos((m − n)θ) + (q0·k1 − q1·k0) sin((m − n)θ)",
    params=(
        _plane("q", "the query, a pair"),
        _plane("k", "the key, a pair"),
        _place("m", "position of the query"),
        _place("n", "position of the key"),
        Param("theta", "decimal", "radians that a position turns by", 0, 10, default=1),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "In a rotary position embedding the query {{q}} at position {{m}} and the key {{k}} at "
            "position {{n}} are each turned counterclockwise by an angle of {{theta}} (in "
            "radians) times their position. What is the dot product of the turned vectors? It is "
            "not scaled."
        ),
        explanation=(
            "Turning both by a common angle changes no dot product, so only the difference of the "
            "positions counts: {{answer}}. Shift both positions by 100 and the score stays."
        ),
        params={"q": (1, 0), "k": (1, 1), "m": 5, "n": 3, "theta": 0.5},
        vary={
            "q": VectorRange(IntRange(-2, 3), 2),
            "k": VectorRange(IntRange(-2, 3), 2),
            "m": IntRange(2, 9),
            "n": IntRange(0, 8),
            "theta": ChoiceRange((0.1, 0.5, 1)),
        },
        level="advanced",
        seconds=120,
        tags=("transformer", "positions", "attention"),
        sources=_SOURCES,
    ),
    truth=_score,
    slips={
        "not_turned": slip(
            "term-dropped",
            "neither vector is turned.",
            lambda params: _score(params, turn_query=0, turn_key=0),
        ),
        "query_alone": slip(
            "one-side",
            "only the query is turned.",
            lambda params: _score(params, turn_key=0),
        ),
        "angles_added": slip(
            "sign",
            "the two angles are added, not subtracted.",
            lambda params: _score(params, turn_key=-1),
        ),
        "backwards": slip(
            "swapped-roles",
            "the angle is taken from the query to the key: n − m in place of m − n.",
            lambda params: _score(params, turn_query=-1, turn_key=-1),
        ),
        "degrees": slip(
            "units",
            "the angle is taken in degrees.",
            lambda params: _score(params, degrees=True),
        ),
    },
)

FAMILIES = {family.name: family for family in (ROTATED, SCORE)}
