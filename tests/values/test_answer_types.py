"""The types of answers: what is accepted, shown and asked, and how a mapping narrows them."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.values import (
    ANSWER_TYPES,
    Acceptance,
    AcceptanceProblem,
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
    acceptance_from,
    from_json,
    matched,
    narrow,
    show_number,
    show_value,
    to_json,
)
from tests.scale import n


def kuhn(element: Acceptance, given: tuple[Value, ...], truth: tuple[Value, ...]) -> int:
    """The slow, obvious matching by augmenting paths."""
    partner: dict[int, int] = {}

    def augment(index: int, seen: set[int]) -> bool:
        for place, wanted in enumerate(truth):
            if place in seen or not element.accepts(given[index], wanted):
                continue
            seen.add(place)
            if place not in partner or augment(partner[place], seen):
                partner[place] = index
                return True
        return False

    return sum(augment(index, set()) for index in range(len(given)))


tenths = st.integers(0, 40).map(lambda i: i / 10)
elements = st.sampled_from(
    [
        Float(atol=0.25),
        Float(atol=0.5),
        Float(rtol=0.3),
        Float(places=1),
        Float(sig=1),
        Int(),
        Count(approx=0.2),
        Estimate(within=0.4),
        Float(rtol=1.5),
    ]
)


@given(
    element=elements,
    given_entries=st.lists(tenths, max_size=9).map(tuple),
    truth=st.lists(tenths, max_size=9).map(tuple),
)
@settings(max_examples=n(20_000, 50), deadline=None)
def test_the_sweep_finds_as_many_partners_as_augmenting_paths(
    element: Acceptance, given_entries: tuple[float, ...], truth: tuple[float, ...]
) -> None:
    assert matched(element, given_entries, truth) == kuhn(element, given_entries, truth)


def test_infinities_and_words_find_their_partners_too() -> None:
    loose = Float(allow_nonfinite=True)
    inf, nan = math.inf, math.nan
    assert matched(loose, (inf, nan, 1.0, -inf), (nan, 1.0, inf, inf)) == 3
    assert matched(Float(), (inf,), (inf,)) == 0
    assert matched(Text(), ("a", "b", "a"), ("a", "c", "a")) == 2


@given(truth=st.floats(-1e12, 1e12), places=st.integers(0, 8), offset=st.fractions(-2, 2))
@settings(max_examples=n(10_000, 50), deadline=None)
def test_bounds_and_accepts_agree(truth: float, places: int, offset: Fraction) -> None:
    form = Float(places=places)
    low, high = form.bounds(truth)
    value = Fraction(truth) + offset * (high - low)
    assert form.accepts(value, truth) is (low <= value <= high)
    assert form.accepts(low, truth)
    assert form.accepts(high, truth)


@pytest.mark.parametrize(
    ("form", "value", "shown"),
    [
        (Int(), -3, "-3"),
        (Count(), 25_557_032, "25557032"),
        (Bytes(), 1024, "1024 B"),
        (Bytes(unit="GB"), 16_000_000_000, "16 GB"),
        (Bytes(unit="GB"), 2**34, "17.18 GB"),
        (Bytes(unit="MiB"), 3 * 2**20, "3 MiB"),
        (Float(), 1 / 3, "0.333"),
        (Float(places=0), 2.5, "2"),
        (Float(), -0.0001, "0.000"),
        (Float(sig=2), 12345.0, "12345"),
        (Float(sig=3), 0.000012345, "0.0000123"),
        (Float(rtol=1e-9), 1 / 3, "0.333333333"),
        (Float(rtol=0.01), 1 / 3, "0.333333"),
        (Float(allow_nonfinite=True), -math.inf, "-inf"),
        (Shape(), (2, 3), "(2, 3)"),
        (Shape(), (2,), "(2,)"),
        (Shape(), (), "()"),
        (Shape(batch=True), ("N", 3), "(N, 3)"),
        (Vector(), (0.5, 0.25), "[0.500, 0.250]"),
        (Vector(), (1.0, 2.0), "[1, 2]"),
        (Vector(Float(places=1)), (1.0, 2.0), "[1.0, 2.0]"),
        (Matrix(), ((1, 2), (3, 4.5)), "[[1.000, 2.000], [3.000, 4.500]]"),
        (SetOf(), (3, 1), "{3, 1}"),
        (SetOf(), (), "{}"),
        (Bits(), (1, 0, 1), "101"),
        (TruthTable(), (0, 1, 1, 0), "0110"),
        (DType(), "float32", "float32"),
        (Output(), "3.0\n", "3.0"),
        (Output(), Raises("ValueError"), "ValueError"),
        (ErrorName(), Raises("KeyError"), "KeyError"),
        (Option(), ("o1", "o3"), "o1, o3"),
        (Pairs(), (("1", "b"), ("2", "a")), "1b 2a"),
        (Weights(), (1, 1, -1.5), "w1=1 w2=1 b=-1.5"),
        (Estimate(), 7e9, "7000000000"),
        (Estimate(within=1e-5), 1.23456789, "1.23457"),
    ],
)
def test_values_are_shown(form: Acceptance, value: Value, shown: str) -> None:
    assert form.show(value) == shown


def test_every_type_says_what_it_asks_for() -> None:
    for name, cls in ANSWER_TYPES.items():
        sentence = cls().ask()
        assert cls.type == name
        assert sentence.endswith(".")
        assert sentence[0].isupper()


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        (Float(), "Give it to three decimals."),
        (Float(places=1), "Give it to one decimal."),
        (Float(places=0), "Give a whole number."),
        (Float(sig=2, unit="ms"), "Give it to two significant digits, in ms."),
        (Float(percent=True), "Give it to three decimals, in per cent."),
        (Float(rtol=0.01), "Within 1 % is right."),
        (Count(approx=0.02), "Give the count, within 2 %."),
        (
            Shape(rank=3, names=("channels", "height", "width")),
            "Give channels × height × width: three whole numbers.",
        ),
        (Vector(length=3), "Give three numbers, each to three decimals."),
        (Vector(Float(sig=2)), "Give the list, each to two significant digits."),
        (Vector(Float(places=1, percent=True)), "Give the list, each to one decimal, in per cent."),
        (Vector(Int(), unordered=True), "Give the list, in any order, whole."),
        (Matrix(Int(), shape=(2, 3)), "Give a 2×3 matrix, rows split by ;, whole."),
        (Bits(length=4), "Give 4 bits."),
    ],
)
def test_what_is_asked_follows_from_the_acceptance(form: Acceptance, sentence: str) -> None:
    assert form.ask() == sentence


@pytest.mark.parametrize(
    ("mapping", "form"),
    [
        ({"type": "int"}, Int()),
        ({"type": "float", "places": 2}, Float(places=2)),
        ({"type": "float", "rtol": "2%", "atol": 0.1}, Float(rtol=0.02, atol=0.1)),
        ({"type": "count", "approx": "2%"}, Count(approx=0.02)),
        ({"type": "bytes", "unit": "GiB"}, Bytes(unit="GiB")),
        ({"type": "vector", "element": {"places": 1}}, Vector(Float(places=1))),
        ({"type": "vector", "element": {"type": "int"}, "length": 2}, Vector(Int(), length=2)),
        ({"type": "matrix", "shape": [2, 3]}, Matrix(shape=(2, 3))),
        ({"type": "text", "accept": "relu", "not": ["tanh"]}, Text(("relu",), ("tanh",))),
        ({"type": "output", "strict": "dtype"}, Output(strict="dtype")),
        ({"type": "option", "multi": True, "scoring": "each"}, Option(True, "each")),
        ({"type": "shape", "zeros": True, "rank": 2}, Shape(rank=2, zeros=True)),
    ],
)
def test_a_mapping_describes_an_acceptance(mapping: dict[str, object], form: Acceptance) -> None:
    assert acceptance_from(mapping) == form


@pytest.mark.parametrize(
    ("mapping", "field", "word"),
    [
        ({"type": "flaot"}, "type", "float"),
        ({}, "type", "one of"),
        ({"type": "int", "place": 2}, "place", "it takes"),
        ({"type": "float", "place": 2}, "place", "places"),
        ({"type": "float", "places": "2"}, "places", ""),
        ({"type": "float", "places": True}, "places", ""),
        ({"type": "float", "places": 2, "sig": 2}, "places", ""),
        ({"type": "float", "rtol": -1}, "rtol", ""),
        ({"type": "float", "allow_nonfinite": "yes"}, "allow_nonfinite", ""),
        ({"type": "bytes", "unit": "GiBB"}, "unit", ""),
        ({"type": "matrix", "shape": [2]}, "shape", ""),
        ({"type": "matrix", "shape": [2, "x"]}, "shape", ""),
        ({"type": "matrix", "shape": [0, 2]}, "shape", ""),
        ({"type": "vector", "element": 3}, "element", ""),
        ({"type": "option", "scoring": "some"}, "scoring", ""),
        ({"type": "text", "accept": [1]}, "accept", ""),
        ({"type": "output", "strict": "yes"}, "strict", ""),
    ],
)
def test_a_mapping_at_fault_names_the_field(
    mapping: dict[str, object], field: str, word: str
) -> None:
    with pytest.raises(AcceptanceProblem) as caught:
        acceptance_from(mapping)
    assert caught.value.field == field
    assert word in caught.value.hint


def test_narrowing_keeps_the_type_and_replaces_the_tolerance() -> None:
    base = Float(sig=3, unit="ms")
    assert narrow(base, {"places": 1}) == Float(places=1, unit="ms")
    assert narrow(base, {"type": "float", "unit": "s"}) == Float(sig=3, unit="s")
    with pytest.raises(AcceptanceProblem, match="not int"):
        narrow(base, {"type": "int"})


VALUES: st.SearchStrategy[Value] = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(-(10**299), 10**299),
        st.floats(),
        st.fractions(),
        st.text(max_size=9),
        st.sampled_from(["ValueError", "KeyError"]).map(Raises),
    ),
    lambda inner: st.lists(inner, max_size=4).map(tuple),
    max_leaves=8,
)


@given(value=VALUES)
@settings(max_examples=n(10_000, 50), deadline=None)
def test_a_value_survives_its_json_form(value: Value) -> None:
    back = from_json(to_json(value))
    assert show_value(back) == show_value(value)
    assert to_json(back) == to_json(value)


@pytest.mark.parametrize(
    "form",
    [
        None,
        {},
        {"f": "1"},
        {"q": [1, 0]},
        {"q": [1]},
        {"raises": 3},
        {"a": 1},
        math.inf,
        10**300,
        {"f": "nan", "q": [1, 2]},
        [None],
    ],
)
def test_what_is_no_json_form_is_refused(form: object) -> None:
    with pytest.raises(ValueError, match="not the JSON form"):
        from_json(form)


def test_an_integer_of_more_than_300_digits_has_no_json_form() -> None:
    with pytest.raises(ValueError, match="300 digits"):
        to_json(10**300)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (Fraction(1, 3), "1/3"),
        (Fraction(1, 4), "0.25"),
        (Fraction(10**400, 3), f"{10**400}/3"),
        (2.0, "2"),
        (1e22, "1e+22"),
        (math.nan, "nan"),
        (True, "1"),
    ],
)
def test_numbers_are_shown_as_briefly_as_they_can_be_read_back(
    number: float | Fraction, shown: str
) -> None:
    assert show_number(number) == shown


_REAL = st.floats(-1e6, 1e6) | st.floats(allow_nan=False, allow_infinity=False)


@given(truth=_REAL, step=st.integers(-1200, 1200), places=st.integers(0, 6))
def test_float64_and_exact_rationals_accept_the_same(truth: float, step: int, places: int) -> None:
    rule = Float(places=places)
    given_number = truth + step / 1000 * 10.0**-places
    low, high = rule.bounds(truth)
    if math.isfinite(given_number):
        assert rule.accepts(given_number, truth) == (low <= Fraction(given_number) <= high)
