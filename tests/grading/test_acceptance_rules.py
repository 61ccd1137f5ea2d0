"""What is taken for a truth: the acceptance rules with values at their bounds, through evaluate."""

from __future__ import annotations

import pytest

from engines.values import (
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
from quizapp.grading.verdict import Correct, Invalid, Near, Partial, Verdict, Wrong
from tests.grading.asking import NORMS, shown


def verdict(text: str, acceptance: Acceptance, truth: Value, **more: object) -> Verdict:
    return evaluate(text, Asked(acceptance, truth, **more)).verdict  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("acceptance", "truth", "right", "wrong"),
    [
        (Int(), 10, ["10", "10.0", "1e1", "20/2", "9+1"], ["11", "-9"]),
        (Count(), 1000, ["1000", "1k", "1,000", "1e3"], ["1001", "999"]),
        (Count(approx=0.02), 1000, ["980", "1020", "1,001"], ["979", "1021"]),
        (Shape(rank=2), (10, 20), ["10x20", "(10, 20)"], ["10x21", "11x20"]),
        (Bits(), (1, 0), ["10", "yes no"], ["11", "01"]),
        (TruthTable(), (0, 1, 1, 0), ["0110", "FTTF"], ["0111"]),
        (
            Output(),
            'T("a", shape=())',
            ["T('a',shape=())", 'T("a" , shape=())'],
            ['T("b", shape=())'],
        ),
        (Output(), "torch.Size([3, 4])", ["torch.size([3,4])", "(3, 4)"], ["torch.Size([4, 3])"]),
        (Float(places=2), 2.9, ["0.9*3+0.2 = 2.9", "c = 2.9", "c: 2.9"], ["c = 3.9"]),
        (DType(), "float32", ["torch.float32", "f32", "float"], ["double", "half"]),
        (SetOf(), (1, 2), ["{2, 1, 1}", "1 2"], ["1", "1 2 3", "{}"]),
        # Whole truths without a stated tolerance are exact, for vectors and matrices too.
        (Vector(), (1.0, 2.0), ["1 2", "1.0, 2.0", "[1, 4/2]"], ["1 2.0001", "0.9999 2"]),
        (Matrix(), ((1, 2), (3, 4)), ["1 2; 3 4"], ["1 2; 3 4.0001"]),
        (Vector(Float(places=3)), (1.0, 2.0), ["1 2.0005"], ["1 2.0006"]),
        (Vector(), (0.5, 2.0), ["0.5 2.0005", "0.5005 2"], ["0.5 2.0006"]),
        # The tolerance of a float at its very end; the truth is its float64.
        (Float(), 0.5, ["0.50051", "0.49949", "1/2"], ["0.50052", "0.49948"]),
        (Float(places=1), 2.5, ["2.551", "2.449"], ["2.552", "2.448"]),
        (Float(places=0), 7.0, ["7.51", "6.49"], ["7.52", "6.48"]),
        (Float(places=3), 3e9, ["3000000003", "2999999997"], ["3000000004"]),
        (Float(sig=3), 12345.0, ["12396", "12294", "1.23e4"], ["12397", "12293"]),
        (Float(sig=2), 0.00123, ["0.0012", "0.00128"], ["0.0013", "0.001282"]),
        (Float(rtol=0.01), 200.0, ["202", "198"], ["202.01", "197.99"]),
        (Float(atol=0.5), 200.0, ["200.5", "199.5"], ["200.51"]),
        (Float(rtol=0.01, atol=5.0), 200.0, ["205", "195"], ["205.01"]),
        (Float(places=3), 0.0, ["0", "0.00051", "-0.0005"], ["0.00052"]),
        (Float(), 1 / 3, ["1/3", "0.333", "0.3333333333", "33.3%"], ["0.332"]),
        (Estimate(), 100.0, ["115", "85", "1e2"], ["1001", "9"]),
        (Estimate(within=0.5), 100.0, ["150", "50"], ["1001"]),
        # Memory: exact when bare in bytes, else half a unit of the last digit and one per cent.
        (
            Bytes(),
            2**30,
            ["1073741824", "1 GiB", "1024 MiB", "1.07 GB", "1.074 GB"],
            ["1073741825"],
        ),
        (Bytes(unit="GB"), 16_780_000_000, ["16.78", "16.8", "16.8 GB", "16780 MB"], ["16.6"]),
        (Bytes(unit="GiB"), 16 * 2**30, ["16", "16 GiB", "17179869184 B"], ["15"]),
        (Bytes(unit="kB"), 4000, ["4", "4 KB", "4kB"], ["5"]),
        (
            Text(accept=("batch norm",)),
            "batch normalisation",
            ["Batch-Normalisation.", "BATCH  NORM", "“batch norm”", "batch norm!"],
            ["layer norm", "batch"],
        ),
        (Output(), "[1 2]", ["[1 2]", "[1  2]", "[1, 2]", "array([1, 2])"], ["[1 3]", "[1 2 3]"]),
        (Output(), "a b\nc", ["a  b\nc", " a b \n c\n"], ["a b c", "A b\nc"]),
        (Output(), "'abc'", ["'abc'"], ["abd"]),
        (Output(), "abc", ["abc", "'abc'", "`abc`"], ["abd"]),
        (Output(), "True", ["True"], ["1", "False", "ValueError", "error"]),
        (Output(), "3.0", ["3.0", "3.", "3.00", "tensor(3.)"], ["3.1", "ValueError"]),
        (Output(strict="dtype"), "3.0", ["3.0", "3."], ["3"]),
        (Output(), Raises("ValueError"), ["ValueError", "raises ValueError: x"], ["KeyError", "3"]),
        (ErrorName(), Raises("KeyError"), ["KeyError", "keyerror: 'a'"], ["ValueError"]),
        (ErrorName(any_error=True), Raises("KeyError"), ["KeyError", "ValueError"], []),
        (Weights(), (1, 1, -1.5), ["1 1 -1.5", "b=-3/2 w1=1 w2=1"], ["1 1 1.5"]),
    ],
    ids=lambda value: repr(value)[:50] if not isinstance(value, list) else "",
)
def test_right_and_wrong_answers(
    acceptance: Acceptance, truth: Value, right: list[str], wrong: list[str]
) -> None:
    for text in right:
        assert verdict(text, acceptance, truth) == Correct(), text
    for text in wrong:
        assert isinstance(verdict(text, acceptance, truth), Wrong), text


