"""What the answer depends on is said: each number of a draw stands in the prompt of that draw, and
none in its place that is another."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from engines import api
from engines.values import Value, as_number, from_json
from quizapp.bank.checks.figures import figures, readings
from quizapp.bank.checks.subject import Subject
from quizapp.bank.fields import OptionsFrom
from quizapp.bank.model import Choice, Compute, Design, Multi, Question
from quizapp.bank.problems import Severity
from quizapp.bank.substitute import uses, without_uses

if TYPE_CHECKING:
    from engines.api import Family, Params

_NAMED = re.compile(
    r"(?<![\w.·*/^(+−-])(?P<name>[A-Za-z]\w*) ?= ?(?P<number>[−-]?\d(?:[^\s;]*[^\s;,.:?)])?)"
)
_SWITCHED = re.compile(
    r"(?<![\w.])(?P<name>[A-Za-z_]\w*) ?= ?"
    r"(?:(?P<flag>True|False)\b|(?P<quote>['\"])(?P<word>[\w -]+)(?P=quote))"
)
_WORDS = {
    "stride": ("S", "moves at a time"),
    "padding": ("P", "added"),
    "dilation": ("D", "distance between the kernel"),
    "kernel_size": ("K", "side of the kernel"),
    "momentum": ("mu", "momentum"),
    "learning rate": ("lr", "the learning rate"),
    "lr": ("lr", "the learning rate"),
    "temperature": ("T", "the temperature"),
    "batch(?: size)?": ("B", "in the batch"),
}
"""Words of the field -> the parameter that they mean, in families whose own words for it hold
these: a letter may mean something else in another family."""
_CLOSE = Fraction(1, 10**9)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of one family: where, in which words (`own`: those that are about nothing
    else), with which numbers, which of them the author wrote (the others are the family's own),
    and which another part's answer is."""

    path: tuple[str | int, ...]
    text: str
    own: str
    family: Family | None
    params: Params
    written: Collection[str]
    taken: frozenset[str] = frozenset()


def numbers_are_shown(subject: Subject) -> None:
    """Each parameter on which the answer depends is named in the prompt: by `{{name}}` where it
    varies, else at least by its value, and not only where another one happens to have the same."""
    if subject.canonical is None:
        return
    told: set[str] = set()
    for asked in _asked(subject):
        contradicted = _contradicted(subject, asked, told)
        shown = {use.name for use in uses(asked.text)}
        said = figures(without_uses(asked.text))
        for name, value in asked.params.items():
            if name in shown or name in asked.taken or isinstance(value, (str, bool)):
                continue
            if name in contradicted or not _matters(subject.question, asked, name):
                continue
            together = _goes_together(subject.question, name, shown)
            if name in subject.question.vary or (
                together and not _is_said_in_each(subject, asked, name, shown, said)
            ):
                message = f"the prompt does not show {name}, on which the answer depends"
                hint = f"write {{{{{name}}}}}, or take {name} out of vary"
                subject.report.add("QB408", asked.path, message, hint)
            elif not (together or _is_said(value, said) or _is_default(asked, name)):
                message = f"the prompt does not say that {name} is {value}"
                subject.report.add("QB408", asked.path, message, severity="warning")


def _contradicted(subject: Subject, asked: _Asked, told: set[str]) -> frozenset[str]:
    """Tell where the prompt says another value of a parameter, behind its name or a word for it,
    and return those parameters. What is in `told` was told of another part."""
    found = {**_other_numbers(asked), **_other_words(asked)}
    for name, said in found.items():
        if said in told:
            continue
        told.add(said)
        path = ("prompt",) if said in (subject.question.prompt or "") else asked.path
        message = f"the prompt says {said}, where {name} is {asked.params[name]}"
        switched = isinstance(asked.params[name], (bool, str))
        hint = "mend one of the two" if switched else f"write {{{{{name}}}}}"
        severity: Severity = "problem" if name in asked.written else "warning"
        subject.report.add_within("QB408", path, said, 0, message, hint, severity=severity)
    return frozenset(found)


def _other_numbers(asked: _Asked) -> dict[str, str]:
    """Return the parameters of which the prompt says another number, with its words."""
    found: dict[str, str] = {}
    for name, numbers in {**_by_name(asked), **_by_word(asked)}.items():
        value = asked.params.get(name)
        if value is None or isinstance(value, (str, bool, tuple)) or name in asked.taken:
            continue
        if not any(_is_said(value, frozenset(each)) for _, each in numbers):
            found[name] = numbers[0][0]
    return found


def _other_words(asked: _Asked) -> dict[str, str]:
    """Return the parameters of which the prompt says another word, or that they are switched the
    other way, with its words: ``bias=False``, ``mode="same"``."""
    found: dict[str, str] = {}
    for match in _SWITCHED.finditer(asked.own):
        value = asked.params.get(match["name"])
        said = match["flag"] or match["word"]
        if isinstance(value, bool if match["flag"] else str) and str(value) != said:
            found.setdefault(match["name"], match.group())
    return found


_Said = list[tuple[str, tuple[Fraction, ...]]]
"""Places of a text that say a number, each with what it may be read as."""


