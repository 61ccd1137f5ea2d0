"""Functions of one number rounded as TensorFlow rounds them.

TensorFlow's C library is right to the last digit of float32 for most functions, which computing in
float64 gives as well. Eigen's own formulas take its place for tanh, erf and sigmoid, and for
exponential and logarithm wherever eight neighbours are computed together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from engines.graph.tf1.summing import Slope, graded, total, valued

Tensor = torch.Tensor

# Rational approximation of tanh: odd numerator (above x) and even denominator, highest power first.
_TANH_ABOVE = (1.394553628e-8, 2.102733560e-5, 3.520756727e-3, 1.340216100e-1)
_TANH_BELOW = (8.015776984e-7, 3.326951409e-4, 2.597254514e-2, 4.673548340e-1, 1.0)
_TANH_LIMIT = 7.90738964080810547


def exact(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return `function` computed in float64 for float32 values."""

    def rounded(value: Tensor) -> Tensor:
        if value.dtype != torch.float32:
            return function(value)  # type: ignore[no-any-return]
        found = function(value.detach().double()).float()
        return valued(lambda: function(value), found, value)

    return rounded


def _with_slope(function: Callable[[Any], Any], slope: Slope) -> Callable[[Any], Any]:
    """Return `function` computed in float64 for float32 values, with TensorFlow's own slope."""

    def rounded(value: Tensor) -> Tensor:
        if value.dtype != torch.float32:
            return function(value)  # type: ignore[no-any-return]
        return graded(value, function(value.detach().double()).float(), slope)

    return rounded


def _polynomial(value: Tensor, factors: tuple[float, ...]) -> Tensor:
    found = torch.full_like(value, factors[0])
    for factor in factors[1:]:
        found = found * value + factor
    return found


# Eight neighbours at a time have their exponential from a polynomial, highest power first: the even
# and the odd terms above x + 1, where ln 2 is taken off in two parts.
_EXP_EVEN = (1.37449637986719608306884765625e-3, 4.166965186595916748046875e-2,
             0.49999988079071044921875)  # fmt: skip
_EXP_ODD = (8.36894474923610687255859375e-3, 0.16666518151760101318359375)
_LOG2_E, _LN_2_HIGH, _LN_2_LOW = 1.44269504088896341, 0.693359375, -2.12194440e-4
_LANES = 8
_TINY = 1e-6
_SMALLEST = torch.finfo(torch.float32).tiny


def _exp_of_packets(x: Tensor) -> Tensor:
    x = x.clamp(max=88.723)
    power = torch.floor(x * _LOG2_E + 0.5)
    rest = x - power * _LN_2_HIGH
    rest = rest - power * _LN_2_LOW
    square = rest * rest
    inner = rest * _polynomial(square, _EXP_ODD) + _polynomial(square, _EXP_EVEN)
    return torch.ldexp(square * inner + (rest + 1), power)


_LOG_ABOVE = (0.18256296349849254, 1.0000000190281063, 1.0000000190281136)
_LOG_BELOW = (0.049616247954120038, 0.59923249590823520, 1.4999999999999927, 1.0)
_SQRT_HALF, _LN_2 = 0.707106781186547524, 0.693147180559945309


def _log_of_packets(x: Tensor) -> Tensor:
    part, power = torch.frexp(x)
    low = part < _SQRT_HALF
    part = part - 1 + torch.where(low, part, 0.0)
    quotient = _polynomial(part, _LOG_ABOVE) * part / _polynomial(part, _LOG_BELOW)
    return (power - low.to(power.dtype)).float() * _LN_2 + quotient


def _packed(
    x: Tensor, found: Tensor, function: Callable[[Tensor], Tensor], usual: Tensor
) -> Tensor:
    """Return `found` with `function` in its place for `usual` entries in whole groups of eight."""
    whole = x.numel() // _LANES * _LANES
    if not whole:
        return found
    flat = found.reshape(-1).clone()
    chosen = usual.reshape(-1)[:whole]
    flat[:whole] = torch.where(chosen, function(x.reshape(-1)[:whole]), flat[:whole])
    return flat.reshape(x.shape)


def _exp(value: Tensor) -> Tensor:
    x = value.detach()
    found = torch.exp(x.double()).float()
    found = _packed(x, found, _exp_of_packets, x.abs() < 88)
    # Numbers too small for the full precision count as zero.
    return torch.where(found < _SMALLEST, torch.zeros_like(found), found)


def exp(value: Tensor) -> Tensor:
    """Return the exponential."""
    if value.dtype != torch.float32:
        return torch.exp(value)
    return graded(value, _exp(value), lambda slope, x, y: slope * y)


def log(value: Tensor) -> Tensor:
    """Return the natural logarithm."""
    if value.dtype != torch.float32:
        return torch.log(value)
    x = value.detach()
    found = torch.log(x.double()).float()
    found = _packed(x, found, _log_of_packets, (x > _SMALLEST) & x.isfinite())
    return graded(value, found, lambda slope, x, y: slope * (1 / x))


def _log1p_of_packets(x: Tensor) -> Tensor:
    above = x + 1
    return torch.where(above == 1, x, x * (_log_of_packets(above) / (above - 1)))


