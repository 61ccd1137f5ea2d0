"""A shown answer is read back and right, for every type and every way of writing it."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.values import (
    BYTE_UNITS,
    Acceptance,
    Bits,
    Bytes,
    Count,
    DType,
    ErrorName,
    Estimate,
    Float,
    Int,
    Matrix,
    Option,
    Ordering,
    Output,
    Pairs,
    Raises,
    SetOf,
    Shape,
    Text,
    TruthTable,
    Value,
    Vector,
    Weights,
)
from quizapp.grading.asked import Asked
from quizapp.grading.evaluate import evaluate
from quizapp.grading.readers.worded import DTYPES
from quizapp.grading.shown import shown_truth
from quizapp.grading.verdict import Correct, Read
from tests.grading.asking import shown
from tests.scale import n

EXAMPLES = n(6000, 120)

ints = st.integers(-(10**9), 10**9)
sizes = st.integers(1, 10**6)
finite = st.builds(
    lambda digits, power: digits * 10.0**power,
    st.integers(-(10**9), 10**9),
    st.integers(-12, 5),
)
tolerances = st.one_of(
    st.builds(Float, places=st.integers(0, 6)),
    st.builds(Float, sig=st.integers(1, 8)),
    st.builds(Float, rtol=st.sampled_from([0.5, 0.01, 1e-4, 1e-9])),
    st.builds(Float, rtol=st.sampled_from([0.01, 1e-6]), atol=st.sampled_from([1e-3, 5.0])),
    st.just(Float()),
    st.just(Float(percent=True)),
)


def _pair(acceptance: Acceptance, truth: Value, **more: object) -> Asked:
    return Asked(acceptance, truth, **more)  # type: ignore[arg-type]


def _options(texts: list[str], chosen: list[int], multi: bool) -> Asked:
    keys = sorted({f"o{place % len(texts) + 1}" for place in chosen})
    truth = tuple(keys if multi else keys[:1])
    return _pair(Option(multi=multi), truth, options=shown(*texts))


def _ordering(count: int, seed: int) -> Asked:
    items = shown(*(f"step {place}" for place in range(count)))
    keys = [item.key for item in items]
    random.Random(seed).shuffle(keys)
    return _pair(Ordering(), tuple(keys), options=items)


def _pairs(count: int, seed: int) -> Asked:
    left = shown(*(f"left {place}" for place in range(count)), prefix="l")
    right = shown(*(f"right {place}" for place in range(count)), prefix="r")
    keys = [item.key for item in right]
    random.Random(seed).shuffle(keys)
    pairs = tuple(zip((item.key for item in left), keys, strict=True))
    return _pair(Pairs(), pairs, options=left, targets=right)


words = st.text("abcdefghijklmnopqrstuvwxyzé -'", min_size=1, max_size=20).filter(
    lambda text: text.strip(" -'") != "" and text.strip() not in ("idk",)
)
printed = st.one_of(
    st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=30),
    st.lists(st.lists(finite.map(repr), min_size=1, max_size=3).map(" ".join), min_size=1)
    .map("\n ".join)
    .map("[{}]".format),
).filter(lambda text: text.strip("? ") != "" and text.strip().casefold() != "idk")
rows = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(finite, min_size=width, max_size=width).map(tuple), min_size=1, max_size=4
    )
)
ASKED: dict[str, st.SearchStrategy[Asked]] = {
    "int": st.builds(_pair, st.just(Int()), st.integers(-(10**40), 10**40)),
    "count": st.builds(_pair, st.builds(Count, st.none() | st.just(0.02)), st.integers(0, 10**18)),
    "bytes": st.builds(
        _pair, st.builds(Bytes, st.sampled_from(sorted(BYTE_UNITS))), st.integers(1, 10**16)
    ),
    "float": st.builds(_pair, tolerances, finite),
    "rational": st.builds(_pair, tolerances, st.fractions(-1000, 1000, max_denominator=10**6)),
    "nonfinite": st.builds(
        _pair, st.just(Float(allow_nonfinite=True)), st.sampled_from([math.inf, -math.inf])
    ),
    "shape": st.builds(
        lambda shape, hidden: _pair(Shape(rank=None if hidden else len(shape)), tuple(shape)),
        st.lists(st.integers(0, 10**6), max_size=5),
        st.booleans(),
    ),
    "batched": st.builds(
        lambda shape: _pair(Shape(batch=True, rank=len(shape) + 1), ("N", *shape)),
        st.lists(sizes, max_size=4),
    ),
    "vector": st.builds(
        lambda element, values, hidden: _pair(
            Vector(element, length=None if hidden else len(values)), tuple(values)
        ),
        tolerances,
        st.lists(finite, min_size=1, max_size=8),
        st.booleans(),
    ),
    "unordered": st.builds(
        lambda element, values: _pair(Vector(element, unordered=True), tuple(values)),
        tolerances,
        st.lists(finite, min_size=1, max_size=8),
    ),
    "whole vector": st.builds(
        lambda values: _pair(Vector(), tuple(values)), st.lists(ints, min_size=1, max_size=8)
    ),
    "matrix": st.builds(
        lambda element, values: _pair(
            Matrix(element, shape=(len(values), len(values[0]))), tuple(values)
        ),
        tolerances,
        rows,
    ),
    "set": st.builds(
        lambda values: _pair(SetOf(), tuple(values)), st.lists(ints, unique=True, max_size=8)
    ),
    "set of words": st.builds(
        lambda values: _pair(SetOf(Text()), tuple(values)),
        st.lists(st.text("abcdefgh", min_size=2, max_size=9), unique=True, min_size=1, max_size=4),
    ),
    "bits": st.builds(
        lambda values: _pair(Bits(length=len(values)), tuple(values)),
        st.lists(st.integers(0, 1), min_size=1, max_size=20),
    ),
    "truth_table": st.builds(
        lambda values: _pair(TruthTable(), values), st.tuples(*[st.integers(0, 1)] * 4)
    ),
    "dtype": st.builds(_pair, st.just(DType()), st.sampled_from(sorted(set(DTYPES.values())))),
    "text": st.builds(_pair, st.just(Text()), words),
    "output": st.builds(_pair, st.just(Output()), printed),
    "output error": st.builds(
        _pair, st.just(Output()), st.sampled_from(["KeyError", "ValueError"]).map(Raises)
    ),
    "error": st.builds(
        _pair,
        st.just(ErrorName()),
        st.sampled_from(["KeyError", "OutOfRangeError", "StopIteration", "Exception"]).map(Raises),
    ),
    "option": st.builds(
        _options,
        st.lists(words, min_size=2, max_size=6, unique_by=lambda text: " ".join(text.split())),
        st.lists(st.integers(0, 5), min_size=1, max_size=3),
        st.booleans(),
    ),
    "numeric option": st.builds(
        _options,
        st.lists(ints.map(str), min_size=2, max_size=6, unique=True),
        st.lists(st.integers(0, 5), min_size=1, max_size=1),
        st.just(False),
    ),
    "ordering": st.builds(_ordering, st.integers(2, 12), st.integers(0, 99)),
    "pairs": st.builds(_pairs, st.integers(1, 12), st.integers(0, 99)),
    "weights": st.builds(
        lambda values: _pair(Weights(), values),
        st.tuples(*[st.decimals(-9, 9, places=2).map(lambda d: float(d) + 0.0)] * 3),
    ),
    "estimate": st.builds(_pair, st.builds(Estimate, st.sampled_from([0.15, 0.01, 1e-5])), finite),
}


@pytest.mark.parametrize("name", ASKED)
def test_the_shown_answer_is_right(name: str) -> None:
    @given(asked=ASKED[name])
    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
    def check(asked: Asked) -> None:
        text = shown_truth(asked)
        graded = evaluate(text, asked)
        assert graded.verdict == Correct(), (text, asked.truth, graded)
        assert isinstance(graded.reading, Read)
        assert graded.sure

    check()


VARIANTS: dict[str, Callable[[str], str]] = {
    "blanks around": lambda text: f"  {text}\t ",
    "a line end": lambda text: f"{text}\r\n",
    "no-break blanks": lambda text: text.replace(" ", "\u00a0"),
    "thin blanks": lambda text: text.replace(" ", "\u2009"),
    "a Unicode minus": lambda text: text.replace("-", "\u2212"),
    "an en dash": lambda text: text.replace("-", "\u2013"),
    "a zero-width blank": lambda text: f"\u200b{text}\ufeff",
    "back-ticks": lambda text: f"`{text}`",
    "quotes": lambda text: f'"{text}"',
    "dollars": lambda text: f"${text}$",
    "a prefix": lambda text: f"the answer is {text}",
    "an equals sign": lambda text: f"= {text}",
    "not sure": lambda text: f"{text} ?",
    "full width": lambda text: text.translate({d: d + 0xFEE0 for d in range(0x30, 0x3A)}),
    "trailing zeros": lambda text: _with_zeros(text),
    "no zero in front": lambda text: text.replace("0.", ".") if text.startswith("0.") else text,
    "doubled blanks": lambda text: text.replace(" ", "  "),
}
NUMERIC = [
    "int",
    "float",
    "rational",
    "vector",
    "matrix",
    "shape",
    "bits",
    "truth_table",
    "weights",
]


def _with_zeros(text: str) -> str:
    return re.sub(r"([0-9]\.[0-9]+)(?![0-9.e])", r"\g<1>00", text)


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_right_answer_stays_right_however_it_is_dressed(variant: str) -> None:
    @given(asked=st.one_of(*(ASKED[name] for name in NUMERIC)))
    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
    def check(asked: Asked) -> None:
        text = VARIANTS[variant](shown_truth(asked))
        graded = evaluate(text, asked)
        assert graded.verdict == Correct(), (text, asked, graded)
        assert graded.sure is (variant != "not sure")

    check()


@given(value=st.fractions(max_denominator=10**6), places=st.integers(0, 6))
@settings(max_examples=EXAMPLES * 2, deadline=None)
def test_any_rounding_of_a_truth_is_right(value: Fraction, places: int) -> None:
    truth = float(value)
    text = f"{truth:.{places}f}"
    assert evaluate(text, Asked(Float(places=places), truth)).verdict == Correct()


@given(
    shape=st.lists(sizes, min_size=1, max_size=5),
    style=st.sampled_from(["x", " x ", "×", " by ", ",", ", ", " ", "*", " × ", " X "]),
    brackets=st.sampled_from(["", "()", "[]", "{}"]),
)
@settings(max_examples=EXAMPLES * 2, deadline=None)
def test_a_shape_is_right_in_every_style(shape: list[int], style: str, brackets: str) -> None:
    text = style.join(map(str, shape))
    if brackets:
        text = f"{brackets[0]}{text}{brackets[1]}"
    asked = Asked(Shape(rank=len(shape)), tuple(shape))
    assert evaluate(text, asked).verdict == Correct()


@given(values=rows, style=st.sampled_from(["numpy", "torch", "matlab", "bars", "lines", "python"]))
@settings(max_examples=EXAMPLES * 2, deadline=None)
def test_a_matrix_is_right_in_every_style(values: list[tuple[float, ...]], style: str) -> None:
    cells = [[repr(value) for value in row] for row in values]
    blank = [" ".join(row) for row in cells]
    comma = [", ".join(row) for row in cells]
    text = {
        "numpy": "[" + "\n ".join(f"[{row}]" for row in blank) + "]",
        "torch": "tensor([" + ",\n        ".join(f"[{row}]" for row in comma) + "])",
        "matlab": "[" + "; ".join(blank) + "]",
        "bars": " | ".join(blank),
        "lines": "\n".join(blank),
        "python": str([list(row) for row in values]),
    }[style]
    asked = Asked(Matrix(), tuple(values))
    assert evaluate(text, asked).verdict == Correct(), text
