"""The `torch` module of snippets, built from the allow-list."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as functional

from engines.graph.limits import CapReached
from engines.graph.math_namespace import MATH
from engines.graph.numpy_namespace import NUMPY
from engines.graph.operators import collect
from engines.graph.scope import Builtin, Namespace, TypeValue, current_run
from engines.graph.show import weigh
from engines.graph.torch_language import modules, names
from engines.graph.torch_language.autograd import AUTOGRAD, GENERATOR
from engines.graph.torch_language.copies import COPY
from engines.graph.torch_language.data import DATA
from engines.graph.torch_language.distributions import DISTRIBUTIONS
from engines.graph.torch_language.guard import call_torch, refuse_functions
from engines.graph.torch_language.plain import device, plain, refuse_devices, unwrapped
from engines.graph.torch_language.problems import LINALG_ERROR
from engines.graph.torch_language.training import OPTIM, UTILS
from engines.graph.torch_language.transforms import FUNC
from engines.graph.torch_language.transforms import FUNCTIONAL as SLOPES

_GRAD_MODES = (torch.no_grad, torch.enable_grad, torch.set_grad_enabled, torch.inference_mode)
CONTEXTS = (*_GRAD_MODES, torch.autocast)
_MAX_OPTION = {"precision": 30, "linewidth": 1000, "edgeitems": 50, "threshold": 10_000}


def guarded(name: str, function: Callable[..., Any]) -> Builtin:
    """Return a function of torch as a snippet may call it, its result bounded."""

    def compute(*arguments: Any, **named: Any) -> Any:
        given, keywords = unwrapped(arguments, named)
        return call_torch(name, function, given, keywords)

    return Builtin(name, compute)


def _parameter(data: Any = None, requires_grad: Any = True) -> Any:
    refuse_functions("Parameter", (data, requires_grad))
    return call_torch("Parameter", torch.nn.Parameter, [data, requires_grad], {})


def _legacy(name: str) -> TypeValue:
    """Return a class such as torch.FloatTensor, which makes a tensor from a list."""
    kind = getattr(torch, name)

    def make(*arguments: Any) -> Any:
        if arguments and all(isinstance(entry, int) for entry in arguments):
            raise CapReached(f"torch.{name}", f"torch.{name}(sizes) holds whatever was in memory")
        return call_torch(name, kind, list(arguments), {})

    return TypeValue(name, "torch", (kind,), Builtin(name, make))


TENSOR = _legacy("Tensor")
PARAMETER = TypeValue(
    "Parameter", "torch.nn.parameter", (torch.nn.Parameter,), Builtin("Parameter", _parameter)
)
SIZE = TypeValue(
    "Size", "torch", (torch.Size,),
    Builtin("Size", lambda sizes=(): modules.attempt(torch.Size, collect(current_run(), sizes))),
)  # fmt: skip
DTYPE = TypeValue("dtype", "torch", (torch.dtype,))
DEVICE = TypeValue("device", "torch", (torch.device,), Builtin("device", device))


def _ordered(entries: Any = (), **named: Any) -> OrderedDict[Any, Any]:
    weigh(entries)
    pairs = entries.items() if isinstance(entries, dict) else collect(current_run(), entries)
    return OrderedDict(modules.attempt(OrderedDict, pairs), **named)


ORDERED = TypeValue("OrderedDict", "collections", (OrderedDict,), Builtin("OrderedDict", _ordered))


def _manual_seed(seed: Any) -> Any:
    return modules.attempt(torch.manual_seed, seed)


def _at_the_end(undo: Callable[[], None]) -> None:
    """Have what the snippet sets for the process undone when it is over."""
    current_run().state.setdefault("undo", []).append(undo)


def _print_options(**named: Any) -> None:
    for name, value in named.items():
        if name in _MAX_OPTION:
            if isinstance(value, (int, float)) and value > _MAX_OPTION[name]:
                raise CapReached(name, f"`{name}=` is at most {_MAX_OPTION[name]} in snippets")
        elif name == "profile" and value == "full":
            raise CapReached(name, 'the profile "full" of set_printoptions is not supported')
        elif name not in ("sci_mode", "profile"):
            raise CapReached(name, f"`{name}=` of set_printoptions is not supported")
    _at_the_end(lambda: torch.set_printoptions(profile="default"))  # type: ignore[no-untyped-call]
    modules.attempt(torch.set_printoptions, **named)


def _default_dtype(kind: Any) -> None:
    before = torch.get_default_dtype()
    _at_the_end(lambda: torch.set_default_dtype(before))
    modules.attempt(torch.set_default_dtype, plain(kind))


def _limits(name: str) -> Builtin:
    function = getattr(torch, name)
    return Builtin(name, lambda *arguments: modules.attempt(function, *arguments))


def _autocast(device_type: Any, *arguments: Any, **named: Any) -> Any:
    refuse_devices((device_type,))
    return modules.attempt(torch.autocast, device_type, *arguments, **named)


AUTOCAST = Builtin("autocast", _autocast)
TESTING = Namespace(
    "torch.testing", {"assert_close": guarded("assert_close", torch.testing.assert_close)}
)
FUNCTIONAL = Namespace(
    "torch.nn.functional",
    {name: guarded(name, getattr(functional, name)) for name in names.FUNCTIONAL},
)
INIT = Namespace(
    "torch.nn.init", {name: guarded(name, getattr(torch.nn.init, name)) for name in names.INIT}
)
NN = Namespace(
    "torch.nn",
    {
        **modules.TYPES,
        "functional": FUNCTIONAL,
        "Parameter": PARAMETER,
        "Module": modules.MODULE,
        "init": INIT,
        "utils": UTILS,
    },
)
LINALG = Namespace(
    "torch.linalg",
    {
        **{name: guarded(name, getattr(torch.linalg, name)) for name in names.LINALG},
        "LinAlgError": LINALG_ERROR,
    },
)
RANDOM = Namespace("torch.random", {"manual_seed": Builtin("manual_seed", _manual_seed)})
TORCH = Namespace(
    "torch",
    {
        **{name: guarded(name, getattr(torch, name)) for name in names.FUNCTIONS},
        **{name: getattr(torch, name) for name in names.DTYPES},
        **{kind.__name__: Builtin(kind.__name__, kind) for kind in _GRAD_MODES},
        **{name: _legacy(name) for name in names.LEGACY},
        "nn": NN,
        "optim": OPTIM,
        "autograd": Namespace("torch.autograd", {**AUTOGRAD.members, "functional": SLOPES}),
        "linalg": LINALG,
        "random": RANDOM,
        "utils": Namespace("torch.utils", {"data": DATA}),
        "distributions": DISTRIBUTIONS,
        "func": FUNC,
        "vmap": FUNC.members["vmap"],
        "testing": TESTING,
        "autocast": AUTOCAST,
        "amp": Namespace("torch.amp", {"autocast": AUTOCAST}),
        "manual_seed": Builtin("manual_seed", _manual_seed),
        "set_printoptions": Builtin("set_printoptions", _print_options),
        "set_default_dtype": Builtin("set_default_dtype", _default_dtype),
        "Tensor": TENSOR,
        "Size": SIZE,
        "Generator": GENERATOR,
        "dtype": DTYPE,
        "device": DEVICE,
        "finfo": _limits("finfo"),
        "iinfo": _limits("iinfo"),
        "cuda": Namespace("torch.cuda", {
            "is_available": Builtin("is_available", lambda: False),
            "device_count": Builtin("device_count", lambda: 0),
        }),
        "backends": Namespace("torch.backends", {
            "mps": Namespace("torch.backends.mps", {
                "is_available": Builtin("is_available", lambda: False),
            }),
        }),
        "pi": torch.pi, "inf": torch.inf, "nan": torch.nan, "e": torch.e, "newaxis": None,
    },
)  # fmt: skip


GLOBALS: dict[str, Any] = {
    "torch": TORCH,
    "F": FUNCTIONAL,
    "nn": NN,
    "np": NUMPY,
    "math": MATH,
}
MODULES: dict[str, Namespace] = {
    "torch": TORCH,
    "torch.nn": NN,
    "torch.nn.functional": FUNCTIONAL,
    "torch.nn.init": INIT,
    "torch.nn.utils": UTILS,
    "torch.nn.utils.rnn": UTILS.members["rnn"],
    "torch.optim": OPTIM,
    "torch.optim.lr_scheduler": OPTIM.members["lr_scheduler"],
    "torch.autograd": AUTOGRAD,
    "torch.autograd.functional": SLOPES,
    "torch.func": FUNC,
    "torch.distributions": DISTRIBUTIONS,
    "torch.linalg": LINALG,
    "torch.utils.data": DATA,
    "collections": Namespace("collections", {"OrderedDict": ORDERED}),
    "copy": COPY,
    "numpy": NUMPY,
    "math": MATH,
}
