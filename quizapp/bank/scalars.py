"""Texts as a topic file holds them: plain where nothing misreads them, else quoted or a block."""

from __future__ import annotations

import json
import re
import textwrap

from quizapp.bank.plain_scalars import core_value

WIDTH = 96
"""Characters of a line before a long text is folded."""

_PLAIN = re.compile(r"[^\W_](?:.*[^\s:])?\Z")
_WORDS = frozenset({"yes", "no", "on", "off", "y", "n"})
"""What older readers of YAML take for true and false."""


def scalar(text: str) -> str:
    """Return `text` as a value on one line of a block: plain, or in double quotes."""
    return text if _is_plain(text) else quoted(text)


def quoted(text: str) -> str:
    """Return `text` in double quotes, whatever it holds; what cannot be seen is escaped."""
    return "".join(
        c if c.isprintable() else _escape(c) for c in json.dumps(text, ensure_ascii=False)
    )


def field(key: str, text: str) -> str:
    """Return `key: text` as a person would write it: in one line, folded, or line by line.

    The lines behind the first are indented by two.
    """
    text = text.rstrip("\n")
    if "\n" in text and _is_block(text):
        return f"{key}: |-\n{textwrap.indent(text, '  ')}"
    line = f"{key}: {scalar(text)}"
    if len(line) <= WIDTH or not _is_block(text):
        return line
    folded = textwrap.wrap(text, WIDTH - 2, break_long_words=False, break_on_hyphens=False)
    if " ".join(folded) != text:
        return line
    return f"{key}: >-\n" + textwrap.indent("\n".join(folded), "  ")


def _is_plain(text: str) -> bool:
    return (
        _PLAIN.match(text) is not None
        and text.isprintable()
        and ": " not in text
        and " #" not in text
        and text.casefold() not in _WORDS
        and _is_text(text)
    )


def _is_text(text: str) -> bool:
    """Whether YAML reads the plain text as a text rather than as a number or a truth value."""
    try:
        return core_value(text) == text
    except ValueError:
        return False


def _is_block(text: str) -> bool:
    """Whether the text may stand line by line, as it is."""
    lines = text.split("\n")
    return (
        bool(text.strip())
        and all(line.isprintable() for line in lines)
        and lines[0][:1].strip() != ""
        and lines[-1].strip() != ""
    )


def _escape(character: str) -> str:
    number = ord(character)
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"
