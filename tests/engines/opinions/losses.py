"""Second opinions on losses and divergences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.opinions import Opinion


def _naive_binary(p: Mapping[str, Any]) -> float:
    """Go through the probabilities of both classes, as the definition does."""
    ones = 1 / (1 + np.exp(-np.array(p["z"], dtype=float)))
    both = np.stack([1 - ones, ones])
    picked = both[np.array(p["y"]), np.arange(len(ones))]
    weights = np.where(np.array(p["y"]) == 1, p.get("w", 1), 1)
    return float(np.average(-np.log(picked) * weights))


def _shares(z: Any) -> Any:
    powers = np.exp(np.asarray(z, dtype=float))
    return powers / powers.sum(axis=-1, keepdims=True)


def _loss_of(z: Any, right: int) -> float:
    return float(-np.log(_shares(z)[right]))


def _slope(loss: Any, z: Any) -> tuple[float, ...]:
    """Return the gradient by complex steps, exact to rounding."""
    steps = 1e-30j * np.eye(len(z))
    return tuple(float(loss(np.asarray(z) + step).imag / 1e-30) for step in steps)


def _batch_loss(p: Mapping[str, Any]) -> Any:
    def loss(z: Any) -> Any:
        powers = np.exp(z)
        return -np.log(powers[p["y"]] / powers.sum()) / p["N"]

    return loss


def _residuals(p: Mapping[str, Any]) -> Any:
    return np.subtract(p["a"], p["b"], dtype=float)


def _area_of_clipped_slope(p: Mapping[str, Any], limit: str) -> float:
    """Integrate the gradient of the Huber loss, which is the difference held within the limit."""
    slope = np.clip(np.linspace(0, abs(p["a"] - p["b"]), 4001), None, p[limit])
    return float(np.trapezoid(slope, dx=abs(p["a"] - p["b"]) / 4000))


def _largest_violation(p: Mapping[str, Any]) -> float:
    """Find by bisection how far the negative must be moved away for the triplet to be content."""
    near, far = (np.linalg.norm(np.subtract(p["a"], p[name])) for name in "pn")
    low, high = 0.0, 1000.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (low, middle) if near + p["margin"] <= far + middle else (middle, high)
    return float(high)


def _cosine_by_angles(p: Mapping[str, Any]) -> float:
    """Take the cosine of the angle between two vectors of the plane."""
    return float(np.cos(np.arctan2(*p["u"]) - np.arctan2(*p["v"])))


def _gaussian_divergence(p: Mapping[str, Any]) -> float:
    """Integrate q ln(q/prior) over a fine grid."""
    mean, variance = p["mu"], np.exp(p["logvar"])
    x = mean + np.sqrt(variance) * np.linspace(-12, 12, 100_001)
    density = np.exp(-((x - mean) ** 2) / (2 * variance)) / np.sqrt(2 * np.pi * variance)
    ratio = x**2 / 2 - (x - mean) ** 2 / (2 * variance) - np.log(variance) / 2
    return float(np.trapezoid(density * ratio, x))


def _clip_loss(p: Mapping[str, Any]) -> float:
    """Average the surprise of the diagonal over both ways of normalising."""
    powers = np.exp(np.array(p["S"]) / p["tau"])
    by_row = np.diag(powers / powers.sum(1, keepdims=True))
    by_column = np.diag(powers / powers.sum(0))
    return float(-np.log(np.concatenate([by_row, by_column])).mean())


def _pixels(mask: tuple[int, ...]) -> set[int]:
    return {index for index, bit in enumerate(mask) if bit}


def _distilled(p: Mapping[str, Any]) -> float:
    """Take the divergence as the cross-entropy of both sides less the teacher's entropy."""
    teacher, student = (_shares(np.array(p[name]) / p["T"]) for name in "ts")
    return float(p["T"] ** 2 * (teacher @ np.log(teacher) - teacher @ np.log(student)))


def _read(path: tuple[int, ...]) -> tuple[int, ...]:
    """Keep a label where the frame before it holds another one."""
    before = (0, *path)
    return tuple(now for last, now in zip(before, path, strict=False) if now and now != last)


