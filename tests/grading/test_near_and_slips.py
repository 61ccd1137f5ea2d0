"""Near misses, slips and the order in which they are looked for."""

from __future__ import annotations

import math

import pytest

from engines.api import Judgement, LiveSlip
from engines.slips import SLIPS
from engines.values import (
    Acceptance,
    Bytes,
    Count,
    DType,
    ErrorName,
    Estimate,
    Float,
    Gaps,
    Int,
    Matrix,
    Option,
    Ordering,
    Output,
    Raises,
    SetOf,
    Shape,
    Text,
    TruthTable,
    Value,
    Vector,
    Weights,
)
from quizapp.grading.asked import Asked, KnownWrong, OptionAsked
from quizapp.grading.evaluate import evaluate, few_answers, possible_answers, together
from quizapp.grading.verdict import (
    Correct,
    EngineError,
    Invalid,
    Near,
    SlipFound,
    Unreadable,
    Verdict,
    Wrong,
)
from tests.grading.asking import ASKED


def verdict(text: str, acceptance: Acceptance, truth: Value, **more: object) -> Verdict:
    return evaluate(text, Asked(acceptance, truth, **more)).verdict  # type: ignore[arg-type]


GAPS = Gaps(length=2, accept=(("dispersion",), ()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("varience; divided", Near("nearly: check the spelling in gap 1")),
        ("disperson; divded", Near("nearly: check the spelling in gap 1 and 2")),
        ("variance; divided", Correct()),
    ],
)
def test_a_letter_off_in_a_gap_is_a_matter_of_spelling(text: str, expected: Verdict) -> None:
    assert verdict(text, GAPS, ("variance", "divided")) == expected


@pytest.mark.parametrize("text", ["varience; added", "mean; divided", "row; low"])
def test_another_word_in_a_gap_is_wrong(text: str) -> None:
    truth = ("low", "row") if text == "row; low" else ("variance", "divided")
    assert isinstance(verdict(text, GAPS, truth), Wrong)


@pytest.mark.parametrize(
    ("form", "text", "near"),
    [
        (Float(sig=2), "80e9", True),
        (Float(sig=2), "80,000,000,000", True),
        (Float(sig=2), "80e6", False),
        (Float(sig=2), "70e9", False),
        (Estimate(within=0.1), "81e9", True),
    ],
)
def test_a_number_written_out_where_billions_are_counted_is_near(
    form: Float | Estimate, text: str, near: bool
) -> None:
    asked = Asked(form, 80.0, counted=frozenset({"billion", "tokens"}))
    verdict = evaluate(text, asked).verdict
    assert isinstance(verdict, Near) is near
    if isinstance(verdict, Near):
        assert "counts billions" in verdict.reason


