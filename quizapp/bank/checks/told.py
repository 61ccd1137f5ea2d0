"""What an explanation says the answer is: the draw's own, put in rather than written by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizapp.bank.checks.judging import judged
from quizapp.bank.checks.subject import Subject, numbers
from quizapp.bank.maths import plain
from quizapp.bank.model import Compute
from quizapp.bank.substitute import substitute, without_uses
from quizapp.bank.texts import Text
from quizapp.grading.verdict import Wrong

_TOLD = re.compile(
    r"\b[Tt]he answer (?:is|comes to|equals) (?:\*\*)?"
    r"(?P<answer>[−-]?\d(?:[\d.,]*\d)?)(?:\*\*|(?![\w^·×*/+]| ?[·×*/+]))"
)
_ANOTHER = re.compile(
    r"\b(?:if|with|without|were|would|instead|when|not|than|tempting|naive)\b", re.I
)
"""What makes the sentence one about another question, or about a mistake."""
_SENTENCE = re.compile(r"[.!?:;]\s")
_FEWEST_DIGITS = 2
_FEWEST_ANSWERS = 3


def told_answer_is_right(subject: Subject) -> None:
    """Where an explanation names the answer, it is right in every draw."""
    for text in _explanations(subject):
        for drawn, asked in subject.variants:
            shown = plain(substitute(text.text, drawn.params, drawn.right))
            for match in _TOLD.finditer(shown):
                begin = [end.end() for end in _SENTENCE.finditer(shown, 0, match.start())]
                if _ANOTHER.search(shown, begin[-1] if begin else 0, match.start()):
                    continue
                if isinstance(judged(subject, match["answer"], asked).verdict, Wrong):
                    said = match.group().replace("**", "")
                    message = f"the text says {said!r}, which is {drawn.right}{numbers(drawn)}"
                    subject.report.add_within(
                        "QB526", text.path, match["answer"], 0, message, "write {{answer}}"
                    )
                    return


def answer_is_put_in(subject: Subject) -> None:
    """An explanation of changing numbers does not hold the first draw's answer, written by hand."""
    question = subject.question
    answers = {str(asked.truth) for _, asked in subject.variants}
    if not (question.vary or question.together) or len(answers) < _FEWEST_ANSWERS:
        return
    canonical = subject.canonical
    if canonical is None or sum(c.isdigit() for c in canonical.right.strip("0.")) < _FEWEST_DIGITS:
        return
    for text in _explanations(subject):
        if "{{answer" in text.text:
            continue
        by_hand = re.compile(rf"(?<![\w.,]){re.escape(canonical.right)}(?!\w|[.,]\d)")
        if by_hand.search(without_uses(text.text)):
            message = f"{canonical.right} is the answer to the first numbers only"
            subject.report.add_within(
                "QB526",
                text.path,
                canonical.right,
                0,
                message,
                "write {{answer}}",
                severity="warning",
            )


def _explanations(subject: Subject) -> Iterator[Text]:
    if isinstance(subject.question, Compute):
        yield from (text for text in subject.texts if text.path == ("explanation",))
