"""Reading an answer: a line, or a program line by line."""

from __future__ import annotations

from quizapp.plain.console import Console
from quizapp.session.loop import Loop

END = "."
HOW = "Type the function; a lone . or two empty lines end it."
MORE = "..."


def read_answer(console: Console, loop: Loop, prompt: str) -> str:
    """Return a line, or a program where the question wants one. Raises Stopped."""
    if not loop.item.takes_program:
        return console.ask(prompt)
    console.say([HOW])
    return read_program(console, prompt)


def read_program(console: Console, prompt: str) -> str:
    """Return the lines typed, blanks at their beginnings kept.

    They end with a lone dot or two empty lines. A first line that is empty, ``?`` or a command
    stands for itself. Raises Stopped.
    """
    first = console.ask(prompt)
    if first.strip() in ("", "?", END) or first.startswith("/"):
        return first
    lines = [first]
    read_rest(console, lines)
    return "\n".join(lines)


def read_rest(console: Console, lines: list[str]) -> None:
    """Read what follows the first of `lines` into it, up to a lone dot or two empty lines.

    Raises Stopped; `lines` holds what was typed until then.
    """
    while (line := console.ask(MORE)).strip() != END:
        if not line.strip() and not lines[-1].strip():
            del lines[-1]
            return
        lines.append(line)
