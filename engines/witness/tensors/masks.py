"""One-hot rows, filled and chosen entries, and triangles by torch."""

from __future__ import annotations

from types import ModuleType

from engines.families.given import number
from engines.family import Params
from engines.witness.proof import Proof, Seen, as_value


def _run_one_hot(params: Params, torch: ModuleType, device: str) -> Seen:
    classes = number(params, "C")
    labels = torch.tensor(params["labels"], device=device)
    found = torch.nn.functional.one_hot(labels, classes)
    return Seen(as_value(found), f"F.one_hot(labels, num_classes={classes})")


def _run_fill(params: Params, torch: ModuleType, device: str) -> Seen:
    fill = number(params, "v")
    x = torch.tensor(params["x"], device=device)
    mask = torch.tensor(params["mask"], dtype=torch.bool, device=device)
    return Seen(as_value(x.masked_fill(mask, fill)), f"x.masked_fill(mask, {fill})")


def _run_where(params: Params, torch: ModuleType, device: str) -> Seen:
    limit = number(params, "t")
    x, y = (torch.tensor(params[name], device=device) for name in "xy")
    return Seen(as_value(torch.where(x > limit, x, y)), f"torch.where(x > {limit}, x, y)")


def _run_tril(params: Params, torch: ModuleType, device: str) -> Seen:
    shift = number(params, "k")
    found = torch.tril(torch.tensor(params["x"], device=device), shift)
    return Seen(as_value(found), f"torch.tril(x, diagonal={shift})")


PROOFS = {
    "one_hot.values": Proof(_run_one_hot),
    "masked_fill.values": Proof(_run_fill),
    "where.values": Proof(_run_where),
    "tril.values": Proof(_run_tril),
}
