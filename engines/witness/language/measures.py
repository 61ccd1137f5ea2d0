"""Losses a word and a byte, by tensors."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import number
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, literal, tensor, tolerance


def _per_word(params: Params, torch: ModuleType, device: str) -> Seen:
    tokens, words = number(params, "T"), number(params, "W")
    value = torch.exp(tensor(torch, params["loss"], device) * tokens / words)
    call = f"exp(tensor({literal(params['loss'])}) * {tokens} / {words})"
    return Seen(as_value(value), call, tolerance(torch))


def _per_byte(params: Params, torch: ModuleType, device: str) -> Seen:
    """log2 of the perplexity a token is the loss in bits."""
    tokens, size = number(params, "T"), number(params, "bytes")
    perplexity = torch.exp(tensor(torch, params["loss"], device))
    value = torch.log2(perplexity) * tokens / size
    call = f"log2(exp(tensor({literal(params['loss'])}))) * {tokens} / {size}"
    return Seen(as_value(value), call, tolerance(torch))


PROOFS = {"perplexity.per_word": Proof(_per_word), "bits_per_byte.value": Proof(_per_byte)}