def _by_name(asked: _Asked) -> dict[str, _Said]:
    """Return what the prompt says of parameters by their names, as in ``K = 3``."""
    found: dict[str, _Said] = {}
    for match in _NAMED.finditer(asked.own):
        for each in readings(match["number"]):
            found.setdefault(match["name"], []).append((match.group(), each))
    return found


def _by_word(asked: _Asked) -> dict[str, _Said]:
    """Return what the prompt says of the family's parameters by the field's words for them; nothing
    of one that it shows, since the word may then be about something else as well."""
    found: dict[str, _Said] = {}
    if asked.family is None:
        return found
    shown = {use.name for use in uses(asked.text)}
    for word, (name, doc) in _WORDS.items():
        if name in shown or not any(p.name == name and doc in p.doc for p in asked.family.params):
            continue
        for match in re.finditer(rf"\b{word}(?: of| is)? ?=? ?([−-]?\d[\d.]*)", asked.own):
            for each in readings(match[1].rstrip(".")):
                found.setdefault(name, []).append((match.group().rstrip("."), each))
    return found


def _asked(subject: Subject) -> Iterator[_Asked]:
    question, canonical = subject.question, subject.canonical
    assert canonical is not None
    prompt = question.prompt or ""
    match question:
        case Compute() | Design() | Choice(options=OptionsFrom()):
            params = canonical.params
            yield _Asked(("prompt",), prompt, prompt, subject.family, params, question.params)
        case Multi():
            whole = "\n".join([prompt, *(part.prompt for part in canonical.parts)])
            written = "\n".join([prompt, *(part.part.prompt or "" for part in canonical.parts)])
            for i, part in enumerate(canonical.parts):
                if part.part.prompt is None:
                    continue
                yield _Asked(
                    ("parts", i, "prompt"),
                    f"{written}\n{whole}",
                    f"{prompt}\n{part.part.prompt}",
                    api.family(part.part.family),
                    part.variant.params,
                    part.part.params,
                    frozenset(part.takes),
                )
        case _:
            pass


def _goes_together(question: Question, name: str, shown: set[str | None]) -> bool:
    """Whether it changes with others, and no shown word of its group stands for it."""
    for group in question.together:
        words = {key for key, value in group.items() if isinstance(value, str) and key in shown}
        if name in group and not words:
            return True
    return False


def _is_said_in_each(
    subject: Subject, asked: _Asked, name: str, shown: set[str | None], said: frozenset[Fraction]
) -> bool:
    """Whether the number, or each of several, is the same in all groups and `said`, or is in each
    group that of one other parameter which the prompt shows."""
    assert subject.canonical is not None
    own = subject.canonical.params
    groups = [{key: from_json(form) for key, form in g.items()} for g in subject.question.together]
    sets = [own, *({**own, **group} for group in groups)]
    entries = [_entries(params[name]) for params in sets if name in params]
    if len({len(each) for each in entries}) > 1:
        return False
    others = [[params.get(one) for params in sets] for one in own if one in shown]
    return all(
        (len(set(numbers)) == 1 and _is_said(numbers[0], said)) or list(numbers) in others
        for numbers in zip(*entries, strict=True)
    )


def _entries(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else (value,)


def _matters(question: Question, asked: _Asked, name: str) -> bool:
    """Whether another value of the parameter gives another answer."""
    if asked.family is None:
        truth = question.truth.torch if isinstance(question, Compute) and question.truth else ""
        return any(use.name == name for use in uses(truth))
    truth_of = _truth(asked.family, asked.params)
    if truth_of is None:
        return False
    others = (
        _truth(asked.family, {**asked.params, name: v}) for v in _others(question, asked, name)
    )
    return any(other is not None and other != truth_of for other in others)


def _truth(family: Family, params: Mapping[str, Any]) -> Value | None:
    try:
        return api.variant(family.name, params).truth
    except (api.BadParams, ArithmeticError, LookupError, TypeError, ValueError):
        return None


def _others(question: Question, asked: _Asked, name: str) -> Iterator[Value]:
    """Yield a few other values that a parameter may have."""
    form = question.vary.get(name)
    if form is not None and "choice" in form:
        yield from (from_json(value) for value in form["choice"][:4])
    if form is not None and "int" in form:
        yield from form["int"]
    yield from (from_json(group[name]) for group in question.together[:4] if name in group)
    value = asked.params[name]
    if isinstance(value, (int, float)):
        yield from (value + 1, value * 2, value / 2, 1, 0)
    elif isinstance(value, tuple) and value and isinstance(value[0], (int, float)):
        yield (value[0] + 1, *value[1:])
        yield (*value[:-1], value[-1] + 1)  # type: ignore[operator]


def _is_default(asked: _Asked, name: str) -> bool:
    """Whether the family takes this value where nothing is said."""
    if asked.family is None:
        return False
    others = {key: other for key, other in asked.params.items() if key != name}
    try:
        return api.complete(asked.family, others).get(name) == asked.params[name]
    except (api.BadParams, LookupError):
        return False


def _is_said(value: Value, said: frozenset[Fraction]) -> bool:
    if isinstance(value, tuple):
        return all(_is_said(entry, said) for entry in value)
    if isinstance(value, (str, bool)):
        return True
    exact = Fraction(str(as_number(value)))
    return any(abs(number - exact) <= abs(exact) * _CLOSE for number in said)