@pytest.mark.parametrize(
    ("text", "acceptance", "truth", "reason"),
    [
        ("0.33", Float(), 1 / 3, "one digit more is wanted: give 3 decimals"),
        ("0.67", Float(), 2 / 3, "one digit more is wanted: give 3 decimals"),
        ("0.666", Float(), 2 / 3, "rounded, not cut off: give 3 decimals"),
        ("-0.666", Float(), -2 / 3, "rounded, not cut off: give 3 decimals"),
        ("3", Float(places=1), 3.14, "one digit more is wanted: give 1 decimal"),
        ("12300", Float(sig=4), 12345.0, "one digit more is wanted: give 4 significant digits"),
        ("0.0012", Float(sig=3), 0.001234, "one digit more is wanted: give 3 significant digits"),
        ("12.4", Float(sig=4), 12.348, None),
        ("12.34", Float(sig=4), 12.348, "rounded, not cut off: give 4 significant digits"),
        ("0.33 0.67", Vector(), (1 / 3, 2 / 3), "one digit more is wanted: give 3 decimals"),
        ("0.333 0.67", Vector(), (1 / 3, 2 / 3), "one digit more is wanted: give 3 decimals"),
        ("0.33 0.66; 1 1", Matrix(), ((1 / 3, 2 / 3), (1, 1)), None),
        ("33.3", Float(share=True), 1 / 3, "give it as a share of 1"),
        ("0.333%", Float(share=True), 1 / 3, "give it as a share of 1"),
        ("0.333", Float(percent=True, places=1), 33.3, "give it in per cent"),
        ("33.3", Float(), 1 / 3, None),
        ("25.6M", Count(), 25_557_032, "the exact count is asked, not a rounded one"),
        ("25,560,000", Count(), 25_557_032, "the exact count is asked, not a rounded one"),
        ("25.5M", Count(), 25_557_032, None),
        ("10", Count(), 12, None),
        ("120", Count(), 123, None),
        ("17 GB", Bytes(), 2**34, "one digit more is wanted"),
        ("3", Output(), "3.0", "right value, but floats are printed"),
        ("[1, 2]", Output(), "[1. 2.]", "right value, but floats are printed"),
        ("3.0", Output(), "3", "right value, but whole numbers are printed"),
        ("0.33", Output(), "0.333", "one more decimal is printed"),
        ("0 1 2", Output(), "0\n1\n2", "look which of them share a line"),
        ("[1, 0]\n2", Output(), "tensor([1, 0]) tensor(2)", "look which of them share a line"),
        ("0 1 3", Output(), "0\n1\n2", None),
        ("13 18\n18 25", Output(), "[[13 18]\n [18 25]]", "printed with brackets"),
        ("13 18; 18 25", Output(), "[[13 18]\n [18 25]]", "printed with brackets"),
        ("13 18 18 25", Output(), "[[13 18]\n [18 25]]", None),
        ("NaN", Output(), "nan", "capitals count"),
        ("tensor([Inf, NAN])", Output(), "tensor([inf, nan])", "capitals count"),
        ("false\n1", Output(), "False\n1", "capitals count"),
        ("false", Output(), "True", None),
        ("3x4", Output(), "torch.Size([3, 4])", "think of what the print looks like"),
        ("4x3", Output(), "torch.Size([3, 4])", None),
        ("[product, a]", Output(), "['product', 'a']", "where Python prints quotes"),
        ("'relu' 3", Output(), "relu 3", "where Python prints quotes"),
        ("[product, b]", Output(), "['product', 'a']", None),
        ("(2, 3) torch.float64", Output(), "torch.Size([2, 3]) torch.float32", None),
        ("float32", Output(), "torch.float32", "a longer name is printed"),
        ("(2, 3) float32", Output(), "(2, 3) torch.float32", "a longer name is printed"),
        ("float16", Output(), "torch.float32", None),
        (str(2**31), Bytes(unit="GiB"), 2**31, "a bare number counts GiB: write the unit"),
        ("3", Output(), "4.0", None),
        ("1", Output(), "True", None),
        ("backpropogation", Text(), "backpropagation", "check the spelling"),
        ("backporpagation", Text(), "backpropagation", "check the spelling"),
        ("bakcprpagation", Text(), "backpropagation", None),
        ("sigmod", Text(), "sigmoid", "check the spelling"),
        ("tanj", Text(), "tanh", None),
        ("resnet 51", Text(), "resnet 50", None),
        ("LookupError", ErrorName(), Raises("KeyError"), "a direct relative"),
        ("UnboundLocalError", ErrorName(), Raises("NameError"), "a direct relative"),
        ("OpError", ErrorName(), Raises("InvalidArgumentError"), "a direct relative"),
        ("RuntimeError", ErrorName(), Raises("OutOfMemoryError"), "a direct relative"),
        ("IndexError", ErrorName(), Raises("KeyError"), None),
        ("LookupError", Output(), Raises("KeyError"), "a direct relative"),
    ],
)
def test_what_is_off_in_form_alone_is_near(
    text: str, acceptance: Acceptance, truth: Value, reason: str | None
) -> None:
    given = verdict(text, acceptance, truth)
    if reason is None:
        assert isinstance(given, Wrong), given
    else:
        assert isinstance(given, Near), given
        assert reason in given.reason


def test_transforms_are_never_combined() -> None:
    # Off by 100 and one decimal less, or one entry cut off and another short.
    assert isinstance(verdict("33", Float(share=True), 1 / 3), Wrong)
    assert isinstance(verdict("0.666 0.3", Vector(), (2 / 3, 0.3333)), Wrong)


