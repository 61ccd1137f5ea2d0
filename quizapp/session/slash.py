"""The command language: the words behind a leading slash, the same in every face.

A word may be cut short as long as it stays unique: ``/hi`` is ``/hint``. ``/= 3*47`` reckons.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """One command: its word, what it does in a few words, and where it makes sense.

    `where`: asking · judged · both. `takes`: what may follow the word, empty for nothing.
    """

    name: str
    does: str
    where: str = "both"
    takes: str = ""


WORDS: tuple[Word, ...] = (
    Word("hint", "one hint more", "asking"),
    Word("example", "how an answer is typed", "asking"),
    Word("=", "reckon: /= 3*47", "both", "expression"),
    Word("unsure", "mark the answer as not sure", "asking"),
    Word("show", "show me, I don't know", "asking"),
    Word("skip", "put it aside for later in this session", "asking"),
    Word("again", "say the question again", "both"),
    Word("steps", "the worked steps", "judged"),
    Word("why", "the explanation in full", "judged"),
    Word("rate", "change the rating: /rate good", "judged", "again, hard, good or easy"),
    Word("mistyped", "I only mistyped: hard in place of again", "judged"),
    Word("undo", "take the last answer back, or what was just put away"),
    Word("redo", "let it stand again"),
    Word("bury", "not today"),
    Word("suspend", "not until I ask for it again; once more takes that back"),
    Word("star", "star it; once more takes that back"),
    Word("note", "keep a note with it: /note TEXT", "both", "text"),
    Word("report", "something is wrong with it: /report TEXT", "both", "text"),
    Word("help", "this list"),
    Word("stop", "stop here; nothing is lost"),
)


@dataclass(frozen=True, slots=True)
class Slash:
    """A command that was understood; `rest` is what followed the word."""

    name: str
    rest: str = ""


@dataclass(frozen=True, slots=True)
class NotACommand:
    """A leading slash with a word that is none; `near` is the closest one, or empty."""

    word: str
    near: str = ""


INTERVIEW_WORDS: tuple[Word, ...] = (
    Word("ask", "for evidence: /ask gradient norm", "asking", "what you want to see"),
    Word("aloud", "I said it out loud", "asking"),
    Word("hint", "one hint more; it counts", "asking"),
    Word("pass", "move on; it counts as passed", "asking"),
    Word("pause", "stop the clock, hide the question", "asking"),
    Word("clock", "hide the clock, or show it"),
    Word("=", "reckon: /= 3*47", "both", "expression"),
    Word("example", "how an answer is typed", "asking"),
    Word("again", "say the question again", "asking"),
    Word("help", "this list"),
    Word("stop", "end the round; the scorecard is made of what was answered"),
)
"""The words of a mock interview."""

FIRST_WORDS: tuple[Word, ...] = (
    Word("hint", "one hint more", "asking"),
    Word("example", "how an answer is typed", "asking"),
    Word("=", "reckon: /= 3*47", "both", "expression"),
    Word("show", "show me, I don't know", "asking"),
    Word("skip", "skip this part"),
    Word("help", "this list"),
    Word("stop", "leave for home; what was kept stays"),
)
"""The words of the first run."""


def narrow(text: str, where: str = "both", words: tuple[Word, ...] = WORDS) -> tuple[Word, ...]:
    """Return the commands that `text` (with its slash) may still become, in the table's order."""
    head = text[1:].split(" ", 1)[0].casefold()
    return tuple(
        word
        for word in words
        if word.name.startswith(head) and (where == "both" or word.where in (where, "both"))
    )


def parse(text: str, words: tuple[Word, ...] = WORDS) -> Slash | NotACommand | None:
    """Return the command in `text`, None where it does not begin with a slash."""
    stripped = text.strip()
    if not stripped.startswith("/"):
        return None
    if stripped.startswith("/="):
        return Slash("=", stripped[2:].strip())
    head, _, rest = stripped[1:].partition(" ")
    head = head.casefold()
    names = [word.name for word in words]
    if head in names:
        return Slash(head, rest.strip())
    fits = [name for name in names if head and name.startswith(head)]
    if len(fits) == 1:
        return Slash(fits[0], rest.strip())
    near = difflib.get_close_matches(head, names, 1)
    return NotACommand(head, near[0] if near else "")
