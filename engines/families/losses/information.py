"""Entropy, cross-entropy of two distributions, and mutual information."""

from __future__ import annotations

import math

from engines.families.given import real_rows, reals, word
from engines.families.losses.distributions import (
    ASKED,
    ASKED_PAIRS,
    Shares,
    distribution,
    sums_to_one,
    times_log,
    two_distributions,
)
from engines.families.worked import bare_slip, factor, row, shown, slip, total
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Float, Value

_SHANNON = "Shannon 1948, A mathematical theory of communication"
_COVER = "Cover & Thomas 2006, Elements of Information Theory, chapter 2"
_LEAST = 1e-6
_SIGNS = {"nats": "ln", "bits": "log2"}
_LOGS = {"nats": 1.0, "bits": math.log(2)}


def entropy(shares: Shares) -> float:
    """Return −Σ p ln p, in nats."""
    return -math.fsum(times_log(share, share) for share in shares)


def _crossed(p: Shares, q: Shares, unit: str = "nats", *, sign: int = -1) -> Truth | None:
    """Return −Σ p log q in the unit, where q has no 0 that p lacks; with q = p the entropy."""
    if any(b == 0 < a for a, b in zip(p, q, strict=True)):
        return None
    log = _SIGNS[unit]
    parts = [sign * times_log(a, b) / _LOGS[unit] for a, b in zip(p, q, strict=True)]
    mark = "−" if sign < 0 else ""
    terms = ", ".join(
        f"{mark}{shown(a)}·{log} {shown(b)}" if a else "0" for a, b in zip(p, q, strict=True)
    )
    value = math.fsum(parts)
    return Truth(
        value,
        (
            Step("terms", terms, row(parts)),
            Step("their sum", total(map(factor, parts)), shown(value)),
        ),
    )


def _found(worked: Truth | None) -> Truth:
    if worked is None:
        raise ValueError("q has a share of 0 where p has none")
    return worked


def _entropy(params: Params) -> Truth:
    shares = reals(params, "p")
    return _found(_crossed(shares, shares, word(params, "unit")))


def _other_unit(params: Params) -> Truth | None:
    shares = reals(params, "p")
    return _crossed(shares, shares, "bits" if word(params, "unit") == "nats" else "nats")


def _uniform(params: Params) -> Value:
    return math.log(len(reals(params, "p"))) / _LOGS[word(params, "unit")]


def _own_mean(params: Params) -> Value:
    shares = reals(params, "p")
    return entropy(shares) / _LOGS[word(params, "unit")] / len(shares)


ENTROPY = Family(
    name="entropy.value",
    title="entropy of a distribution",
    topic="losses",
    formula="H(p) = −Σᵢ pᵢ log pᵢ (ln for nats, log2 for bits; 0·log 0 = 0)",
    params=(
        distribution("p", "the probabilities", 0),
        Param("unit", "choice", "nats or bits", choices=("nats", "bits"), default="nats"),
    ),
    answer=lambda params: Float(
        places=3, unit=word(params, "unit"), log=word(params, "unit") == "nats"
    ),
    ask=Ask(
        prompt=(
            "The outcomes of a random variable have the probabilities {{p}}. What is its entropy "
            "in {{unit}}?"
        ),
        explanation=(
            "Each outcome's surprise −log p is weighted by its probability: {{answer}}. Equally "
            "likely outcomes have the most entropy, a certain one has none."
        ),
        params={"p": (0.5, 0.25, 0.25), "unit": "bits"},
        vary={"unit": ChoiceRange(("bits", "nats"))},
        together=tuple({"p": p} for p in ASKED),
        seconds=75,
        tags=("entropy", "information-theory"),
        sources=(_SHANNON, _COVER),
    ),
    truth=_entropy,
    slips={
        "uniform": bare_slip(
            "term-dropped",
            "the outcomes are taken to be equally likely.",
            _uniform,
        ),
        "mean": bare_slip(
            "mean-for-sum",
            "the terms are averaged over the outcomes and not added up.",
            _own_mean,
        ),
        "other_unit": slip(
            "log-base",
            "the other logarithm is taken: ln for bits, or base 2 for nats.",
            _other_unit,
        ),
        "not_negated": slip(
            "sign",
            "the minus is left out.",
            lambda params: _crossed(
                reals(params, "p"), reals(params, "p"), word(params, "unit"), sign=1
            ),
        ),
    },
    valid=lambda params: sums_to_one(params, "p"),
)


def _cross(params: Params) -> float:
    pairs = zip(reals(params, "p"), reals(params, "q"), strict=True)
    return -math.fsum(times_log(a, b) for a, b in pairs)


CROSS_ENTROPY = Family(
    name="cross_entropy.value",
    title="cross-entropy of two distributions",
    topic="losses",
    formula="H(p, q) = −Σᵢ pᵢ ln qᵢ = H(p) + KL(p ‖ q)",
    params=(
        distribution("p", "the probabilities of the targets", 0),
        distribution("q", "the predicted probabilities", _LEAST),
    ),
    answer=lambda _params: Float(places=3, log=True),
    ask=Ask(
        prompt=(
            "The target distribution p is {{p}}, the predicted one q is {{q}}. What is the "
            "cross-entropy H(p, q), with the natural logarithm?"
        ),
        explanation=(
            "The surprise of the prediction, −ln q, is averaged under the target p: {{answer}}. It "
            "is the entropy of p plus KL(p ‖ q), so that it is least where q equals p."
        ),
        params={"p": (0.5, 0.25, 0.25), "q": (0.8, 0.1, 0.1)},
        together=ASKED_PAIRS,
        level="intermediate",
        seconds=90,
        tags=("cross-entropy", "information-theory"),
        sources=(_COVER,),
    ),
    truth=lambda params: _found(_crossed(reals(params, "p"), reals(params, "q"))),
    slips={
        "entropy": bare_slip(
            "swapped-roles",
            "p stands in place of q too, so that it is the entropy of p.",
            lambda params: entropy(reals(params, "p")),
        ),
        "divergence": bare_slip(
            "counted-twice",
            "the entropy of p is taken off, so that it is KL(p ‖ q).",
            lambda params: _cross(params) - entropy(reals(params, "p")),
        ),
        "reversed": slip(
            "swapped-roles",
            "p and q change places.",
            lambda params: _crossed(reals(params, "q"), reals(params, "p")),
        ),
        "base_two": bare_slip(
            "log-base",
            "the logarithm is taken to base 2.",
            lambda params: _cross(params) / math.log(2),
        ),
    },
    valid=two_distributions,
)

