"""Seeds and the ladder of variants."""

from hypothesis import given
from hypothesis import strategies as st

from quizapp.srs.seeds import TOP_STAGE, next_stage, purpose, seed
from quizapp.srs.state import CardKey

KEY = CardKey("bank", "q")


def test_a_seed_is_the_same_everywhere() -> None:
    assert seed(b"salt", KEY, 3) == 2297688102906179450
    assert seed(b"salt", KEY, 3) == seed(b"salt", CardKey("bank", "q"), 3)


@given(st.binary(max_size=80), st.text(min_size=1), st.integers(0, 10**6))
def test_seeds_fit_a_signed_column_and_move_with_each_answer(
    salt: bytes, question: str, answers: int
) -> None:
    key = CardKey("bank", question)
    here = seed(salt, key, answers)
    assert 0 <= here < 2**63
    assert here != seed(salt, key, answers + 1)


def test_salt_and_key_matter() -> None:
    assert seed(b"a", KEY, 0) != seed(b"b", KEY, 0)
    assert seed(b"a", KEY, 1) != seed(b"a", CardKey("bank", "r"), 1)
    assert seed(b"a", CardKey("bank", "q1"), 1) != seed(b"a", CardKey("bank", "q"), 11)


def test_the_ladder_goes_from_canonical_to_live() -> None:
    assert [purpose(stage) for stage in range(5)] == [
        "canonical",
        "plain",
        "plain",
        "live",
        "live",
    ]
    first_passed = next_stage(0, passed=True)
    assert purpose(first_passed) == "plain"
    assert purpose(next_stage(first_passed, passed=True)) == "live"


def test_again_drops_one_rung_and_never_to_the_canonical_numbers() -> None:
    assert next_stage(0, passed=False) == 1
    assert next_stage(1, passed=False) == 1
    assert next_stage(3, passed=False) == 2
    assert next_stage(TOP_STAGE, passed=True) == TOP_STAGE
