"""Nothing that gets through `clean` can move a cursor, change a terminal or hide text."""

from __future__ import annotations

import json
import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.textsafe import MAX_LINE, MAX_MARKS, clean, escaped_json, harmless

HOSTILE = {
    "clipboard write": ("a\x1b]52;c;ZXZpbA==\x07b", "ab"),
    "hyperlink": ("\x1b]8;;https://e.example\x1b\\here\x1b]8;;\x1b\\", "here"),
    "title": ("\x1b]0;owned\x07x", "x"),
    "device control string": ("a\x1bPq#0;2;0;0;0\x1b\\b", "ab"),
    "cursor report": ("\x1b[6nx", "x"),
    "reset": ("\x1bcx", "x"),
    "colour": ("\x1b[1;31mred\x1b[0m", "red"),
    "8-bit CSI": ("a\x9b2Jb", "ab"),
    "8-bit OSC": ("a\x9d52;c;eA==\x9cb", "ab"),
    "8-bit DCS": ("a\x90q\x9cb", "ab"),
    "application program command": ("a\x1b_payload\x1b\\b", "ab"),
    "privacy message": ("a\x1b^payload\x1b\\b", "ab"),
    "start of string": ("a\x1bXpayload\x1b\\b", "ab"),
    "unterminated OSC": ("a\x1b]52;c;never ends\nnext line", "a\nnext line"),
    "unterminated CSI": ("a\x1b[12;", "a"),
    "lone ESC": ("a\x1b", "a"),
    "ESC within a string": ("a\x1b]0;x\x1b[31mb", "ab"),
    "nested introducers": ("\x1b\x1b]0;x\x07[2Jy", "[2Jy"),
    "charset switch": ("\x1b(0lqk", "lqk"),
    "NUL": ("a\0b", "ab"),
    "bell and backspace": ("a\x07\x08b", "ab"),
    "delete": ("a\x7fb", "ab"),
    "right-to-left override": ("abc\u202efdp.exe", "abcfdp.exe"),
    "isolates": ("\u2066x\u2069", "x"),
    "zero width": ("pa\u200bss\u2060\ufeff", "pass"),
    "lone surrogate": ("a\ud800b", "a\ufffdb"),
    "tag characters": ("a\U000e0041b", "ab"),
    "carriage return": ("honest\revil", "honest\nevil"),
    "other line breaks": ("a\x0bb\x0cc\x85d\u2028e\u2029f", "a\nb\nc\nd\ne\nf"),
    "Windows lines": ("a\r\nb", "a\nb"),
    "tab": ("ab\tc", "ab  c"),
    "wide emoji stay": ("\N{ROBOT FACE} ok", "\N{ROBOT FACE} ok"),
    "accents stay": ("e\u0301te\u0301", "e\u0301te\u0301"),
    "markup is not its business": (
        "[/] a[i] [@click=app.quit]x[/]",
        "[/] a[i] [@click=app.quit]x[/]",
    ),
}


@pytest.mark.parametrize(("hostile", "expected"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_disarmed(hostile: str, expected: str) -> None:
    assert clean(hostile) == expected


def test_a_flood_of_marks_is_cut_for_each_base() -> None:
    flood = "o" + "\u0336" * 500 + "k" + "\u0301" * 2
    assert clean(flood) == "o" + "\u0336" * MAX_MARKS + "k" + "\u0301" * 2


def test_a_flood_of_marks_cannot_be_hidden_behind_zero_width_characters() -> None:
    assert clean("o" + "\u0336\u200b" * 50) == "o" + "\u0336" * MAX_MARKS


def test_a_long_line_is_cut_and_says_how_much_is_missing() -> None:
    shown = clean("x" * 1_000_000 + "\nshort")
    first, second = shown.split("\n")
    assert len(first) <= MAX_LINE
    kept = first.count("x")
    assert first.endswith(f"[{1_000_000 - kept} more characters]")
    assert second == "short"


def test_a_million_tabs_do_not_become_four_million_spaces() -> None:
    assert len(clean("\t" * 1_000_000)) <= MAX_LINE


def test_a_cut_line_of_tabs_counts_those_that_are_not_shown() -> None:
    shown, _, rest = clean("\t" * 3000).partition("[")
    assert rest == f"{3000 - (len(shown) - 1) // 4} more characters]"
    assert len(shown) > MAX_LINE - 50


def test_one_line_folds_every_break_and_tab() -> None:
    assert clean("  a\n\n b\tc\r\nd ", lines=False) == "a b c d"


@pytest.mark.parametrize("unit", ["\x1b[", "\x1b]", "\x9d", "\u0336", "\u202e", "\x1bP", "a\t"])
def test_long_hostile_text_takes_linear_time(unit: str) -> None:
    started = time.perf_counter()
    clean(unit * 200_000)
    assert time.perf_counter() - started < 2


CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


@given(st.text(st.characters() | st.sampled_from("\x1b[]P\\;\x07\x9b\x9c\x9d\u202e\u0336\t\n\r")))
def test_no_control_or_format_character_survives(text: str) -> None:
    shown = clean(text)
    assert not CONTROLS.search(shown)
    assert not {"Cf", "Cs", "Cc"} & {unicodedata.category(char) for char in shown if char != "\n"}
    assert shown.encode().decode() == shown


@given(st.text(st.characters() | st.sampled_from("\x1b\x7f\x9b\u202e\u2028\ud800\U000e0001é\n")))
def test_json_loads_to_the_same_and_shows_nothing_that_steers(text: str) -> None:
    written = json.dumps([text], ensure_ascii=False, indent=1)
    shown = escaped_json(written)
    assert json.loads(shown) == json.loads(written)
    assert shown.replace("\n", "").isprintable()


def test_what_can_be_read_in_json_is_left_as_it_is() -> None:
    assert escaped_json('["naïve ≈ 3·10⁸ 深層 😀"]') == '["naïve ≈ 3·10⁸ 深層 😀"]'
    assert escaped_json('["a\u009bb\u202ec"]') == r'["a\u009bb\u202ec"]'


@given(st.text(st.characters() | st.sampled_from("\x1b[]P\\;\x07\x9b\u0336\t\n\r"), max_size=9000))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once


@given(st.text(st.sampled_from("abc ×≥∂é中\n"), max_size=200))
def test_honest_text_is_left_as_it_is(text: str) -> None:
    assert clean(text) == text


def test_what_is_kept_is_disarmed_and_whole() -> None:
    long = "x" * (3 * MAX_LINE)
    assert harmless(f"\x1b[2Ja\tb\r\n{long}\u202e\x00") == f"a\tb\n{long}"
