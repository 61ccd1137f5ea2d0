"""tf.train: learning rates that change with the step, by the formulas of its documentation."""

from __future__ import annotations

import math
from typing import Any

from engines.graph.errors import failure
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.api.operators import operate
from engines.graph.tf1.build import call_op, constant, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.control import case
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor


def _cast(value: Any, kind: dt.DType) -> SymbolicTensor:
    tensor = convert(value)
    if tensor.dtype.base == kind:
        return tensor
    return call_op("Cast", None, tensor, DstT=kind)  # type: ignore[no-any-return]


def _beginning(learning_rate: Any, step: Any, *sizes: Any) -> list[SymbolicTensor]:
    """Return the initial rate, and the step and the sizes in the rate's type."""
    if step is None:
        raise failure("ValueError", "None values not supported.")
    rate = convert(learning_rate, None, "initial_learning_rate")
    return [rate, *(_cast(value, rate.dtype.base) for value in (step, *sizes))]


def _share(step: SymbolicTensor, steps: SymbolicTensor, staircase: Any) -> SymbolicTensor:
    share = call_op("RealDiv", "truediv", step, steps)
    return call_op("Floor", None, share) if staircase else share  # type: ignore[no-any-return]


@export("train.exponential_decay")
def exponential_decay(
    learning_rate: Any, global_step: Any, decay_steps: Any, decay_rate: Any,
    staircase: Any = False, name: Any = None,
) -> Any:  # fmt: skip
    """Return rate * decay_rate ** (step / decay_steps), the exponent floored by `staircase`."""
    with name_scope(name, "ExponentialDecay") as scope:
        rate, step, steps, base = _beginning(learning_rate, global_step, decay_steps, decay_rate)
        share = _share(step, steps, staircase)
        return call_op("Mul", scope, rate, call_op("Pow", None, base, share))


@export("train.natural_exp_decay")
def natural_exp_decay(
    learning_rate: Any, global_step: Any, decay_steps: Any, decay_rate: Any,
    staircase: Any = False, name: Any = None,
) -> Any:  # fmt: skip
    """Return rate * exp(-decay_rate * step / decay_steps)."""
    base = call_op("Exp", None, call_op("Neg", None, decay_rate))
    return exponential_decay(learning_rate, global_step, decay_steps, base, staircase, name)


@export("train.inverse_time_decay")
def inverse_time_decay(
    learning_rate: Any, global_step: Any, decay_steps: Any, decay_rate: Any,
    staircase: Any = False, name: Any = None,
) -> Any:  # fmt: skip
    """Return rate / (1 + decay_rate * step / decay_steps)."""
    with name_scope(name, "InverseTimeDecay") as scope:
        rate, step, steps, factor = _beginning(learning_rate, global_step, decay_steps, decay_rate)
        share = _share(step, steps, staircase)
        one = constant(1, rate.dtype.base)
        divisor = call_op("AddV2", "Add", one, call_op("Mul", None, factor, share))
        return call_op("RealDiv", scope, rate, divisor)


@export("train.polynomial_decay")
def polynomial_decay(
    learning_rate: Any, global_step: Any, decay_steps: Any, end_learning_rate: Any = 0.0001,
    power: Any = 1.0, cycle: Any = False, name: Any = None,
) -> Any:  # fmt: skip
    """Return (rate - end) * (1 - step / decay_steps) ** power + end."""
    with name_scope(name, "PolynomialDecay") as scope:
        rate, step, steps, end, exponent = _beginning(
            learning_rate, global_step, decay_steps, end_learning_rate, power
        )
        kind = rate.dtype.base
        if cycle:
            begun = call_op("Equal", None, step, 0)
            rounds = call_op("Ceil", None, operate("RealDiv", "truediv", step, decay_steps))
            times = call_op("SelectV2", None, begun, constant(1.0, kind), rounds)
            steps = call_op("Mul", None, steps, times)
        else:
            step = call_op("Minimum", None, step, steps)
        share = call_op("RealDiv", "truediv", step, steps)
        span = call_op("Sub", "sub", rate, end)
        rest = call_op("Pow", None, operate("Sub", "sub", 1, share), exponent)
        return call_op("AddV2", scope, call_op("Mul", None, span, rest), end)


@export("train.cosine_decay")
def cosine_decay(
    learning_rate: Any, global_step: Any, decay_steps: Any, alpha: Any = 0.0, name: Any = None
) -> Any:
    """Return a rate that falls along half a wave of the cosine to alpha times its beginning."""
    with name_scope(name, "CosineDecay"):
        rate, steps = _beginning(learning_rate, decay_steps)
        step = _cast(global_step, rate.dtype.base)
        share = call_op("RealDiv", "truediv", call_op("Minimum", None, step, steps), steps)
        angle = operate("Mul", "mul", constant(math.pi, rate.dtype.base), share)
        wave = _half_wave(angle)
        factor = operate("AddV2", "add", operate("Mul", "mul", 1 - alpha, wave), alpha)
        return call_op("Mul", None, rate, factor)


