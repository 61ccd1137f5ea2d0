"""Lines of a screen: what gives way, and what is never read as markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content

from quizapp.tui.glyphs import ASCII, UNICODE
from quizapp.tui.layout import Block, Look, columns, fit, spread, styled, wrapped
from quizapp.tui.prose import code, has_more, inline, plain_line, prose
from quizapp.wording import first_sentence

LOOK = Look(40, 24)


def plain(lines: list[Content]) -> list[str]:
    return [line.plain for line in lines]


def block(*texts: str, rank: int = 0, least: int = 0) -> Block:
    return Block([Content(text) for text in texts], rank, least)


def test_blocks_that_fit_keep_an_empty_line_between_them() -> None:
    lines, folded = fit([block("a"), block("b")], 3)
    assert plain(lines) == ["a", "", "b"]
    assert not folded


def test_empty_lines_give_way_before_text_does() -> None:
    lines, folded = fit([block("a"), block("b")], 2)
    assert plain(lines) == ["a", "b"]
    assert not folded


def test_the_lowest_rank_is_folded_first_down_to_its_least() -> None:
    lines, folded = fit([block("a", "b", "c", rank=1, least=1), block("d", "e", rank=2)], 3, "…")
    assert plain(lines) == ["a …", "d", "e"]
    assert folded


def test_what_must_stay_stays_even_where_there_is_no_room() -> None:
    lines, folded = fit([block("a", "b", least=2), block("c", least=1)], 1)
    assert plain(lines) == ["a", "b", "c"]
    assert not folded


@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.integers(0, 5), st.integers(0, 6)), min_size=1, max_size=6
    ),
    st.integers(1, 20),
)
def test_fitting_never_exceeds_the_rows_unless_the_least_lines_do(
    shapes: list[tuple[int, int, int]], rows: int
) -> None:
    blocks = [Block([Content("x")] * n, rank, min(least, n)) for n, rank, least in shapes]
    lines, folded = fit(blocks, rows)
    assert len(lines) <= max(rows, sum(b.least for b in blocks))
    kept = sum(bool(line.plain) for line in lines)
    assert folded == (kept < sum(n for n, _, _ in shapes))


def test_two_ends_of_a_line_meet_at_its_width() -> None:
    line = spread(Content("left"), Content("right"), Look(20, 1))
    assert line.plain == "left           right"


def test_the_left_end_is_cut_where_both_do_not_fit() -> None:
    line = spread(Content("a long title of a topic"), Content("question 8"), Look(20, 1))
    assert line.cell_length == 20
    assert line.plain.endswith(" question 8")


def test_columns_line_up_by_cells_and_not_by_characters() -> None:
    rows = [[Content("漢字"), Content("1")], [Content("ab"), Content("22")]]
    assert plain(columns(rows, gap=2, right=(1,))) == ["漢字   1", "ab    22"]


def test_long_lines_are_wrapped_with_what_follows_moved_in() -> None:
    lines = wrapped(Content("one two three four"), 10, hanging=2)
    assert plain(lines) == ["one two", "  three", "  four"]


@pytest.mark.parametrize("text", ["x[i] = v", "[/]", "List[int]", "[bold]b[/bold]", "a<b and c>d"])
def test_text_that_looks_like_markup_is_shown_as_it_stands(text: str) -> None:
    assert styled("> ", text).plain == f"> {text}"
    assert prose(text, LOOK)[0].plain == text
    assert code(text, 40)[0].plain == text


def test_escape_sequences_never_reach_a_line() -> None:
    hostile = "a\x1b]52;c;aGVsbG8=\x07b\x1b[2Jc\u202ed"
    assert inline(hostile, LOOK).plain == "abcd"
    assert "\x1b" not in "".join(plain(prose(hostile, LOOK)))


def test_paragraphs_are_filled_and_fences_are_not() -> None:
    text = "one\ntwo\n\n```python\nx = 1\n  y = 2\n```\n\nthree"
    assert plain(prose(text, LOOK)) == ["one two", "", "  x = 1", "    y = 2", "", "three"]


def test_the_rows_of_a_matrix_stay_under_each_other() -> None:
    text = "applied to\n\n 1 -3\n10  4.5\n\nWhat\ncomes out?"
    assert plain(prose(text, LOOK)) == [
        "applied to",
        "",
        "   1 -3",
        "  10  4.5",
        "",
        "What comes out?",
    ]


def test_code_between_back_ticks_is_bold_and_loses_them() -> None:
    line = inline("call `x[0]` now", LOOK)
    assert line.plain == "call x[0] now"
    assert [str(span.style) for span in line.spans] == ["bold"]


def test_stressed_words_lose_their_stars_and_products_keep_them() -> None:
    assert inline("always *no fraud*, 2 * 3 * 4, a*b*c, x**2", LOOK).plain == (
        "always no fraud, 2 * 3 * 4, a*b*c, x**2"
    )


def test_a_sentence_ends_at_a_full_stop_and_not_at_a_decimal_point() -> None:
    text = "Padding of 0.5 e.g. counts twice. Then more."
    assert first_sentence(text) == "Padding of 0.5 e.g. counts twice."
    assert has_more(text)
    assert not has_more("Just one.")


def test_ascii_terminals_get_maths_in_words() -> None:
    look = Look(40, 24, ASCII)
    assert plain_line("σ(x) ≤ 0.25", look) == "sigma(x) at most 0.25"
    assert plain_line("漢", look).isascii()


def test_every_sign_is_one_cell_wide_and_has_an_ascii_twin() -> None:
    for name in UNICODE.__slots__:
        sign, twin = getattr(UNICODE, name), getattr(ASCII, name)
        assert Content(sign).cell_length == 1, name
        assert len(twin) == 1, name
        assert twin.isascii(), name
