"""What must hold of one question before it may be served: a table of rules over (question, family).

Each rule is a function that adds its problems to a report. A question with a problem from here is
not served; what is merely bad style is a matter of `bank check`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from quizapp.bank.arranged import contradicting, gaps
from quizapp.bank.fields import OptionsFrom
from quizapp.bank.model import (
    Choice,
    Cloze,
    Code,
    Compute,
    Design,
    Match,
    Multi,
    Order,
    Question,
    Recall,
    Snippet,
)
from quizapp.bank.problems import nearest
from quizapp.bank.rule_code import code_complete
from quizapp.bank.rule_numbers import answer_fits, params_fit, ranges_fit, together_fits
from quizapp.bank.rule_parts import parts_complete
from quizapp.bank.rule_texts import braces_closed, names_known
from quizapp.bank.validate import Report
from quizapp.grading.lines import blanks
from quizapp.grading.words import folded

if TYPE_CHECKING:
    from engines.api import Family

Rule = Callable[[Report, Question, "Family | None"], None]


def apply_rules(report: Report, question: Question, family: Family | None) -> bool:
    """Return whether the resolved question may be served; adds what is wrong to the report."""
    before = len(report.problems)
    for rule in RULES:
        rule(report, question, family)
    return len(report.problems) == before


def has_prompt(report: Report, question: Question, family: Family | None) -> None:
    """A question asks something."""
    if question.prompt is None and not isinstance(question, Cloze):
        hint = "add prompt: ..., or a family, which brings its own"
        report.add("QB202", ("prompt",), "the question has no prompt", hint, at_key=True)


def slips_known(report: Report, question: Question, family: Family | None) -> None:
    """Slips that are named exist."""
    known = tuple(family.slips) if family is not None else ()
    named = question.slips if isinstance(question.slips, tuple) else ()
    for i, slip in enumerate(named):
        if slip not in known:
            report.add(
                "QB212", ("slips", i), f"the family has no slip {slip!r}", nearest(slip, known)
            )
    for slip in question.slip_texts:
        if slip not in known:
            report.add(
                "QB212",
                ("slip_texts", slip),
                f"the family has no slip {slip!r}",
                nearest(slip, known),
                at_key=True,
            )
        elif question.slips != "all" and slip not in named:
            report.add(
                "QB212",
                ("slip_texts", slip),
                f"slips leaves {slip} out: its sentence is never told",
                "add it to slips, or delete the sentence",
                at_key=True,
            )


def kind_complete(report: Report, question: Question, family: Family | None) -> None:
    """A question has what its kind cannot do without."""
    match question:
        case Recall(answer=None):
            hint = "add answer: ..."
            report.add(
                "QB202", ("answer",), "a recall question needs its answer", hint, at_key=True
            )
        case Choice():
            _choice_complete(report, question, family)
        case Design() | Compute():
            _judge_fits(report, question, family)
        case Snippet():
            _snippet_complete(report, question)
        case Multi():
            parts_complete(report, question)
        case Code():
            code_complete(report, question, family)
        case Cloze():
            _cloze_complete(report, question)
        case Order():
            _distinct(report, "steps", question.steps)
            _no_places(report, question)
        case Match():
            _sides_differ(report, question)
        case _:
            pass


RULES: tuple[Rule, ...] = (
    has_prompt,
    params_fit,
    ranges_fit,
    together_fits,
    answer_fits,
    slips_known,
    kind_complete,
    names_known,
    braces_closed,
)
"""Every rule that decides whether a question is served; a further one is one line here."""


def _judge_fits(report: Report, question: Design | Compute, family: Family | None) -> None:
    """A design has a family with a judge, a computation none."""
    if isinstance(question, Design) and family is None:
        report.add("QB202", (), "a design question needs a family with a judge", "add family: ...")
    elif isinstance(question, Design) and family is not None and family.judge is None:
        message = f"{family.name} asks for a value, not for a design"
        report.add("QB214", ("family",), message, "make it kind: compute")
    elif isinstance(question, Compute) and family is not None and family.judge is not None:
        message = f"{family.name} asks for a design"
        report.add("QB214", ("kind",), message, "make it kind: design")


def _cloze_complete(report: Report, question: Cloze) -> None:
    """A cloze has gaps, each with one text, and further answers for gaps that it has."""
    names = [gap.name for gap in gaps(question.text)]
    if not names:
        hint = "write {{c1::the word}} where the gap is to be"
        report.add("QB216", ("text",), "the text has no gap", hint)
    for name, other in contradicting(question.text).items():
        report.add_within("QB216", ("text",), other, 0, f"{name} stands for two different texts")
    for name in question.accept:
        if name not in names:
            hint = nearest(name, names)
            report.add("QB216", ("accept", name), f"the text has no gap {name}", hint, at_key=True)


def _distinct(report: Report, field: str, texts: Sequence[str]) -> None:
    """Things to be put in order differ from each other."""
    for i, first in _repeated(texts):
        report.add("QB216", (field, i), f"it says the same as entry {first + 1}")


def _sides_differ(report: Report, question: Match) -> None:
    """The left sides of pairs differ from each other, and so do the right ones."""
    for side, name in enumerate(("left", "right")):
        for i, first in _repeated([pair[side] for pair in question.pairs]):
            message = (
                f"the {name} sides must differ:"
                f" in entry {i + 1} it says the same as entry {first + 1}"
            )
            report.add("QB216", ("pairs", i, side), message)


def _repeated(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the index of each text that was there before, and the index of the first like it."""
    seen: dict[str, int] = {}
    for i, text in enumerate(texts):
        first = seen.setdefault(" ".join(text.split()).casefold(), i)
        if first != i:
            yield i, first


_NUMERALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def _no_places(report: Report, question: Order) -> None:
    """No step is a numeral that is read as the number of a place when the order is typed."""
    places = {folded(str(place)): place for place in range(1, len(question.steps) + 1)}
    for i, step in enumerate(question.steps):
        place = places.get(folded(step))
        if place is None:
            continue
        layers = "1 layer" if place == 1 else f"{place} layers"
        hint = f'write it in words, as in "{_NUMERALS[place - 1]}" or "{layers}"'
        report.add(
            "QB216", ("steps", i), f"the step {step.strip()} reads like the number of a place", hint
        )
        return


def _snippet_complete(report: Report, question: Snippet) -> None:
    """A line that is asked for needs the author's own, and a place; cases go with a line only."""
    if question.ask not in ("fill", "fix"):
        if question.cases:
            report.add("QB215", ("cases",), "cases are for ask: fill and ask: fix", at_key=True)
        return
    if question.expect is None:
        report.add("QB202", (), f"ask: {question.ask} needs the right line", "add expect: ...")
    count = blanks(question.code)
    if question.ask == "fill" and count != 1:
        told = "has no blank" if count == 0 else f"has {count} blanks"
        report.add(
            "QB215", ("code",), f"the program {told}", "put ____ where the answer goes, once"
        )
    if question.ask == "fix" and count:
        report.add("QB215", ("code",), "a program to mend has no blank", "or say ask: fill")
    known = question.params
    for i, case in enumerate(question.cases):
        for name in case:
            if name not in known:
                hint = nearest(name, known) or "declare it in params"
                report.add(
                    "QB208",
                    ("cases", i, name),
                    f"there is no parameter {name!r}",
                    hint,
                    at_key=True,
                )


def _choice_complete(report: Report, question: Choice, family: Family | None) -> None:
    options = question.options
    if options is None:
        report.add(
            "QB202",
            (),
            "a choice question needs its options",
            "add options: [{text: ..., correct: true}, ...]",
        )
    elif isinstance(options, OptionsFrom):
        if family is None:
            report.add("QB213", ("options",), "options from slips need a family", "add family: ...")
        elif not family.slips:
            report.add(
                "QB213", ("options",), f"{family.name} has no slips", "write the options out"
            )
    else:
        right = sum(option.correct for option in options)
        if right == 0:
            report.add("QB213", ("options",), "no option is correct", "mark one with correct: true")
        elif right > 1 and not question.multi:
            second = [i for i, option in enumerate(options) if option.correct][1]
            report.add(
                "QB213",
                ("options", second, "correct"),
                f"{right} options are correct",
                "add multi: true, or keep one",
            )
        seen: dict[str, int] = {}
        for i, option in enumerate(options):
            folded = " ".join(option.text.split()).casefold()
            if folded in seen:
                report.add(
                    "QB213",
                    ("options", i, "text"),
                    f"it says the same as option {seen[folded] + 1}",
                )
            seen.setdefault(folded, i)