@pytest.mark.parametrize(
    ("text", "acceptance", "truth", "name"),
    [
        ("-3", Int(), 3, "sign"),
        ("0.25", Float(), -0.25, "sign"),
        ("-1 -2", Vector(), (1, 2), "sign"),
        ("-1 2", Vector(), (1, 2), None),
        ("1 3; 2 4", Matrix(), ((1, 2), (3, 4)), "transposed"),
        ("1 4; 2 5; 3 6", Matrix(), ((1, 2, 3), (4, 5, 6)), "transposed"),
        ("20x10", Shape(), (10, 20), "transposed"),
        ("32x32x3", Shape(), (3, 32, 32), "layout"),
        ("2 1 3", Vector(), (1, 2, 3), "wrong-order"),
        ("4 3; 2 1", Matrix(), ((1, 2), (3, 4)), "wrong-order"),
        ("1 2 3 4", Matrix(), ((1, 2), (3, 4)), "layout"),
        ("1:1000", Float(), 0.001, "invalid"),
        ("1/4 at x=0", Float(), 0.25, "invalid"),
        ("1.443", Float(log=True), 1.0, "log-base"),
        ("0.434", Float(log=True), 1.0, "log-base"),
        ("1.443", Float(), 1.0, None),
        ("1.443 2.885", Vector(Float(log=True)), (1.0, 2.0), "log-base"),
        ("16 GB", Bytes(), 16 * 2**30, "units"),
        ("16 GiB", Bytes(), 16 * 10**9, "units"),
        ("16", Bytes(unit="GB"), 16 * 2**30, "units"),
        ("100", TruthTable(), (0, 0, 0, 1), "invalid"),
        ("1000", TruthTable(), (0, 0, 0, 1), None),
    ],
)
def test_general_slips_have_their_sentence(
    text: str, acceptance: Acceptance, truth: Value, name: str | None
) -> None:
    given = verdict(text, acceptance, truth)
    if name == "invalid":
        assert isinstance(given, Invalid)
        return
    assert isinstance(given, Wrong), given
    assert [slip.name for slip in given.slips] == ([] if name is None else [name])
    if name:
        assert name in SLIPS
        assert given.sentence.startswith(f"{text} is what comes out when ")


ONE_SIDE = LiveSlip("one_side", "one-side", "19 is what comes out when padding is added once.", 19)
HALVES = LiveSlip("halves", "rounding", "19 is what comes out when halves are dropped.", 19)
SHOWS = LiveSlip("shows", "sign", "Odd numbers come out when it is forgotten.", None)


def test_slips_that_come_to_one_value_are_told_together() -> None:
    given = verdict("19", Int(), 21, live=(ONE_SIDE, HALVES))
    assert given == Wrong(
        (SlipFound("one_side", "one-side"), SlipFound("halves", "rounding")),
        "19 is what comes out when either padding is added once, or halves are dropped.",
    )


def test_sentences_without_a_common_start_stand_side_by_side() -> None:
    assert together(["One.", "Two.", "One."]) == "Either: One. Or: Two."
    assert together(["Only this."]) == "Only this."
    said = ["7 comes out when the list is cut.", "7 comes out when the samples fit."]
    assert together(said) == "7 comes out when either the list is cut, or the samples fit."


def test_the_truth_comes_before_any_slip() -> None:
    same = LiveSlip("same", "sign", "21 is what comes out when it goes wrong.", 21)
    assert verdict("21", Int(), 21, live=(same,)) == Correct()
    known = (KnownWrong("21", "no"),)
    assert verdict("21", Int(), 21, known_wrong=known) == Correct()


def test_slips_that_show_in_what_was_given_come_after_those_with_a_value() -> None:
    odd = {"slip_of": lambda value: ("shows",) if value % 2 else ()}
    assert verdict("17", Int(), 21, live=(ONE_SIDE, SHOWS), **odd) == Wrong(
        (SlipFound("shows", "sign"),), "Odd numbers come out when it is forgotten."
    )
    by_value = verdict("19", Int(), 21, live=(ONE_SIDE, SHOWS), **odd)
    assert isinstance(by_value, Wrong)
    assert by_value.slips == (SlipFound("one_side", "one-side"),)
    assert verdict("18", Int(), 21, live=(SHOWS,), **odd) == Wrong()


def test_a_slip_that_is_not_live_is_never_reported() -> None:
    assert verdict("17", Int(), 21, slip_of=lambda value: ("shows",)) == Wrong()


def test_a_slip_is_not_asked_about_values_of_another_build() -> None:
    def fails(value: Value) -> tuple[str, ...]:
        raise IndexError(value)

    assert isinstance(verdict("1 2 3", Vector(), (1, 2), live=(SHOWS,), slip_of=fails), Wrong)
    failed = verdict("1 3", Vector(), (1, 2), live=(SHOWS,), slip_of=fails)
    assert isinstance(failed, EngineError)
    assert failed.phase == "slips"


def test_known_wrong_answers_come_before_general_slips() -> None:
    known = (KnownWrong("(-3)", "  The sign convention is PyTorch's.\n"),)
    assert verdict("-3", Int(), 3, known_wrong=known) == Wrong(
        sentence="The sign convention is PyTorch's."
    )
    general = verdict("-3", Int(), 3, known_wrong=(KnownWrong("unreadable", "x"),))
    assert isinstance(general, Wrong)
    assert general.slips[0].name == "sign"


