"""The options of cross-entropy by torch.nn.functional.cross_entropy."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from engines.families.given import number, real, reals, wholes
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value, literal, tensor, tolerance

_IGNORED = -100


def _label_smoothing(params: Params, torch: ModuleType, device: str) -> Seen:
    loss = torch.nn.functional.cross_entropy(
        tensor(torch, params["z"], device),
        torch.tensor(number(params, "y"), device=device),
        label_smoothing=real(params, "eps"),
    )
    call = f"CrossEntropyLoss(label_smoothing={literal(params['eps'])})(z, y)"
    return Seen(as_value(loss), call, tolerance(torch))


def _logits(
    params: Params, rights: tuple[int, ...], classes: int, torch: ModuleType, device: str
) -> Any:
    """Return log-probabilities, a row for each right class; the wrong ones share what is left."""
    rows = [
        [share if index == right else (1 - share) / (classes - 1) for index in range(classes)]
        for share, right in zip(reals(params, "p"), rights, strict=True)
    ]
    return torch.tensor(rows, device=device).log()


def _weighted_mean(params: Params, torch: ModuleType, device: str) -> Seen:
    rights, weights = wholes(params, "y"), tensor(torch, params["w"], device)
    logits = _logits(params, rights, len(weights), torch, device)
    targets = torch.tensor(rights, device=device)
    loss = torch.nn.functional.cross_entropy(logits, targets, weight=weights)
    call = f"F.cross_entropy(log(p), y, weight=tensor({literal(params['w'])}))"
    return Seen(as_value(loss), call, tolerance(torch))


def _ignore_index(params: Params, torch: ModuleType, device: str) -> Seen:
    targets = [0 if keep else _IGNORED for keep in wholes(params, "keep")]
    logits = _logits(params, (0,) * len(targets), 2, torch, device)
    loss = torch.nn.functional.cross_entropy(logits, torch.tensor(targets, device=device))
    call = f"F.cross_entropy(log(p), tensor({targets}))"
    return Seen(as_value(loss), call, tolerance(torch))


PROOFS = {
    "ce.label_smoothing": Proof(_label_smoothing),
    "ce.weighted_mean": Proof(_weighted_mean),
    "ce.ignore_index": Proof(_ignore_index),
}
