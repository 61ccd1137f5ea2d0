"""PyTorch as a snippet language: torch's own tensors, modules and errors, by allow-list."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
import torch.nn.functional as functional

from engines.graph.builtin_values import MATH
from engines.graph.callables import UserFunction
from engines.graph.errors import failure, from_python
from engines.graph.limits import MAX_ELEMENTS, CapReached, check_elements
from engines.graph.numpy_namespace import NUMPY
from engines.graph.operators import BINARY
from engines.graph.result import SnippetRefused
from engines.graph.scope import MISSING, Builtin, Namespace, TypeValue, current_run
from engines.graph.syntax import nearest
from engines.graph.torch_language import names
from engines.graph.torch_language.guard import IN_PLACE, PROBLEMS, call_torch, operate

_OWN = (torch.Tensor, torch.nn.Module, torch.dtype, torch.device, torch.Size, torch.optim.Optimizer)
_CONTEXTS = (torch.no_grad, torch.enable_grad, torch.set_grad_enabled, torch.inference_mode)
TENSOR = TypeValue("Tensor", "torch", (torch.Tensor,))
PARAMETER = TypeValue(
    "Parameter",
    "torch.nn.parameter",
    (torch.nn.Parameter,),
    lambda data, requires_grad=True: torch.nn.Parameter(data, requires_grad),
)
SIZE = TypeValue("Size", "torch", (torch.Size,), lambda sizes=(): torch.Size(list(sizes)))
DTYPE = TypeValue("dtype", "torch", (torch.dtype,))
_TYPES = (PARAMETER, TENSOR, SIZE, DTYPE)
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def _plain(value: Any) -> Any:
    """Return an argument as torch takes it: `float`, `int` and `bool` as Python's own types."""
    if isinstance(value, TypeValue) and len(value.python) == 1:
        return value.python[0]
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return value


