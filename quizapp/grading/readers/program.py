"""The reader of programs: the text as it stands, with its tabs, quotes and line breaks."""

from __future__ import annotations

from unicodedata import category

from quizapp.grading.normalise import Refused
from quizapp.grading.readers.understood import Understood

MAX_BYTES = 20_000
"""The longest program that is read, in bytes of UTF-8."""


def read_program(text: str) -> Understood:
    """Return the program; line breaks in one spelling, blank lines around it gone, no more.

    Python itself says what is wrong with it when it is run. Raises Refused for programs over
    MAX_BYTES and for control characters, which nobody sees.
    """
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise Refused(f"longer than {MAX_BYTES} bytes")
    for place, char in enumerate(text):
        if char.isascii() and (char.isprintable() or char in "\n\t\r"):
            continue
        if category(char) in ("Cc", "Cf", "Cs"):
            raise Refused("an invisible control character", place)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[0].strip():
        del lines[0]
    while lines and not lines[-1].strip():
        del lines[-1]
    if not lines:
        raise Refused("write the function, or ? alone to be shown one")
    count = len(lines)
    return Understood("\n".join(lines), f"{count} line{'' if count == 1 else 's'}")
