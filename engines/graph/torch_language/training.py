"""Optimisers, schedules of the learning rate and torch.nn.utils in snippets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.optim import lr_scheduler

from engines.graph.callables import UserFunction
from engines.graph.errors import failure
from engines.graph.limits import CapReached, check_elements
from engines.graph.operators import collect
from engines.graph.result import SnippetRefused
from engines.graph.scope import MISSING, Builtin, Namespace, TypeValue, current_run
from engines.graph.show import weigh
from engines.graph.syntax import nearest, words
from engines.graph.torch_language.arguments import tensors_in
from engines.graph.torch_language.guard import call_torch, refuse_functions
from engines.graph.torch_language.modules import attempt
from engines.graph.torch_language.plain import unwrapped

OPTIMIZERS = words("SGD Adam AdamW Adamax Adagrad Adadelta NAdam RAdam RMSprop Rprop ASGD")
SCHEDULERS = words(
    "StepLR MultiStepLR ExponentialLR ConstantLR LinearLR PolynomialLR CosineAnnealingLR"
    " CosineAnnealingWarmRestarts OneCycleLR CyclicLR ReduceLROnPlateau SequentialLR"
    " ChainedScheduler LambdaLR MultiplicativeLR"
)
_BY_FUNCTION = ("LambdaLR", "MultiplicativeLR")
_OPTIMIZER_DATA = ("param_groups", "state", "defaults")
_OPTIMIZER_METHODS = words("step zero_grad state_dict load_state_dict add_param_group")
_SCHEDULER_DATA = words("last_epoch base_lrs gamma step_size T_max eta_min num_bad_epochs best")
_SCHEDULER_METHODS = words("step get_last_lr")
_RECURRENT = words("pad_sequence pack_padded_sequence pad_packed_sequence pack_sequence")


def _groups(parameters: Any) -> Any:
    """Return the parameters as torch takes them: what is iterated over as a list."""
    if isinstance(parameters, (torch.Tensor, str, dict)):
        return parameters
    entries = collect(current_run(), parameters)
    return [
        {key: _groups(value) if key == "params" and not isinstance(value, torch.Tensor) else value
         for key, value in entry.items()} if isinstance(entry, dict) else entry
        for entry in entries
    ]  # fmt: skip


def _optimizer(name: str) -> TypeValue:
    kind = getattr(torch.optim, name)

    def make(params: Any, *arguments: Any, **named: Any) -> Any:
        given = _groups(params)
        for value in (given, *arguments, *named.values()):
            weigh(value)
        refuse_functions(name, (given, *arguments, *named.values()))
        return attempt(kind, given, *arguments, **named)

    return TypeValue(kind.__name__, kind.__module__, (kind,), Builtin(name, make))


def _scheduler(name: str) -> TypeValue:
    kind = getattr(lr_scheduler, name)

    def make(*arguments: Any, **named: Any) -> Any:
        for value in (*arguments, *named.values()):
            weigh(value)
        if name not in _BY_FUNCTION:
            refuse_functions(name, (*arguments, *named.values()))
        elif not all(isinstance(rule, UserFunction) for rule in _rules(arguments, named)):
            raise CapReached(name, f"`{name}` takes functions of the snippet")
        current_run().budget.spend(64)
        return attempt(kind, *arguments, **named)

    return TypeValue(kind.__name__, kind.__module__, (kind,), Builtin(name, make))


def _rules(arguments: tuple[Any, ...], named: dict[str, Any]) -> list[Any]:
    rule = named["lr_lambda"] if "lr_lambda" in named else [*arguments, None, None][1]
    return list(rule) if isinstance(rule, (list, tuple)) else [rule]


def of_optimizer(value: torch.optim.Optimizer, name: str) -> Any:
    """Return an allow-listed attribute of an optimiser."""
    if name in _OPTIMIZER_DATA:
        return getattr(value, name)
    if name not in _OPTIMIZER_METHODS:
        return _unknown(value, name, (*_OPTIMIZER_DATA, *_OPTIMIZER_METHODS))
    method = getattr(value, name)

    def compute(*arguments: Any, **named: Any) -> Any:
        given = [_with_lists(entry) for entry in arguments]
        for entry in (*given, *named.values()):
            weigh(entry)
            if name != "step" or not isinstance(entry, UserFunction):
                refuse_functions(name, (entry,))
        weights = sum(weight.numel() for group in value.param_groups for weight in tensors_in(
            (group.get("params", ()),)))  # fmt: skip
        current_run().budget.spend(32 + weights // 100)
        return attempt(method, *given, **named)

    return Builtin(name, compute)


def _with_lists(entry: Any) -> Any:
    return _groups([entry])[0] if isinstance(entry, dict) and "params" in entry else entry


def of_scheduler(value: Any, name: str) -> Any:
    """Return an allow-listed attribute of a schedule."""
    if name in _SCHEDULER_DATA and hasattr(value, name):
        return getattr(value, name)
    if name not in _SCHEDULER_METHODS:
        return _unknown(value, name, (*_SCHEDULER_DATA, *_SCHEDULER_METHODS))
    method = getattr(value, name)

    def compute(*arguments: Any, **named: Any) -> Any:
        current_run().budget.spend(32)
        refuse_functions(name, (*arguments, *named.values()))
        return attempt(method, *arguments, **named)

    return Builtin(name, compute)


def _unknown(value: Any, name: str, known: tuple[str, ...]) -> Any:
    if not hasattr(value, name):
        kind = type(value).__name__
        raise failure("AttributeError", f"'{kind}' object has no attribute '{name}'")
    run = current_run()
    raise SnippetRefused(run.line, run.column, name, nearest(name, known))


def _over_parameters(name: str, function: Callable[..., Any]) -> Builtin:
    def compute(parameters: Any, *arguments: Any, **named: Any) -> Any:
        given = parameters
        if not isinstance(parameters, torch.Tensor):
            given = collect(current_run(), parameters)
        return call_torch(name, function, [given, *arguments], named)

    return Builtin(name, compute)


def _padded(name: str) -> Builtin:
    function = getattr(torch.nn.utils.rnn, name)

    def compute(*arguments: Any, **named: Any) -> Any:
        sizes = [value.numel() for value in tensors_in((arguments, named))]
        check_elements(max([*sizes, 0]) * len(sizes))
        given, keywords = unwrapped(arguments, named)
        return call_torch(name, function, given, keywords)

    return Builtin(name, compute)


def _loaded(value: torch.Tensor, parameters: Any) -> Any:
    targets = collect(current_run(), parameters)
    return call_torch(
        "vector_to_parameters", torch.nn.utils.vector_to_parameters, [value, targets], {}
    )


OPTIM = Namespace(
    "torch.optim",
    {
        **{name: _optimizer(name) for name in OPTIMIZERS},
        "Optimizer": TypeValue("Optimizer", "torch.optim.optimizer", (torch.optim.Optimizer,)),
        "lr_scheduler": Namespace(
            "torch.optim.lr_scheduler", {name: _scheduler(name) for name in SCHEDULERS}
        ),
    },
)
RECURRENT = Namespace("torch.nn.utils.rnn", {name: _padded(name) for name in _RECURRENT})
UTILS = Namespace(
    "torch.nn.utils",
    {
        **{
            name: _over_parameters(name, getattr(torch.nn.utils, name))
            for name in ("clip_grad_norm_", "clip_grad_value_", "parameters_to_vector")
        },
        "vector_to_parameters": Builtin("vector_to_parameters", _loaded),
        "rnn": RECURRENT,
    },
)


def of_training(value: Any, name: str) -> Any:
    """Return an attribute of an optimiser or a schedule, or MISSING for anything else."""
    if isinstance(value, torch.optim.Optimizer):
        return of_optimizer(value, name)
    if isinstance(value, lr_scheduler.LRScheduler):
        return of_scheduler(value, name)
    return MISSING


TYPES = {
    kind.python[0]: kind
    for kind in (
        *OPTIM.members.values(),
        *OPTIM.members["lr_scheduler"].members.values(),
    )
    if isinstance(kind, TypeValue)
}
