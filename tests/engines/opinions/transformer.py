"""Second opinions on transformers: published counts, numpy, simulation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.opinions import Opinion


def _sizes(*shapes: tuple[int, ...]) -> int:
    return sum(np.zeros(shape, dtype=np.int8).size for shape in shapes)


def _encoder(p: Mapping[str, Any]) -> int:
    """Add up the shapes that the state dict of torch's layer lists."""
    d, ff = p["d"], p["ff"]
    attention = [(3 * d, d), (3 * d,), (d, d), (d,)]
    network = [(ff, d), (ff,), (d, ff), (d,)]
    return _sizes(*attention, *network, *[(d,)] * 4)


def _sinusoids(p: Mapping[str, Any]) -> float:
    """The encoding as the wavelengths 2π to 10000 · 2π tell it: the pair's complex exponential."""
    wavelength = 2 * np.pi * np.exp(np.log(1e4) * (p["j"] - p["j"] % 2) / p["d"])
    point = np.exp(2j * np.pi * p["pos"] / wavelength)
    return float(point.real if p["j"] % 2 else point.imag)


def _alibi_slope(p: Mapping[str, Any]) -> float:
    """A geometric sequence, multiplied out step by step."""
    ratio = 0.5 ** (8 / p["h"])
    return float(np.cumprod(np.full(p["h"], ratio))[p["i"] - 1])