@pytest.mark.parametrize(
    ("text", "acceptance", "truth", "answer"),
    [
        ("Layer-norm", Text(), "batch norm", "layer norm"),
        ("[1, 3]", Output(), "[1 2]", "[1 3]"),
        ("16 GB", Bytes(), 10**9, "16 GB"),
        ("half", DType(), "float32", "float16"),
    ],
)
def test_known_wrong_answers_are_compared_as_their_type(
    text: str, acceptance: Acceptance, truth: Value, answer: str
) -> None:
    given = verdict(text, acceptance, truth, known_wrong=(KnownWrong(answer, "why"),))
    assert given == Wrong(sentence="why")


def test_a_wrong_option_tells_why_and_names_its_slip() -> None:
    options = (
        OptionAsked("truth", "21"),
        OptionAsked("one_side", "19", "19 leaves one side out.", "one-side"),
        OptionAsked("o3", "20", "20 misses the last window."),
    )
    one = verdict("19", Option(), ("truth",), options=options)
    assert one == Wrong((SlipFound("one_side", "one-side"),), "19 leaves one side out.")
    assert verdict("c", Option(), ("truth",), options=options) == Wrong(
        sentence="20 misses the last window."
    )
    assert isinstance(verdict("truth", Option(), ("truth",), options=options), Invalid)


def _at_least_one(value: Value) -> Judgement:
    assert isinstance(value, tuple)
    w1, w2, b = (float(number) for number in value)  # type: ignore[arg-type]
    rows = [(x, y, int(w1 * x + w2 * y + b > 0)) for x in (0, 1) for y in (0, 1)]
    good = [out == (x or y) for x, y, out in rows]
    lines = tuple(f"{x}{y} gives {out}" for x, y, out in rows)
    return Judgement(all(good), sum(good) / 4, lines)


def test_a_design_is_judged_in_place_of_the_truth() -> None:
    asked = Asked(Weights(), (1, 1, -0.5), judge=_at_least_one)
    other = evaluate("w1=3 w2=2 b=-1", asked)
    assert other.verdict == Correct()
    assert other.evidence == ("00 gives 0", "01 gives 1", "10 gives 1", "11 gives 1")
    wrong = evaluate("1 1 -1.5 ?", asked)
    assert isinstance(wrong.verdict, Wrong)
    assert wrong.evidence[1] == "01 gives 0"
    assert wrong.sure is False


def test_a_judge_that_fails_never_blames_the_learner() -> None:
    def broken(value: Value) -> Judgement:
        raise ZeroDivisionError("no")

    graded = evaluate("1 1 1", Asked(Weights(), (1, 1, 1), judge=broken))
    assert graded.verdict == EngineError("judge", "ZeroDivisionError: no")


def test_unreadable_and_unknown_are_told_apart_from_wrong() -> None:
    unreadable = evaluate("10 @", ASKED["int"])
    assert isinstance(unreadable.verdict, Invalid)
    assert unreadable.verdict.position == 3
    assert isinstance(unreadable.reading, Unreadable)
    unknown = evaluate("?", ASKED["int"])
    assert unknown.verdict == Wrong(dont_know=True)
    assert unknown.sure is False
    assert evaluate("42?", ASKED["int"]).verdict == Correct()
    assert evaluate("42?", ASKED["int"]).sure is False


@pytest.mark.parametrize(
    ("name", "few", "number"),
    [
        ("option", True, 4),
        ("options", True, 15),
        ("bits3", True, 8),
        ("truth_table", True, 16),
        ("dtype", True, 12),
        ("error", True, 12),
        ("ordering", True, 6),
        ("pairs", True, 2),
        ("int", False, None),
        ("shape", False, None),
        ("float", False, None),
        ("text", False, None),
        ("weights", False, None),
        ("set", False, None),
    ],
)
def test_a_second_try_needs_twenty_possible_answers(
    name: str, few: bool, number: int | None
) -> None:
    assert few_answers(ASKED[name]) is few
    assert possible_answers(ASKED[name]) == number


def test_an_ordering_of_four_is_no_guess() -> None:
    four = Asked(Ordering(), ("a", "b", "c", "d"))
    assert few_answers(four) is False
    assert possible_answers(four) == math.factorial(4)


def test_a_set_misses_no_general_slip() -> None:
    assert verdict("2 1", SetOf(), (1, 2)) == Correct()
    given = verdict("-1 -2", SetOf(), (1, 2))
    assert isinstance(given, Wrong)
    assert given.slips == ()
