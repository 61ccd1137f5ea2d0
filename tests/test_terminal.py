"""How a terminal is judged."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from quizapp.config import Config
from quizapp.terminal import Terminal, judge, opens_plain, page_width, uses_ascii

GOOD = Terminal(80, 24, is_tty=True, utf8=True, colours=256, name="xterm-256color")


class Tty(io.TextIOWrapper):
    def __init__(self, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(), encoding=encoding)

    def isatty(self) -> bool:
        return True


def seen(environ: dict[str, str], encoding: str = "utf-8") -> Terminal:
    return judge(environ, Tty(), Tty(encoding))


@pytest.mark.parametrize(
    ("environ", "utf8"),
    [
        ({"LANG": "en_GB.UTF-8"}, True),
        ({"LANG": "C.utf8"}, True),
        ({"LANG": "C"}, False),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "POSIX"}, False),
        ({"LC_CTYPE": "de_DE.ISO-8859-1", "LANG": "de_DE.UTF-8"}, False),
    ],
)
def test_the_locale_decides_about_utf8(environ: dict[str, str], utf8: bool) -> None:
    assert seen(environ | {"TERM": "xterm"}).utf8 is utf8


def test_an_output_that_encodes_otherwise_is_not_utf8() -> None:
    assert seen({"LANG": "C.UTF-8", "TERM": "xterm"}, "latin-1").utf8 is False


@pytest.mark.parametrize(
    ("environ", "colours"),
    [
        ({"TERM": "xterm-256color"}, 256),
        ({"TERM": "xterm"}, 16),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, 1 << 24),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, 0),
        ({"TERM": "dumb"}, 0),
        ({}, 0),
    ],
)
def test_colours_are_counted(environ: dict[str, str], colours: int) -> None:
    assert seen(environ).colours == colours


def test_without_a_terminal_or_on_a_dumb_one_the_app_opens_plain() -> None:
    assert not opens_plain(Config(), GOOD)
    assert opens_plain(Config(ui="plain"), GOOD)
    assert opens_plain(Config(), replace(GOOD, is_tty=False))
    assert opens_plain(Config(), replace(GOOD, name="dumb"))
    assert judge({"TERM": "xterm"}, io.StringIO(), Tty()).is_tty is False


def test_ascii_follows_the_setting_and_else_the_terminal() -> None:
    assert not uses_ascii(Config(), GOOD)
    assert uses_ascii(Config(ascii=True), GOOD)
    assert uses_ascii(Config(), replace(GOOD, utf8=False))
    assert uses_ascii(Config(), replace(GOOD, name="linux"))
    assert uses_ascii(Config(), replace(GOOD, name="vt220"))
    assert not uses_ascii(Config(ascii=False), replace(GOOD, utf8=False))


def test_the_smallest_size_counts_as_large_enough() -> None:
    assert replace(GOOD, columns=60, rows=18).large_enough
    assert not replace(GOOD, columns=59).large_enough
    assert not replace(GOOD, rows=17).large_enough


@pytest.mark.parametrize(("columns", "wide"), [(20, 40), (60, 60), (80, 80), (200, 100)])
def test_a_page_is_as_wide_as_the_terminal_within_bounds(
    columns: int, wide: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert page_width(78, Tty()) == wide
    assert page_width(78, io.StringIO()) == 78
