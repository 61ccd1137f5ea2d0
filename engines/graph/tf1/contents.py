"""What `import tensorflow as tf` gives: every name that the modules of this package offer."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

import engines.graph.tf1
from engines.graph.errors import CODES, ERRORS
from engines.graph.scope import Namespace
from engines.graph.tf1.exports import EXPORTS, namespace, offered


def _load() -> None:
    """Import every module of the package, which fills the tables of ops and of names."""
    package = engines.graph.tf1
    for module in walk_packages(package.__path__, f"{package.__name__}."):
        if module.name.rsplit(".", 1)[-1] not in ("contents", "language"):
            import_module(module.name)


def _contents() -> Namespace:
    """Return the module, with itself as `compat.v1`, which is its name in TensorFlow 2."""
    _load()
    run_errors = {name: kind for name, kind in ERRORS.items() if kind.code}
    entries = {
        **offered(EXPORTS),
        **{f"errors.{name}": kind for name, kind in run_errors.items()},
        **{f"errors.{name}": number for name, number in CODES.items()},
        "OpError": ERRORS["OpError"],
    }
    return namespace("tensorflow", {**entries, "compat.v1": namespace("tensorflow", entries)})


TF = _contents()