def _rotated(p: Mapping[str, Any]) -> Any:
    """One matrix of rotations, block by block."""
    size = len(p["x"])
    turn = np.zeros((size, size))
    for i in range(size // 2):
        angle = p["m"] * p["base"] ** (-2 * i / size)
        a, b = (2 * i, 2 * i + 1) if p["pairs"].startswith("adjacent") else (i, i + size // 2)
        turn[np.ix_((a, b), (a, b))] = [
            [np.cos(angle), -np.sin(angle)],
            [np.sin(angle), np.cos(angle)],
        ]
    return turn @ np.array(p["x"], dtype=float)


def _score(p: Mapping[str, Any]) -> float:
    """Complex numbers: the real part of q · conj(k), each turned."""
    query = complex(*p["q"]) * np.exp(1j * p["m"] * p["theta"])
    key = complex(*p["k"]) * np.exp(1j * p["n"] * p["theta"])
    return float((query * key.conjugate()).real)


def _cut_out(p: Mapping[str, Any]) -> list[Any]:
    """Cut every patch out of an image and keep the list."""
    image = np.zeros((p["H"], p["H"]), dtype=np.int8)
    rows = np.split(image, p["H"] // p["P"], axis=0)
    return [patch for row in rows for patch in np.split(row, p["H"] // p["P"], axis=1)]


def _patch_side(p: Mapping[str, Any]) -> int:
    """Try every size that divides the image."""
    sizes = [size for size in range(1, p["H"] + 1) if p["H"] % size == 0]
    return next(
        size for size in sizes if len(_cut_out({"H": p["H"], "P": size})) + p["cls"] == p["N"]
    )


def _rank(p: Mapping[str, Any]) -> int:
    """Grow the rank one by one until the budget is spent."""
    rank, left = 0, p["N"]
    step = p["n"] * _sizes((p["d"], 1), (1, p["k"]))
    while left >= step:
        left, rank = left - step, rank + 1
    return rank


def _merged(p: Mapping[str, Any]) -> Any:
    """Run the layer and its adapter side by side on the unit vectors: the columns of the sum."""
    weights, high, low = (np.array(p[name], dtype=float) for name in "WBA")
    inputs = np.eye(weights.shape[1])
    outputs = [weights @ x + high @ (low @ x) * p["alpha"] / low.shape[0] for x in inputs]
    return np.array(outputs).T


def _gate(p: Mapping[str, Any]) -> Any:
    """Softmax over everything, cut to the k largest and normalised again."""
    logits = np.array(p["z"], dtype=float)
    shares = np.exp(logits) / np.exp(logits).sum()
    shares[np.argsort(logits)[: -p["k"]]] = 0
    return shares / shares.sum()


def _filled(p: Mapping[str, Any]) -> int:
    """Deal assignments out in turn, `cf` for each, and look at the fullest expert."""
    quarters = int(4 * p["cf"]) * p["T"] * p["k"]
    full = np.bincount(np.arange(quarters) % (4 * p["E"]) // 4)
    return -(-int(full.max()) // 4)


OPINIONS: dict[str, Opinion] = {
    "encoder_layer.params": ({"d": 12, "ff": 20, "h": 3}, _encoder),
    # Llama 2 7B: 6,738,415,616 parameters, 32 layers of 4 d² in attention and two norms.
    "swiglu.params": (
        {"d": 4096, "ff": 11_008},
        lambda p: (6_738_415_616 - 2 * 32_000 * 4096 - 4096) // 32 - 4 * 4096**2 - 2 * 4096,
    ),
    # Mistral 7B: 7,241,732,096 parameters, 32 layers with SwiGLU of 14336 and two norms.
    "grouped_query_attention.params": (
        {"d": 4096, "h": 32, "kv": 8},
        lambda p: (7_241_732_096 - 2 * 32_000 * 4096 - 4096) // 32 - 3 * 4096 * 14_336 - 2 * 4096,
    ),
    # As published for GPT-2 small and, with the weights of 2019, for GPT-2 XL.
    "gpt2.params": ({"V": 50_257, "C": 1_024, "d": 768, "L": 12}, lambda p: 124_439_808),
    "gpt2.layers": ({"V": 50_257, "C": 1_024, "d": 1_600, "N": 1_557_611_200}, lambda p: 48),
    "sinusoidal.value": ({"pos": 7, "j": 3, "d": 6}, _sinusoids),
    # BERT base: 512 positions of width 768, 393,216 parameters.
    "position_embedding.params": ({"C": 512, "d": 768, "T": 20}, lambda p: 393_216),
    "alibi.slope": ({"h": 16, "i": 5}, _alibi_slope),
    "alibi.bias": (
        {"h": 16, "i": 5, "q": 9, "k": 4},
        lambda p: -sum(_alibi_slope(p) for _ in range(p["k"], p["q"])),
    ),
    "rope.rotated": (
        {"x": (1, 2, -1, 0.5, 3, -2), "m": 4, "base": 50, "pairs": "entries (i, i + d/2)"},
        _rotated,
    ),
    "rope.score": ({"q": (1, 2), "k": (-1, 3), "m": 9, "n": 2, "theta": 0.3}, _score),
    "vit.tokens": ({"H": 96, "P": 8, "cls": True}, lambda p: len(_cut_out(p)) + 1),
    # ViT-B/16: patch_embed of 590,592 parameters, as published with timm's weights.
    "vit.patch_params": ({"P": 16, "Ci": 3, "d": 768}, lambda p: 590_592),
    "vit.patch_size": ({"H": 96, "N": 145, "cls": True}, _patch_side),
    # GPT-3 with rank 8 on queries and values of 96 layers: 37.7 million in table 4 of the paper.
    "lora.params": (
        {"d": 12_288, "k": 12_288, "r": 8, "n": 192},
        lambda p: 192 * _sizes((12_288, 8), (8, 12_288)),
    ),
    "lora.rank": ({"d": 100, "k": 60, "N": 5_000, "n": 3}, _rank),
    "lora.merged": (
        {"W": ((1, 2, 3), (0, 1, -1)), "B": ((1,), (2,)), "A": ((1, -1, 0.5),), "alpha": 3},
        _merged,
    ),
    "moe.gate_weights": ({"z": (1, -2, 3, 0.5, 2), "k": 3}, _gate),
    # Mixtral 8x7B: 46,702,792,704 parameters; without the six idle experts of each of 32 layers,
    # the embeddings, attention and norms, this is left for a layer.
    "moe.active_params": (
        {"d": 4096, "ff": 14_336, "E": 8, "k": 2},
        lambda p: (
            (46_702_792_704 - 32 * 6 * 176_160_768 - 2 * 32_000 * 4096 - 4096) // 32
            - 41_943_040
            - 2 * 4096
        ),
    ),
    "moe.capacity": ({"T": 101, "E": 6, "k": 2, "cf": 1.25}, _filled),
}