def _half_wave(angle: SymbolicTensor) -> SymbolicTensor:
    raised = operate("AddV2", "add", 1.0, call_op("Cos", None, angle))
    return operate("Mul", "mul", 0.5, raised)  # type: ignore[no-any-return]


@export("train.cosine_decay_restarts")
def cosine_decay_restarts(
    learning_rate: Any, global_step: Any, first_decay_steps: Any, t_mul: Any = 2.0,
    m_mul: Any = 1.0, alpha: Any = 0.0, name: Any = None,
) -> Any:  # fmt: skip
    """Return a rate that falls along a half wave again and again (Loshchilov and Hutter 2016)."""
    with name_scope(name, "SGDRDecay") as scope:
        rate, steps, low, longer, lower = _beginning(
            learning_rate, first_decay_steps, alpha, t_mul, m_mul
        )
        share = call_op("RealDiv", "truediv", _cast(global_step, rate.dtype.base), steps)
        if t_mul == 1.0:
            rounds = call_op("Floor", None, share)
            part = operate("Sub", "sub", share, rounds)
        else:
            grown = operate("Sub", "sub", 1.0, operate("Mul", "mul", share, operate(
                "Sub", "sub", 1.0, longer)))  # fmt: skip
            logarithms = call_op("Log", None, grown), call_op("Log", None, longer)
            rounds = call_op("Floor", None, operate("RealDiv", "truediv", *logarithms))
            power = operate("Pow", "pow", longer, rounds)
            past = operate("RealDiv", "truediv", operate("Sub", "sub", 1.0, power),
                           operate("Sub", "sub", 1.0, longer))  # fmt: skip
            part = operate("RealDiv", "truediv", operate("Sub", "sub", share, past), power)
        height = operate("Pow", "pow", lower, rounds)
        angle = operate("Mul", "mul", constant(math.pi, rate.dtype.base), part)
        raised = operate("AddV2", "add", 1.0, call_op("Cos", None, angle))
        wave = operate("Mul", "mul", operate("Mul", "mul", 0.5, height), raised)
        scaled = operate("Mul", "mul", operate("Sub", "sub", 1, low), wave)
        return call_op("Mul", scope, rate, operate("AddV2", "add", scaled, low))


@export("train.linear_cosine_decay")
def linear_cosine_decay(
    learning_rate: Any, global_step: Any, decay_steps: Any, num_periods: Any = 0.5,
    alpha: Any = 0.0, beta: Any = 0.001, name: Any = None,
) -> Any:  # fmt: skip
    """Return rate * ((alpha + linear) * cosine + beta)."""
    with name_scope(name, "LinearCosineDecay") as scope:
        rate, steps, periods, low, base = _beginning(
            learning_rate, decay_steps, num_periods, alpha, beta
        )
        step = call_op("Minimum", None, _cast(global_step, rate.dtype.base), steps)
        rest = call_op("RealDiv", "truediv", call_op("Sub", "sub", steps, step), steps)
        share = call_op("RealDiv", "truediv", step, steps)
        turns = operate("Mul", "mul", operate("Mul", "mul", 2.0, periods), share)
        wave = _half_wave(operate("Mul", "mul", constant(math.pi, rate.dtype.base), turns))
        factor = operate("Mul", "mul", operate("AddV2", "add", low, rest), wave)
        return call_op("Mul", scope, rate, operate("AddV2", "add", factor, base))


@export("train.piecewise_constant", "train.piecewise_constant_decay")
def piecewise_constant(x: Any, boundaries: Any, values: Any, name: Any = None) -> Any:
    """Return the value of the interval that `x` lies in; a boundary belongs to the one before."""
    if len(boundaries) != len(values) - 1:
        raise failure(
            "ValueError", "The length of boundaries should be 1 less than the length of values"
        )
    limits = [convert(entry) for entry in boundaries]
    rates = [convert(entry) for entry in values]
    with name_scope(name, "PiecewiseConstant"):
        step = convert(x)
        limits = [_cast(limit, step.dtype.base) for limit in limits]
        choices = [(call_op("LessEqual", None, step, limits[0]), _giving(rates[0]))]
        choices.append((call_op("Greater", None, step, limits[-1]), _giving(rates[-1])))
        for low, high, rate in zip(limits[:-1], limits[1:], rates[1:-1], strict=True):
            above = call_op("Greater", None, step, low)
            inside = call_op("LogicalAnd", "and", above, call_op("LessEqual", None, step, high))
            choices.append((inside, _giving(rate)))
        return case(choices, _giving(rates[0]))


def _giving(rate: SymbolicTensor) -> Any:
    return lambda: rate
