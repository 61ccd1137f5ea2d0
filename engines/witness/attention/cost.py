"""What attention costs: PyTorch's own count of operations, and the sizes of real tensors."""

from __future__ import annotations

from types import ModuleType

from engines import cost
from engines.cost import Cost
from engines.families.given import number
from engines.family import Params
from engines.witness.proof import Proof, Seen

_DTYPES = {1: "int8", 2: "bfloat16", 4: "float32"}


def _shape(params: Params, last: str) -> tuple[int, ...]:
    return tuple(number(params, name) for name in ("B", "h", "T", last))


def _run_flops(params: Params, torch: ModuleType, _device: str) -> Seen:
    from torch.utils.flop_counter import FlopCounterMode

    shape = _shape(params, "dh")
    tokens = torch.empty(shape, device="meta")
    with FlopCounterMode(display=False) as counter:
        torch.nn.functional.scaled_dot_product_attention(tokens, tokens, tokens)
    call = f"FLOPs of scaled_dot_product_attention, Q, K, V {shape}"
    return Seen(counter.get_total_flops(), call, device="meta")


def _cost_flops(params: Params) -> Cost:
    """The count of operations is a 64-bit number as well."""
    return cost.meta((*_shape(params, "dh"), number(params, "T"), 4))


def _run_scores(params: Params, torch: ModuleType, _device: str) -> Seen:
    dtype = _DTYPES[number(params, "bytes")]
    scores = torch.empty(_shape(params, "T"), dtype=getattr(torch, dtype), device="meta")
    sizes = ", ".join(map(str, scores.shape))
    return Seen(scores.nbytes, f"empty({sizes}, dtype={dtype}).nbytes", device="meta")


def _run_saved(params: Params, torch: ModuleType, _device: str) -> Seen:
    """The flash kernel itself, for shapes alone: its second result is what it keeps."""
    dtype = getattr(torch, _DTYPES[number(params, "bytes")])
    tokens = torch.empty(*_shape(params, "T")[:3], 8, dtype=dtype, device="meta")
    kept = torch.ops.aten._scaled_dot_product_flash_attention(tokens, tokens, tokens)[1]
    weights = tokens @ tokens.transpose(-1, -2)
    call = "(Q @ K.mT).nbytes - logsumexp.nbytes of flash attention"
    return Seen(weights.nbytes - kept.nbytes, call, device="meta")


def _cost_scores(params: Params) -> Cost:
    return cost.meta((*_shape(params, "T"), 4))


PROOFS = {
    "attention.flops": Proof(_run_flops, _cost_flops),
    "attention.score_bytes": Proof(_run_scores, _cost_scores),
    "attention.saved_bytes": Proof(_run_saved, _cost_scores),
}