def _forward(p: Mapping[str, Any]) -> float:
    """Carry the probabilities of three states: no letter yet, in its run, after its run."""
    yet, run, after = 1.0, 0.0, 0.0
    for letter in p["p"]:
        yet, run, after = (
            yet * (1 - letter),
            (yet + run) * letter,
            (run + after) * (1 - letter),
        )
    return run + after


_ERRORS = {"a": (1.5, -2, 4, 0, 3), "b": (1, -1, 0.5, 2, 3)}

OPINIONS: dict[str, Opinion] = {
    "bce.with_logits": ({"z": (-1.5, 0.5, 2), "y": (1, 1, 0)}, _naive_binary),
    "bce.pos_weight": ({"z": (-1, 2, 1), "y": (1, 0, 1), "w": 2.5}, _naive_binary),
    # Lin et al. 2017: at gamma 2 an example of probability 0.9 costs a hundredth as much.
    "focal_loss.value": (
        {"p": 0.9, "gamma": 2, "alpha": 1},
        lambda p: -np.log(0.9) / 100,
    ),
    "ce.double_softmax": (
        {"z": (1, -1, 2), "y": 1},
        lambda p: _loss_of(_shares(p["z"]), p["y"]),
    ),
    "ce.grad": (
        {"z": (1.5, -1, 0, 2), "y": 3, "N": 8},
        lambda p: _slope(_batch_loss(p), p["z"]),
    ),
    "ce.initial": ({"K": 50_257}, lambda p: _loss_of(np.zeros(p["K"]), 7)),
    "ce.classes": (
        {"loss": 4.605},
        lambda p: next(k for k in range(2, 999) if round(float(np.log(k)), 3) == p["loss"]),
    ),
    "nll.value": (
        {"z": ((1, 2, -1), (0, 3, 1)), "y": (2, 1)},
        lambda p: np.mean([_loss_of(z, y) for z, y in zip(p["z"], p["y"], strict=True)]),
    ),
    "ce.label_smoothing": (
        {"z": (1, 0, -1, 2), "y": 2, "eps": 0.2},
        lambda p: -(0.8 * np.eye(4)[2] + 0.2 * np.full(4, 0.25)) @ np.log(_shares(p["z"])),
    ),
    "ce.weighted_mean": (
        {"p": (0.2, 0.7, 0.5), "y": (2, 0, 2), "w": (1, 5, 2.5)},
        lambda p: np.average(-np.log(p["p"]), weights=np.array(p["w"])[list(p["y"])]),
    ),
    "ce.ignore_index": (
        {"p": (0.2, 0.7, 0.5, 0.9), "keep": (1, 0, 1, 0)},
        lambda p: np.ma.masked_array(-np.log(p["p"]), mask=np.array(p["keep"]) == 0).mean(),
    ),
    "mse.value": (_ERRORS, lambda p: _residuals(p).var() + _residuals(p).mean() ** 2),
    "mse.half": (_ERRORS, lambda p: _residuals(p) @ _residuals(p) / (2 * len(p["a"]))),
    "mae.value": (_ERRORS, lambda p: np.linalg.norm(_residuals(p), 1) / len(p["a"])),
    "rmse.value": (_ERRORS, lambda p: np.linalg.norm(_residuals(p)) / np.sqrt(len(p["a"]))),
    "mse.grad": (
        _ERRORS,
        lambda p: _slope(lambda a: ((a - np.array(p["b"])) ** 2).mean(), p["a"]),
    ),
    "huber.value": ({"a": -3, "b": 1, "delta": 1}, lambda p: _area_of_clipped_slope(p, "delta")),
    "smooth_l1.value": (
        {"a": 3, "b": 1, "beta": 0.5},
        lambda p: _area_of_clipped_slope(p, "beta") / p["beta"],
    ),
    "hinge.value": (
        {"s": (0.5, -1.5, 2, 0.25), "y": (1, 1, -1, -1)},
        lambda p: np.mean([abs(1 - t) / 2 + (1 - t) / 2 for t in np.multiply(p["s"], p["y"])]),
    ),
    # The worked example of Stanford's CS231n notes: scores 13, -7, 11 and delta 10 sum to 8.
    "multi_margin.value": ({"s": (13, -7, 11), "y": 0, "margin": 10}, lambda p: 8 / 3),
    "triplet_margin.value": (
        {"a": (1, 0, 2), "p": (3, 1, 0), "n": (2, 2, 1), "margin": 0.5},
        _largest_violation,
    ),
    "cosine_similarity.value": ({"u": (1, 3), "v": (-2, 0.5)}, _cosine_by_angles),
    "cosine_embedding_loss.value": (
        {"u": (1, 3), "v": (2, 1), "y": -1, "margin": 0.2},
        lambda p: _cosine_by_angles(p) - 0.2,
    ),
    # The divergence is what Bregman's construction makes of the negative entropy.
    "kl_div.value": (
        {"p": (0.7, 0.2, 0.1), "q": (0.3, 0.3, 0.4)},
        lambda p: (
            np.dot(p["p"], np.log(p["p"]))
            - np.dot(p["q"], np.log(p["q"]))
            - np.dot(np.subtract(p["p"], p["q"]), np.log(p["q"]) + 1)
        ),
    ),
    "kl_div.gaussian": ({"mu": -0.5, "logvar": 1.5}, _gaussian_divergence),
    # The questions that the best code asks on average: 1, 2, 3 or 3 of them.
    "entropy.value": (
        {"p": (0.5, 0.25, 0.125, 0.125), "unit": "bits"},
        lambda p: np.dot(p["p"], [1, 2, 3, 3]),
    ),
    "cross_entropy.value": (
        {"p": (0.2, 0.3, 0.5), "q": (0.25, 0.25, 0.5)},
        lambda p: np.dot(p["p"], [2, 2, 1]) * np.log(2),
    ),
    # A fair bit that is passed on and turned once in ten times has 1 - H(0.1) bits in common.
    "mutual_information.value": (
        {"p": ((0.45, 0.05), (0.05, 0.45))},
        lambda p: np.log(2) + 0.1 * np.log(0.1) + 0.9 * np.log(0.9),
    ),
    "info_nce.value": (
        {"s": (0.6, -0.2, 0.9, 0.1), "y": 2, "tau": 0.3},
        lambda p: _loss_of(np.array(p["s"]) / p["tau"], p["y"]),
    ),
    "clip_loss.value": ({"S": ((0.9, 0.3), (-0.1, 0.5)), "tau": 0.25}, _clip_loss),
    # Dice is the harmonic mean of precision and recall.
    "dice.value": (
        {"p": (1, 1, 0, 1, 0, 1), "t": (1, 0, 0, 1, 1, 1)},
        lambda p: (
            2
            / sum(
                len(_pixels(p[name])) / len(_pixels(p["p"]) & _pixels(p["t"]))
                for name in ("p", "t")
            )
        ),
    ),
    "jaccard.value": (
        {"p": (1, 1, 0, 1, 0, 1), "t": (1, 0, 0, 1, 1, 0)},
        lambda p: len(_pixels(p["p"]) & _pixels(p["t"])) / len(_pixels(p["p"]) | _pixels(p["t"])),
    ),
    # 3 pixels in common and 8 in either: 11 in both sizes together.
    "dice.from_jaccard": ({"J": 0.375}, lambda p: 6 / 11),
    "tversky.value": (
        {"TP": 12, "FP": 4, "FN": 10, "alpha": 0.25, "beta": 0.6},
        lambda p: 1 / (1 + np.dot([0.25, 0.6], [4, 10]) / 12),
    ),
    "perplexity.value": (
        {"p": (0.1, 0.6, 0.25, 0.9)},
        lambda p: np.prod(p["p"]) ** (-1 / len(p["p"])),
    ),
    "perplexity.loss": ({"ppl": 32}, lambda p: 5 * np.log(2)),
    "bits_per_char.value": ({"loss": 1.25}, lambda p: np.log2(np.exp(p["loss"]))),
    "distillation.loss": ({"t": (3, 1, -1), "s": (0, 2, 1), "T": 4}, _distilled),
    "ctc.collapsed": ({"path": (0, 3, 3, 0, 3, 1, 1, 0, 0, 2)}, lambda p: _read(p["path"])),
    "ctc.probability": ({"p": (0.3, 0.9, 0.6, 0.2)}, _forward),
}
