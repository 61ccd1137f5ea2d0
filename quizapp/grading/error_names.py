"""Names of errors: read out of what an interpreter prints, and who descends from whom."""

from __future__ import annotations

import builtins
import re

_NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9]*(?:\.[A-Za-z_][A-Za-z_0-9]*)*")
_ENDINGS = ("error", "exception", "warning", "interrupt", "exit", "iteration")
_VAGUE = frozenset({"error", "errors", "exception", "baseexception", "anerror", "raise", "raises"})

_FURTHER = {
    "linalgerror": ("runtimeerror", "valueerror"),
    "outofmemoryerror": ("runtimeerror",),
    "axiserror": ("valueerror", "indexerror"),
    "jsondecodeerror": ("valueerror",),
    "operror": ("exception",),
    **dict.fromkeys(
        (
            "abortederror",
            "alreadyexistserror",
            "cancellederror",
            "datalosserror",
            "deadlineexceedederror",
            "failedpreconditionerror",
            "internalerror",
            "invalidargumenterror",
            "notfounderror",
            "outofrangeerror",
            "permissiondeniederror",
            "resourceexhaustederror",
            "unauthenticatederror",
            "unavailableerror",
            "unimplementederror",
            "unknownerror",
        ),
        ("operror",),
    ),
}


def _parents() -> dict[str, frozenset[str]]:
    known = {
        name.casefold(): frozenset(base.__name__.casefold() for base in thing.__bases__)
        for name, thing in vars(builtins).items()
        if isinstance(thing, type) and issubclass(thing, BaseException)
    }
    return known | {name: frozenset(parents) for name, parents in _FURTHER.items()}


_PARENTS = _parents()
_ALIASES = {"ioerror": "oserror", "environmenterror": "oserror"}


def error_name(text: str) -> str:
    """Return the bare class name in `text` as spelled, or an empty text where there is none.

    It is the last dotted name before the first ``:`` or ``(``, of several words the last that
    ends like an error's name. A known name may be written in words: ``value error``.
    """
    head = re.split(r"[:(]", text.strip(), maxsplit=1)[0]
    names = _NAME.findall(head)
    if not names:
        return ""
    if (joined := _in_words(names)) in _PARENTS:
        return joined
    likely = [name for name in names if name.casefold().endswith(_ENDINGS)]
    return str((likely or names)[-1]).rsplit(".", 1)[-1]


def _in_words(names: list[str]) -> str:
    """Return ``value error``, behind whatever words, as ``valueerror``; else an empty text."""
    folded = [name.casefold() for name in names]
    if folded[-1] != "error":
        return ""
    starts = range(len(folded) - 1)
    return next((name for i in starts if (name := "".join(folded[i:])) in _PARENTS), "")


def same_error(given: str, truth: str) -> bool:
    """Say whether two bare names are one class, in any case."""
    return _folded(given) == _folded(truth)


def related(given: str, truth: str) -> bool:
    """Say whether one class is a direct parent of the other."""
    one, other = _folded(given), _folded(truth)
    return one in _PARENTS.get(other, ()) or other in _PARENTS.get(one, ())


def vague(name: str, truth: str) -> bool:
    """Say whether `name` names no class in particular, and is not the truth by chance."""
    return name.casefold() in _VAGUE and not same_error(name, truth)


def is_error_name(name: str) -> bool:
    """Say whether `name` can be a class of errors: known, or ending like one."""
    return name.casefold() in _PARENTS or name.casefold().endswith(_ENDINGS)


def _folded(name: str) -> str:
    bare = name.rsplit(".", 1)[-1].casefold()
    return _ALIASES.get(bare, bare)
