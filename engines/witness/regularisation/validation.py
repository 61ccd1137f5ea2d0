"""Early stopping by a scheduler that counts the same epochs, and splits of index tensors."""

from __future__ import annotations

from types import ModuleType

from engines.cost import Cost
from engines.families.given import number, real, reals, wholes
from engines.family import Params
from engines.witness.proof import Proof, Seen, literal, tensor


def _last_epoch(params: Params, torch: ModuleType, device: str) -> int | None:
    """Return the epoch at which ReduceLROnPlateau cuts the rate: it tolerates `patience` bad
    epochs and acts at the next, so it is given one less."""
    weight = torch.zeros(1, device=device, requires_grad=True)
    optimiser = torch.optim.SGD([weight], lr=1.0)
    patience = number(params, "patience") - 1
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(
        optimiser, patience=patience, threshold=0.0
    )
    for epoch, loss in enumerate(reals(params, "v"), 1):
        scheduler.step(loss)
        if optimiser.param_groups[0]["lr"] < 1:
            return epoch
    return None


def _call(params: Params) -> str:
    return f"ReduceLROnPlateau(opt, patience={number(params, 'patience') - 1}, threshold=0)"


def _stop(params: Params, torch: ModuleType, device: str) -> Seen:
    stop = _last_epoch(params, torch, device)
    return Seen(stop or 0, _call(params))


def _best(params: Params, torch: ModuleType, device: str) -> Seen:
    stop = _last_epoch(params, torch, device)
    best = tensor(torch, params["v"], device)[:stop].argmin().item() + 1
    return Seen(best, f"v[:{stop}].argmin() + 1, where {stop} is the last epoch")


def _folds(params: Params, torch: ModuleType, device: str) -> Seen:
    n, k = number(params, "n"), number(params, "k")
    folds = torch.arange(n, device=device).tensor_split(k)
    call = f"[len(f) for f in torch.arange({n}).tensor_split({k})]"
    return Seen(tuple(len(fold) for fold in folds), call)


def _folds_cost(params: Params) -> Cost:
    return Cost(number(params, "n"))


def _stratified(params: Params, torch: ModuleType, device: str) -> Seen:
    counts, share = wholes(params, "m"), real(params, "s")
    sizes = torch.tensor(counts, device=device)
    labels = torch.arange(len(counts), device=device).repeat_interleave(sizes)
    parts = [part[: round(share * len(part))] for part in labels.split(counts)]
    held = torch.cat(parts).bincount(minlength=len(counts))
    call = f"cat([p[:round({literal(params['s'])} * len(p))] for p in parts]).bincount()"
    return Seen(tuple(held.tolist()), call)


def _stratified_cost(params: Params) -> Cost:
    return Cost(2 * sum(wholes(params, "m")))


PROOFS = {
    "early_stopping.stop_epoch": Proof(_stop),
    "early_stopping.best_epoch": Proof(_best),
    "k_fold.sizes": Proof(_folds, _folds_cost),
    "stratified_split.counts": Proof(_stratified, _stratified_cost),
}
