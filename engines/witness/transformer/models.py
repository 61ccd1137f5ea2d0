"""A GPT-2 of real modules on the meta device; its blocks are alike, so that one is built."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import number
from engines.family import Params
from engines.witness.proof import Proof, Seen, count_parameters


def _parts(params: Params, torch: ModuleType) -> tuple[int, int]:
    """Return the parameters outside the blocks, the tied matrix once, and those of a block."""
    nn = torch.nn
    vocabulary, context, width = (number(params, name) for name in ("V", "C", "d"))
    outside = nn.ModuleList(
        (
            nn.Embedding(vocabulary, width, device="meta"),
            nn.Embedding(context, width, device="meta"),
            nn.LayerNorm(width, device="meta"),
            nn.Linear(width, vocabulary, bias=False, device="meta"),
        )
    )
    outside[3].weight = outside[0].weight
    block = nn.TransformerEncoderLayer(width, 1, 4 * width, device="meta")
    return count_parameters(outside), count_parameters(block)


def _run_params(params: Params, torch: ModuleType, _device: str) -> Seen:
    outside, block = _parts(params, torch)
    layers, width = number(params, "L"), number(params, "d")
    call = f"embeddings, norm, {layers} TransformerEncoderLayer({width}, 1, {4 * width})"
    return Seen(outside + layers * block, call, device="meta")


def _run_layers(params: Params, torch: ModuleType, _device: str) -> Seen:
    outside, block = _parts(params, torch)
    layers, rest = divmod(number(params, "N") - outside, block)
    width = number(params, "d")
    call = f"embeddings, norm, {layers} TransformerEncoderLayer({width}, 1, {4 * width})"
    return Seen("not whole" if rest else layers, call, device="meta")


def _cost(params: Params) -> Cost:
    vocabulary, context, width = (number(params, name) for name in ("V", "C", "d"))
    return cost.meta((vocabulary, width), (context, width), (4, width, width))


PROOFS = {
    "gpt2.params": Proof(_run_params, _cost),
    "gpt2.layers": Proof(_run_layers, _cost),
}
