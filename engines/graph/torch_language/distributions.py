"""torch.distributions in snippets: draws and densities, their sizes bounded."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from torch import distributions

from engines.graph.errors import failure
from engines.graph.limits import check_elements
from engines.graph.result import SnippetRefused
from engines.graph.scope import Builtin, Namespace, TypeValue, current_run
from engines.graph.show import weigh
from engines.graph.syntax import nearest, words
from engines.graph.torch_language.arguments import tensors_in
from engines.graph.torch_language.guard import call_torch, refuse_functions
from engines.graph.torch_language.modules import attempt

_KINDS = words(
    "Normal Bernoulli Categorical Uniform Exponential Beta Gamma Laplace LogNormal Poisson"
    " Geometric"
)
_DATA = words("mean mode variance stddev probs logits loc scale low high rate batch_shape"
              " event_shape")  # fmt: skip
_METHODS = words("log_prob sample rsample entropy cdf icdf")


def _made(name: str) -> TypeValue:
    kind = getattr(distributions, name)

    def make(*arguments: Any, **named: Any) -> Any:
        for value in (*arguments, *named.values()):
            weigh(value)
        refuse_functions(name, (*arguments, *named.values()))
        shapes = [tuple(value.shape) for value in tensors_in((arguments, named))]
        _check_common(shapes)
        current_run().budget.spend(32)
        return attempt(kind, *arguments, **named)

    return TypeValue(name, kind.__module__, (kind,), Builtin(name, make))


def _check_common(shapes: list[tuple[int, ...]], times: int = 1) -> None:
    try:
        check_elements(math.prod(np.broadcast_shapes(*shapes)) * times)
    except ValueError:
        return  # torch says it in its own words


def _choices(value: Any) -> int:
    logits = value.logits if isinstance(value, distributions.Categorical) else None
    return int(logits.shape[-1]) if isinstance(logits, torch.Tensor) else 1


def of_distribution(value: Any, name: str) -> Any:
    """Return an allow-listed attribute of a distribution."""
    if name in _DATA:
        return attempt(getattr, value, name)
    if name not in _METHODS:
        if hasattr(value, name):
            run = current_run()
            raise SnippetRefused(run.line, run.column, name, nearest(name, (*_DATA, *_METHODS)))
        kind = type(value).__name__
        raise failure("AttributeError", f"'{kind}' object has no attribute '{name}'")
    method = getattr(value, name)

    def compute(*arguments: Any, **named: Any) -> Any:
        given = [*arguments, *named.values()]
        own = tuple(value.batch_shape)
        times = _choices(value)
        if name in ("sample", "rsample"):
            sizes = [int(size) for entry in given for size in entry]
            check_elements(math.prod((*sizes, *own)) * times)
        else:
            _check_common([own, *(tuple(entry.shape) for entry in tensors_in(given))], times)
        return call_torch(name, method, list(arguments), named)

    return Builtin(name, compute)


def _divergence(p: Any, q: Any) -> Any:
    refuse_functions("kl_divergence", (p, q))
    kinds = (distributions.Distribution,)
    if isinstance(p, kinds) and isinstance(q, kinds):
        _check_common([tuple(p.batch_shape), tuple(q.batch_shape)], max(_choices(p), _choices(q)))
    return attempt(distributions.kl_divergence, p, q)


DISTRIBUTIONS = Namespace(
    "torch.distributions",
    {
        **{name: _made(name) for name in _KINDS},
        "kl_divergence": Builtin("kl_divergence", _divergence),
    },
)
TYPES = {
    kind.python[0]: kind for kind in DISTRIBUTIONS.members.values() if isinstance(kind, TypeValue)
}
