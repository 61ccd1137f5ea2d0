"""Judging a padding or a stride that was chosen: the size that comes out, with its numbers."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from engines.families.convolution.kept import AXES
from engines.families.convolution.sliding import Slide, no_room
from engines.families.convolution.strides import window
from engines.families.given import number
from engines.family import Judgement, Params
from engines.values import Value, as_number

_MOST = 10**6
"""Designs above this are refused unread: the evidence has to fit a line."""


def _whole(given: Value, low: int) -> int | None:
    """Return the whole number that was given, or None for anything else or out of bounds."""
    try:
        found = Fraction(as_number(given))
    except (TypeError, ValueError, OverflowError):
        return None
    return int(found) if found.denominator == 1 and low <= found <= _MOST else None


def _padding_slides(params: Params, given: Value) -> tuple[Slide, Slide] | None:
    """Return both axes with the padding that was given, or None where it is none."""
    if not isinstance(given, tuple) or len(given) != 2:
        return None
    high, wide = (_whole(entry, 0) for entry in given)
    if high is None or wide is None:
        return None
    side, dilation = number(params, "H"), number(params, "D")
    return (
        Slide(side, number(params, "Kh"), pad=high, dilation=dilation),
        Slide(side, number(params, "Kw"), pad=wide, dilation=dilation),
    )


def judge_padding(params: Params, given: Value) -> Judgement:
    """Return whether the padding (Ph, Pw) keeps both sides."""
    slides = _padding_slides(params, given)
    if slides is None:
        return Judgement(False, 0.0, (f"two whole numbers from 0 to {_MOST} are needed: Ph, Pw",))
    side = number(params, "H")
    right = [slide.positions == side for slide in slides]
    lines = tuple(
        f"{axis}: {side} + 2 × {slide.pad} − {slide.reach} + 1 = {slide.positions} "
        + ("✓" if good else f"✗ {side} is wanted")
        for (axis, _, _), slide, good in zip(AXES, slides, right, strict=True)
    )
    return Judgement(all(right), sum(right) / 2, lines)


def one_axis_kept(params: Params, given: Value) -> bool:
    """Return whether the padding keeps one side only."""
    slides = _padding_slides(params, given)
    return slides is not None and [s.positions == s.side for s in slides].count(True) == 1


def _given_stride(params: Params, given: Value) -> Slide | None:
    stride = _whole(given, 1)
    return None if stride is None else replace(window(params), stride=stride)


def judge_stride(params: Params, given: Value) -> Judgement:
    """Return whether the stride gives O positions."""
    slid = _given_stride(params, given)
    if slid is None:
        return Judgement(False, 0.0, (f"a stride is a whole number from 1 to {_MOST}",))
    reason = no_room(slid.padded, slid.reach)
    if reason:
        return Judgement(False, 0.0, (reason,))
    wanted = number(params, "O")
    good = slid.positions == wanted
    verdict = "✓" if good else f"✗ {wanted} are wanted"
    line = f"{slid.in_one_line()} = {slid.positions} {verdict}"
    return Judgement(good, float(good), (line,))


def shows(params: Params, given: Value, **change: int | bool) -> bool:
    """Return whether the stride is wrong, and right for the window with `change`."""
    slid = _given_stride(params, given)
    wanted = number(params, "O")
    if slid is None or slid.room < 0 or slid.positions == wanted:
        return False
    return replace(slid, **change).positions == wanted  # type: ignore[arg-type]