def _function(name: str, function: Callable[..., Any]) -> Builtin:
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
    {name: _function(name, getattr(functional, name)) for name in names.FUNCTIONAL},
)
NN = Namespace(
    "torch.nn",
    {
        **{name: _module(name) for name in names.MODULES},
        "functional": FUNCTIONAL,
        "Parameter": PARAMETER,
        "Module": TypeValue("Module", "torch.nn.modules.module", (torch.nn.Module,)),
        "init": Namespace("torch.nn.init", {
            name: _function(name, getattr(torch.nn.init, name))
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
        **{name: _function(name, getattr(torch, name)) for name in names.FUNCTIONS},
        **{name: getattr(torch, name) for name in names.DTYPES},
        **{kind.__name__: Builtin(kind.__name__, kind) for kind in _CONTEXTS},
        "nn": NN,
        "optim": OPTIM,
        "autograd": Namespace("torch.autograd", {"grad": Builtin("grad", _slopes)}),
        "linalg": Namespace("torch.linalg", {
            name: _function(name, getattr(torch.linalg, name))
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


class Torch:
    """The language of PyTorch snippets."""

    modules: Mapping[str, Namespace] = {
        "torch": TORCH,
        "torch.nn": NN,
        "torch.nn.functional": FUNCTIONAL,
        "torch.optim": OPTIM,
        "numpy": NUMPY,
        "math": MATH,
    }

    def attribute(self, value: Any, name: str) -> Any:
        """Return an allow-listed attribute of a tensor, module or shape."""
        if isinstance(value, torch.Tensor):
            return _of_tensor(value, name)
        if isinstance(value, torch.nn.Module):
            return _of_module(value, name)
        if isinstance(value, torch.Size) and name in ("numel", "index", "count"):
            return Builtin(name, getattr(value, name))
        if isinstance(value, torch.optim.Optimizer) and name in ("step", "zero_grad"):
            return _function(name, getattr(value, name))
        if isinstance(value, (torch.finfo, torch.iinfo)) and name in ("max", "min", "eps", "bits", "tiny"):  # fmt: skip
            return getattr(value, name)
        if isinstance(value, torch.device) and name == "type":
            return value.type
        if isinstance(value, torch.dtype) and name in ("is_floating_point", "itemsize"):
            return getattr(value, name)
        if isinstance(value, tuple) and name in ("values", "indices") and hasattr(value, name):
            return getattr(value, name)
        if isinstance(value, (*_OWN, torch.finfo)):
            raise SnippetRefused(current_run().line, current_run().column, name)
        return MISSING

    def store_attribute(self, value: Any, name: str, new: Any) -> Any:
        """Set `requires_grad`, `grad` or `data` of a tensor."""
        if isinstance(value, torch.Tensor) and name in names.SETTABLE:
            try:
                setattr(value, name, new)
            except PROBLEMS as problem:
                raise from_python(problem) from None
            return None
        return MISSING

    def binary(self, symbol: str, left: Any, right: Any) -> Any:
        """Return the value of an operator where a tensor takes part."""
        if isinstance(left, torch.Tensor) or isinstance(right, torch.Tensor):
            return operate(symbol, BINARY[symbol], left, right)
        return MISSING

    def augmented(self, symbol: str, left: Any, right: Any) -> Any:
        """Change a tensor in place."""
        if isinstance(left, torch.Tensor) and symbol in IN_PLACE:
            return operate(symbol, IN_PLACE[symbol], left, right)
        return self.binary(symbol, left, right)

    def unary(self, symbol: str, value: Any) -> Any:
        """Return the value of a prefix operator, of abs() or round()."""
        if not isinstance(value, torch.Tensor):
            return MISSING
        kinds: dict[str, Callable[[Any], Any]] = {
            "-": operator.neg, "+": operator.pos, "~": operator.invert, "abs": torch.abs,
            "round": torch.round,
        }  # fmt: skip
        return operate(symbol, kinds[symbol], value)

    def compare(self, symbol: str, left: Any, right: Any) -> Any:
        """Compare tensors entry by entry."""
        if symbol in ("in", "not in"):
            if isinstance(right, torch.Tensor):
                found = operate(symbol, operator.contains, right, left)
                return found if symbol == "in" else not found
            return MISSING
        if isinstance(left, torch.Tensor) or isinstance(right, torch.Tensor):
            return operate(symbol, _COMPARE[symbol], left, right)
        return MISSING

    def truth(self, value: Any) -> Any:
        """Return bool() of a tensor."""
        return operate("bool", bool, value) if isinstance(value, torch.Tensor) else MISSING

    def items(self, value: Any) -> Any:
        """Iterate over a tensor's first axis, or over the parts of a module."""
        if isinstance(value, (torch.Tensor, torch.nn.Sequential, torch.nn.ModuleList)):
            try:
                return iter(value)
            except PROBLEMS as problem:
                raise from_python(problem) from None
        return MISSING

    def length(self, value: Any) -> Any:
        """Return the size of a tensor's first axis."""
        return operate("len", len, value) if isinstance(value, torch.Tensor) else MISSING

    def subscript(self, value: Any, key: Any) -> Any:
        """Return `tensor[key]`."""
        if isinstance(value, torch.Tensor):
            return call_torch("getitem", operator.getitem, [value, key], {})
        if isinstance(value, (torch.nn.Sequential, torch.nn.ModuleList)):
            try:
                return value[key]
            except PROBLEMS as problem:
                raise from_python(problem) from None
        return MISSING

    def store_subscript(self, value: Any, key: Any, new: Any) -> Any:
        """Perform `tensor[key] = new`."""
        if isinstance(value, torch.Tensor):
            call_torch("setitem", operator.setitem, [value, key, new], {})
            return None
        return MISSING

    def call(self, value: Any, arguments: list[Any], named: dict[str, Any]) -> Any:
        """Call a module, convert a tensor to a number, build a tensor from torch.Tensor(...)."""
        if isinstance(value, torch.nn.Module):
            return call_module(value, arguments, named)
        if isinstance(value, TypeValue) and value.module == "conversion":
            kinds: dict[str, Callable[[Any], Any]] = {"int": int, "float": float}
            if arguments and isinstance(arguments[0], torch.Tensor):
                return operate(value.name, kinds[value.name], arguments[0])
            return MISSING
        if value is TENSOR:
            if arguments and all(isinstance(entry, int) for entry in arguments):
                raise CapReached("torch.Tensor", "torch.Tensor(sizes) holds whatever was in memory")
            return call_torch("tensor", torch.Tensor, arguments, named)
        return MISSING

    def enter(self, value: Any) -> Any:
        """Enter torch.no_grad() and its like."""
        if not isinstance(value, _CONTEXTS):
            return MISSING
        value.__enter__()
        return None

    def leave(self, value: Any) -> None:
        """Leave torch.no_grad() and its like."""
        if isinstance(value, _CONTEXTS):
            value.__exit__(None, None, None)

    def type_of(self, value: Any) -> Any:
        """Return the TypeValue of a tensor, shape or dtype."""
        for kind in _TYPES:
            if isinstance(value, kind.python):
                return kind
        if isinstance(value, torch.nn.Module):
            kind_of = type(value)
            return TypeValue(kind_of.__name__, kind_of.__module__, (kind_of,))
        return MISSING

    def text(self, value: Any, brief: bool) -> Any:
        """Return MISSING: torch's values print themselves."""
        return MISSING

    def formatted(self, value: Any, spec: str) -> Any:
        """Return MISSING: torch's values format themselves."""
        return MISSING

    def bound(self, name: str, value: Any) -> None:
        """Keep a step for each tensor that gets a name."""
        if isinstance(value, torch.Tensor):
            kind = str(value.dtype).removeprefix("torch.")
            shown = f" {value.tolist()}" if value.numel() <= 8 and not value.is_meta else ""
            current_run().record(name, f"{kind} {tuple(value.shape)}{shown}")


def _of_tensor(value: torch.Tensor, name: str) -> Any:
    if name in names.DATA:
        try:
            return getattr(value, name)
        except PROBLEMS as problem:
            raise from_python(problem) from None
    if name in names.METHODS:
        method = getattr(torch.Tensor, name)
        bound = _function(name, method)
        if name == "numpy":
            return Builtin(name, lambda **named: _as_array(value, named))
        return Builtin(name, lambda *given, **named: bound(value, *given, **named))
    if hasattr(torch.Tensor, name):
        run = current_run()
        raise SnippetRefused(run.line, run.column, name, nearest(name, names.METHODS))
    raise failure("AttributeError", f"'{type(value).__name__}' object has no attribute '{name}'")


def _as_array(value: torch.Tensor, named: dict[str, Any]) -> np.ndarray[Any, Any]:
    try:
        return value.numpy(**named)
    except PROBLEMS as problem:
        raise from_python(problem) from None


def _of_module(value: torch.nn.Module, name: str) -> Any:
    if name in names.MODULE_DATA and hasattr(value, name):
        return getattr(value, name)
    if name in names.MODULE_METHODS and hasattr(value, name):
        if name == "forward":
            return Builtin(name, lambda *given, **named: call_module(value, list(given), named))
        method = getattr(value, name)
        return Builtin(name, lambda *given, **named: _listed(method(*given, **named)))
    if hasattr(value, name):
        run = current_run()
        allowed = (*names.MODULE_DATA, *names.MODULE_METHODS)
        raise SnippetRefused(run.line, run.column, name, nearest(name, allowed))
    raise failure("AttributeError", f"'{type(value).__name__}' object has no attribute '{name}'")


def _listed(result: Any) -> Any:
    """Return generators as iterators over what they would yield."""
    if hasattr(result, "gi_frame"):
        return iter(list(result))
    return result


def call_module(module: torch.nn.Module, arguments: list[Any], named: dict[str, Any]) -> Any:
    """Return `module(*arguments)`. Raises CapReached when it would take too long."""
    size = sum(value.numel() for value in arguments if isinstance(value, torch.Tensor))
    weights = sum(parameter.numel() for parameter in module.parameters())
    check_elements(size * 16, "input")
    if size * max(weights, 1) > 512 * MAX_ELEMENTS:
        raise CapReached(type(module).__name__, "the module would take too many multiplications")
    current_run().budget.spend(size * max(weights, 1) // 20_000)
    return call_torch("module", module, arguments, named)
