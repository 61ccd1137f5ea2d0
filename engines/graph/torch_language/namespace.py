"""The `torch` module of snippets, built from the allow-list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as functional

from engines.graph.builtin_values import MATH
from engines.graph.callables import UserFunction
from engines.graph.errors import failure, from_python
from engines.graph.limits import CapReached, check_elements
from engines.graph.numpy_namespace import NUMPY
from engines.graph.scope import Builtin, Namespace, TypeValue, current_run
from engines.graph.torch_language import names
from engines.graph.torch_language.guard import PROBLEMS, call_torch

CONTEXTS = (torch.no_grad, torch.enable_grad, torch.set_grad_enabled, torch.inference_mode)


TENSOR = TypeValue("Tensor", "torch", (torch.Tensor,))


PARAMETER = TypeValue(
    "Parameter",
    "torch.nn.parameter",
    (torch.nn.Parameter,),
    lambda data, requires_grad=True: torch.nn.Parameter(data, requires_grad),
)


SIZE = TypeValue("Size", "torch", (torch.Size,), lambda sizes=(): torch.Size(list(sizes)))


DTYPE = TypeValue("dtype", "torch", (torch.dtype,))


def _plain(value: Any) -> Any:
    """Return an argument as torch takes it: `float`, `int` and `bool` as Python's own types."""
    if isinstance(value, TypeValue) and len(value.python) == 1:
        return value.python[0]
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return value


def guarded(name: str, function: Callable[..., Any]) -> Builtin:
    """Return a function of torch as a snippet may call it, its result bounded."""

    def compute(*arguments: Any, **named: Any) -> Any:
        for argument in (*arguments, *named.values()):
            if isinstance(argument, (UserFunction, Builtin)):
                raise CapReached(name, f"`{name}` takes no function in snippets")
        return call_torch(
            name,
            function,
            [_plain(argument) for argument in arguments],
            {key: _plain(value) for key, value in named.items()},
        )

    return Builtin(name, compute)


def _module(name: str) -> Builtin:
    kind = getattr(torch.nn, name)

    def make(*arguments: Any, **named: Any) -> Any:
        if name in ("Sequential", "ModuleList"):
            parts = arguments[0] if name == "ModuleList" and arguments else arguments
            if not all(isinstance(part, torch.nn.Module) for part in parts):
                kinds = [type(part).__name__ for part in parts]
                raise failure("TypeError", f"{kinds} are not all Module subclasses")
        else:
            numbers = [abs(size) for entry in (*arguments, *named.values()) for size in (
                entry if isinstance(entry, (list, tuple)) else (entry,)
            ) if isinstance(size, int) and not isinstance(size, bool)]  # fmt: skip
            total = 1
            for number in numbers[:4]:
                total *= max(number, 1)
            check_elements(total, "module")
        try:
            return kind(*(_plain(value) for value in arguments), **named)
        except (*PROBLEMS, AssertionError) as problem:
            raise from_python(problem) from None

    return Builtin(name, make)


def _manual_seed(seed: int) -> None:
    torch.manual_seed(int(seed))


def _print_options(**named: Any) -> None:
    allowed = {"precision", "sci_mode", "linewidth", "edgeitems"}
    for name in named:
        if name not in allowed:
            raise CapReached(name, f"`{name}=` of set_printoptions is not supported")
    current_run().state["torch_print_options"] = True
    torch.set_printoptions(**named)  # type: ignore[no-untyped-call]


def _optimizer(name: str) -> Builtin:
    kind = getattr(torch.optim, name)

    def make(parameters: Any, *arguments: Any, **named: Any) -> Any:
        try:
            return kind(list(parameters), *arguments, **named)
        except PROBLEMS as problem:
            raise from_python(problem) from None

    return Builtin(name, make)


def _slopes(outputs: Any, inputs: Any, grad_outputs: Any = None, **named: Any) -> Any:
    return call_torch("grad", torch.autograd.grad, [outputs, inputs, grad_outputs], named)


FUNCTIONAL = Namespace(
    "torch.nn.functional",
    {name: guarded(name, getattr(functional, name)) for name in names.FUNCTIONAL},
)


NN = Namespace(
    "torch.nn",
    {
        **{name: _module(name) for name in names.MODULES},
        "functional": FUNCTIONAL,
        "Parameter": PARAMETER,
        "Module": TypeValue("Module", "torch.nn.modules.module", (torch.nn.Module,)),
        "init": Namespace("torch.nn.init", {
            name: guarded(name, getattr(torch.nn.init, name))
            for name in ("zeros_", "ones_", "constant_", "eye_")
        }),
    },
)  # fmt: skip


OPTIM = Namespace(
    "torch.optim", {name: _optimizer(name) for name in ("SGD", "Adam", "AdamW", "RMSprop")}
)


TORCH = Namespace(
    "torch",
    {
        **{name: guarded(name, getattr(torch, name)) for name in names.FUNCTIONS},
        **{name: getattr(torch, name) for name in names.DTYPES},
        **{kind.__name__: Builtin(kind.__name__, kind) for kind in CONTEXTS},
        "nn": NN,
        "optim": OPTIM,
        "autograd": Namespace("torch.autograd", {"grad": Builtin("grad", _slopes)}),
        "linalg": Namespace("torch.linalg", {
            name: guarded(name, getattr(torch.linalg, name))
            for name in ("norm", "det", "inv", "matrix_rank", "vector_norm", "solve")
        }),
        "manual_seed": Builtin("manual_seed", _manual_seed),
        "set_printoptions": Builtin("set_printoptions", _print_options),
        "Tensor": TENSOR,
        "Size": SIZE,
        "dtype": DTYPE,
        "device": Builtin("device", lambda name: torch.device("cpu")),
        "finfo": Builtin("finfo", lambda kind=torch.float32: torch.finfo(kind)),
        "iinfo": Builtin("iinfo", lambda kind: torch.iinfo(kind)),
        "cuda": Namespace("torch.cuda", {"is_available": Builtin("is_available", lambda: False)}),
        "pi": torch.pi, "inf": torch.inf, "nan": torch.nan, "e": torch.e,
    },
)  # fmt: skip


GLOBALS: dict[str, Any] = {
    "torch": TORCH,
    "F": FUNCTIONAL,
    "nn": NN,
    "np": NUMPY,
    "math": MATH,
}