@pytest.mark.parametrize(
    ("text", "acceptance", "truth", "reason"),
    [
        ("2.5", Int(), 2, "a whole number is expected"),
        ("5/2", Count(), 2, "a whole number is expected"),
        ("inf", Float(), 1.0, "a finite number is expected"),
        ("1e401", Float(), 1.0, "beyond"),
        ("1 2 3", Vector(length=2), (0.5, 0.25), "2 entries are expected"),
        ("1 2; 3 4; 5 6", Matrix(shape=(2, 3)), ((1, 2, 3), (4, 5, 6)), "looks transposed"),
        ("10x10x10", Shape(rank=2), (10, 10), "2 numbers are expected"),
        ("4 Gb", Bytes(), 4, "bits?"),
        ("int", DType(strict_width=True), "int32", "which width?"),
        ("Exception", ErrorName(), Raises("ValueError"), "which error?"),
        ("an error", ErrorName(), Raises("ValueError"), "which error?"),
        ("error", Output(), Raises("ValueError"), "which error?"),
        ("banana", ErrorName(any_error=True), Raises("ValueError"), "name of an error"),
        ("", Float(), 1.0, "type an answer"),
    ],
)
def test_what_is_no_answer_of_the_type_costs_nothing(
    text: str, acceptance: Acceptance, truth: Value, reason: str
) -> None:
    given = verdict(text, acceptance, truth)
    assert isinstance(given, Invalid)
    assert reason in given.reason


@pytest.mark.parametrize("truth", ["Exception", "BaseException"])
def test_a_base_class_is_an_answer_where_it_is_the_truth(truth: str) -> None:
    assert verdict(truth, ErrorName(), Raises(truth)) == Correct()


def test_infinities_and_nan_are_equal_by_identity() -> None:
    loose = Float(allow_nonfinite=True)
    inf = float("inf")
    assert verdict("∞", loose, inf) == Correct()
    assert verdict("nan", loose, float("nan")) == Correct()
    assert isinstance(verdict("-inf", loose, inf), Wrong)
    assert isinstance(verdict("1e400", loose, inf), Wrong)
    assert isinstance(verdict("nan", loose, 1.0), Wrong)


def test_only_reckoned_numbers_are_rounded() -> None:
    # 0.1 + 0.2 is 3/10 as typed, 1.1e-17 from the truth; a float64 sum would be 5.5e-17 off.
    assert verdict("0.1 + 0.2", Float(atol=2e-17), 0.3) == Correct()
    assert verdict("sqrt(2)^2", Int(), 2) == Correct()
    assert verdict("2^0.5 * 2^0.5", Vector(), (2.0,)) == Correct()
    assert isinstance(verdict("2.0000001", Vector(), (2.0,)), Wrong)


def test_a_wrong_shape_is_wrong_where_the_prompt_hides_it() -> None:
    assert isinstance(verdict("1 2 3", Vector(), (0.5, 0.25)), Wrong)
    assert isinstance(verdict("1 2", Matrix(), ((0.5, 1.0), (0.5, 1.0))), Wrong)


def test_entries_that_differ_are_named() -> None:
    vector = verdict("0.5 0.3 0.2", Vector(), (0.5, 0.25, 0.25))
    assert vector == Wrong(sentence="Entries 2 and 3 differ.")
    matrix = verdict("1 2; 3 5", Matrix(), ((1, 2), (3, 4)))
    assert matrix == Wrong(sentence="The entry in row 2, column 2 differs.")