# The C library's own logarithm of 1 + x: with s = f / (2 + f) a polynomial in s * s, highest power
# first, where 1 + x is 2^power * (1 + f); ln 2 is added in two parts.
_LOG1P = (0.14798198640346527, 0.15313838422298431, 0.18183572590351105, 0.22222198545932770,
          0.28571429848670959, 0.40000000596046448, 0.66666668653488159)  # fmt: skip
_ABOVE_HIGH, _ABOVE_LOW = 0.69313812255859375, 9.0580006144591607e-06
_SMALL_FROM, _SMALL_TO = -0.29289, 0.41421


def _log1p_of_one(x: Tensor) -> Tensor:
    above = x + 1
    part, power = torch.frexp(above)
    low = part < _SQRT_HALF
    power = (power - low.to(power.dtype)).float()
    lost = torch.where(above >= 2, 1 - (above - x), x - (above - 1)) / above
    small = (x > _SMALL_FROM) & (x < _SMALL_TO)
    power = torch.where(small, 0.0, power)
    rest = torch.where(small, x, torch.where(low, part * 2, part) - 1)
    half = 0.5 * rest * rest
    quotient = rest / (2 + rest)
    square = quotient * quotient
    inner = quotient * (half + square * _polynomial(square, _LOG1P))
    shifted = power * _ABOVE_HIGH - (half - (inner + (power * _ABOVE_LOW + lost)) - rest)
    return torch.where(power == 0, rest - (half - inner), shifted)


def log1p(value: Tensor) -> Tensor:
    """Return the natural logarithm of 1 + x."""
    if value.dtype != torch.float32:
        return torch.log1p(value)
    x = value.detach()
    usual = (x + 1 > _SMALLEST) & x.isfinite() & (x.abs() > _TINY)
    found = torch.where(usual, _log1p_of_one(x), torch.log1p(x.double()).float())
    found = _packed(x, found, _log1p_of_packets, (x + 1 > _SMALLEST) & x.isfinite())
    return graded(value, found, lambda slope, x, y: slope * (1 / (1 + x)))


sqrt = _with_slope(torch.sqrt, lambda slope, x, y: slope * 0.5 / y)


def tanh(value: Tensor) -> Tensor:
    """Return the hyperbolic tangent."""
    if value.dtype != torch.float32:
        return torch.tanh(value)
    x = value.detach().clamp(-_TANH_LIMIT, _TANH_LIMIT)
    square = x * x
    above = square * x * _polynomial(square, _TANH_ABOVE) + x
    found = above / _polynomial(square, _TANH_BELOW)
    return graded(value, found, lambda slope, x, y: slope * (1 - y * y))


# Rational approximation of erf: odd numerator and even denominator, highest power first.
_ERF_ABOVE = (
    2.123732201653183437883853912353515625e-06, 2.861979592125862836837768554687500e-04,
    3.658048342913389205932617187500e-03, 5.243302136659622192382812500e-02,
    1.874160766601562500e-01, 1.128379106521606445312500,
)  # fmt: skip
_ERF_BELOW = (
    3.89185734093189239501953125e-05, 1.14329601638019084930419921875e-03,
    1.47520881146192550659179687500e-02, 1.12945675849914550781250e-01,
    4.99425798654556274414062500e-01, 1.0,
)  # fmt: skip
_ERF_LIMIT = 3.925724029541015625


def erf(value: Tensor) -> Tensor:
    """Return the error function."""
    if value.dtype != torch.float32:
        return torch.erf(value)
    x = value.detach().clamp(-_ERF_LIMIT, _ERF_LIMIT)
    square = x * x
    found = (x * _polynomial(square, _ERF_ABOVE) / _polynomial(square, _ERF_BELOW)).clamp(-1, 1)
    return valued(lambda: torch.erf(value), found, value)


def sigmoid(value: Tensor) -> Tensor:
    """Return 1 / (1 + exp(-x))."""
    if value.dtype != torch.float32:
        return torch.sigmoid(value)
    power = exp(value.detach())
    found = torch.where(power.isinf(), torch.ones_like(power), power / (1 + power))
    return graded(value, found, lambda slope, x, y: slope * y * (1 - y))


def softmax(value: Tensor) -> Tensor:
    """Return exp(x) along the last axis divided by the sum of it."""
    if value.dtype != torch.float32 or not value.numel():
        return torch.softmax(value, -1)
    x = value.detach()
    powers = exp(x - x.amax(-1, keepdim=True))
    found = powers * (1 / total(powers, [powers.dim() - 1], True))
    return graded(value, found, _softmax_slope)


def _softmax_slope(slope: Tensor, x: Tensor, y: Tensor) -> Tensor:
    return (slope - total(slope * y, [y.dim() - 1], True)) * y


def cross_entropy(logits: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    """Return the losses of each row and their slopes by the logits."""
    shifted, powers, sums = _shifted(logits if labels.requires_grad else logits.detach())
    losses = total(labels * (log(sums) - shifted), [logits.dim() - 1])
    slopes = powers / sums - labels
    if labels.requires_grad:
        return losses, slopes

    def slope(outer: Tensor, x: Tensor, y: Tensor) -> Tensor:
        _, inner_powers, inner_sums = _shifted(x)
        return outer.unsqueeze(-1) * (inner_powers / inner_sums - labels)

    return graded(logits, losses, slope), slopes


def _shifted(logits: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    shifted = logits - logits.amax(-1, keepdim=True)
    powers = exp(shifted)
    return shifted, powers, total(powers, [logits.dim() - 1], True)