Table = tuple[Shares, ...]


def _margins(table: Table) -> tuple[Shares, Shares]:
    """Return the probabilities of the rows and of the columns."""
    columns = zip(*table, strict=True)
    return tuple(map(math.fsum, table)), tuple(map(math.fsum, columns))


def _cells(table: Table) -> Shares:
    return tuple(share for line in table for share in line)


def _products(table: Table) -> Shares:
    rows, columns = _margins(table)
    return tuple(a * b for a in rows for b in columns)


def _shared(params: Params, *, reverse: bool = False) -> Truth | None:
    """Return KL(p(x, y) ‖ p(x)p(y)); `reverse` weights by the product of the margins."""
    table = real_rows(params, "p")
    cells, products = _cells(table), _products(table)
    one, other = (products, cells) if reverse else (cells, products)
    if any(b == 0 < a for a, b in zip(one, other, strict=True)):
        return None
    parts = [times_log(a, a / b if b else 1) for a, b in zip(one, other, strict=True)]
    rows, columns = _margins(table)
    value = math.fsum(parts)
    numbers = "p(x)p(y)·ln(p(x)p(y) / p)" if reverse else "p·ln(p / (p(x)p(y)))"
    return Truth(
        value,
        (
            Step("products of the marginals", f"x: {row(rows)}, y: {row(columns)}", row(products)),
            Step("terms", numbers, row(parts)),
            Step("their sum", total(map(factor, parts)), shown(value)),
        ),
    )


def _mutual(params: Params) -> float:
    table = real_rows(params, "p")
    rows, columns = _margins(table)
    return entropy(rows) + entropy(columns) - entropy(_cells(table))


def _conditional(params: Params) -> Value:
    """Return H(Y | X)."""
    table = real_rows(params, "p")
    return entropy(_cells(table)) - entropy(_margins(table)[0])


def _joint_valid(params: Params) -> str | None:
    if abs(math.fsum(_cells(real_rows(params, "p"))) - 1) > 1e-9:
        return "p does not sum to 1"
    return None


_TABLES: tuple[Table, ...] = (
    ((0.5, 0), (0.25, 0.25)),
    ((0.4, 0.1), (0.1, 0.4)),
    ((0.25, 0.25), (0, 0.5)),
    ((0.5, 0), (0, 0.5)),
    ((0.3, 0.2), (0.1, 0.4)),
    ((0.1, 0.3), (0.4, 0.2)),
    ((0.6, 0.1), (0.1, 0.2)),
    ((0.1, 0.5), (0.3, 0.1)),
    ((0.25, 0.125), (0.125, 0.5)),
    ((0.05, 0.45), (0.45, 0.05)),
    ((0.7, 0.1), (0.1, 0.1)),
    ((0.2, 0.1), (0.1, 0.6)),
)

MUTUAL_INFORMATION = Family(
    name="mutual_information.value",
    title="mutual information of two variables",
    topic="losses",
    formula="I(X; Y) = Σ p(x, y) ln(p(x, y) / (p(x)·p(y))) = H(X) + H(Y) − H(X, Y)",
    params=(
        Param("p", "matrix", "p(x, y), a row for each x", 0, 1, sizes=(2, 4), entry="decimal"),
    ),
    answer=lambda _params: Float(places=3, unit="nats", log=True),
    ask=Ask(
        prompt=(
            "The joint probabilities of X (rows) and Y (columns) are\n\n{{p:matrix}}\n\nWhat is "
            "the mutual information of X and Y in nats?"
        ),
        explanation=(
            "It is the divergence of the joint distribution from the product of its margins, what "
            "knowing one variable saves on the other: {{answer}}. Independent variables have 0."
        ),
        params={"p": ((0.5, 0), (0.25, 0.25))},
        together=tuple({"p": table} for table in _TABLES),
        level="advanced",
        seconds=180,
        tags=("mutual-information", "information-theory"),
        sources=(_COVER,),
    ),
    truth=lambda params: _found(_shared(params)),
    slips={
        "conditional": bare_slip(
            "term-dropped",
            "H(Y | X) is given, what is left to learn and not what is saved.",
            _conditional,
        ),
        "joint": bare_slip(
            "term-dropped",
            "the joint entropy H(X, Y) is given, and nothing taken off.",
            lambda params: entropy(_cells(real_rows(params, "p"))),
        ),
        "reversed": slip(
            "swapped-roles",
            "the joint distribution and the product of the margins change places.",
            lambda params: _shared(params, reverse=True),
        ),
        "bits": bare_slip(
            "log-base",
            "the logarithm is taken to base 2.",
            lambda params: _mutual(params) / math.log(2),
        ),
    },
    valid=_joint_valid,
)

FAMILIES = {family.name: family for family in (ENTROPY, CROSS_ENTROPY, MUTUAL_INFORMATION)}