def test_a_share_of_the_entries_counts_where_the_question_says_so() -> None:
    truth = (0.5, 0.25, 0.125, 0.125)
    half = verdict("0.5 0.25 1 1", Vector(partial=True), truth)
    assert half == Partial(0.5, "Entries 3 and 4 differ.")
    assert isinstance(verdict("1 2 3 4", Vector(partial=True), truth), Wrong)
    three = verdict("1 2; 3 5", Matrix(partial=True), ((1, 2), (3, 4)))
    assert three == Partial(0.75, "The entry in row 2, column 2 differs.")


def test_an_unordered_vector_is_matched_under_its_rule() -> None:
    loose = Vector(Float(atol=0.25), unordered=True)
    # 1.2 must take 1.4, or 1.0 finds no partner: the nearest first would fail.
    assert verdict("1.2 1.0", loose, (1.0, 1.4)) == Correct()
    assert isinstance(verdict("1.0 1.0", loose, (1.0, 1.4)), Wrong)
    assert verdict("1 1 2", Vector(unordered=True), (1, 2, 1)) == Correct()
    assert isinstance(verdict("1 2 2", Vector(unordered=True), (1, 2, 1)), Wrong)


def test_what_a_set_lacks_is_named_for_when_the_truth_is_shown() -> None:
    given = verdict("{1, 4}", SetOf(), (1, 2, 3))
    assert isinstance(given, Wrong)
    assert given.sentence == "Not in the set: 4; 2 missing."
    assert given.detail == "Missing: 2, 3."


def test_several_options_are_all_or_nothing_unless_each_box_counts() -> None:
    truth = ("o1", "o3")
    strict, each = Option(multi=True), Option(multi=True, scoring="each")
    assert verdict("a c", strict, truth, options=NORMS) == Correct()
    assert isinstance(verdict("a", strict, truth, options=NORMS), Wrong)
    assert verdict("a", each, truth, options=NORMS) == Partial(0.75, "not as it should be: c")
    assert verdict("a b", each, truth, options=NORMS) == Partial(0.5, "not as it should be: b, c")
    assert isinstance(verdict("b d", each, truth, options=NORMS), Wrong)


def test_orderings_and_pairs_are_all_or_nothing_unless_partial() -> None:
    items = shown("one", "two", "three")
    order = ("o3", "o1", "o2")
    assert isinstance(verdict("3 2 1", Ordering(), order, options=items), Wrong)
    third = verdict("3 2 1", Ordering(partial=True), order, options=items)
    assert third == Partial(1 / 3, "Places 2 and 3 differ.")
    sides = {"options": items, "targets": shown("x", "y", "z", prefix="t")}
    truth = (("o1", "t2"), ("o2", "t1"), ("o3", "t3"))
    assert isinstance(verdict("1a 2a 3c", Pairs(), truth, **sides), Wrong)
    assert verdict("1b 2b 3c", Pairs(partial=True), truth, **sides) == Partial(
        2 / 3, "Pair 2 differs."
    )


def test_an_estimate_within_a_factor_of_ten_is_half_right() -> None:
    assert isinstance(verdict("115.1", Estimate(), 100.0), Partial)
    assert verdict("999", Estimate(), 100.0) == Partial(0.5, "the order of magnitude is right")
    assert isinstance(verdict("1000", Estimate(), 100.0), Wrong)
    assert isinstance(verdict("10", Estimate(), 100.0), Wrong)
    assert isinstance(verdict("-101", Estimate(), 100.0), Wrong)


def test_memory_with_a_unit_is_bound_by_its_last_digit_and_one_per_cent() -> None:
    truth = 100_000_000_000
    assert verdict("100.9 GB", Bytes(), truth) != Correct()
    assert verdict("100.05 GB", Bytes(), truth) != Correct()
    assert verdict("100.0 GB", Bytes(), 100_051_000_000) == Correct()
    assert verdict("100.0 GB", Bytes(), 100_052_000_000) != Correct()
    assert verdict("1e2 GB", Bytes(), truth) == Correct()
    # Half a unit of the last digit alone would take 3 GB for 2.6 GB.
    assert verdict("3 GB", Bytes(), 2_600_000_000) != Correct()


def test_words_to_be_refused_come_first() -> None:
    form = Text(accept=("cross entropy",), reject=("binary cross entropy",))
    assert isinstance(verdict("binary cross-entropy", form, "cross-entropy loss"), Wrong)
    both = Text(accept=("softmax",), reject=("softmax",))
    assert isinstance(verdict("softmax", both, "sigmoid"), Wrong)
    assert isinstance(verdict("overfitting", Text(reject=("overfitting",)), "overfittin"), Wrong)


def test_a_synonym_list_never_spells_a_near_miss_of_short_words() -> None:
    assert isinstance(verdict("rely", Text(), "relu"), Wrong)
    assert isinstance(verdict("momentun", Text(), "momentum"), Near)


def test_typed_numbers_stay_exact_at_the_bound() -> None:
    # The float64 of 0.1 lies 5.6e-18 above it, and so does the end of what is accepted.
    assert verdict("0.100510000000000005", Float(), 0.1) == Correct()
    assert isinstance(verdict("0.100510000000000006", Float(), 0.1), Wrong)
