"""What a check of texts is given: a question as it is written, and where to report."""

from __future__ import annotations

from typing import Protocol

from quizapp.bank.model import Question
from quizapp.bank.texts import Text
from quizapp.bank.validate import Report


class Page(Protocol):
    """A question and the report at its place; a subject under check is one, and so is a question
    that was read without the engine."""

    question: Question
    report: Report

    @property
    def texts(self) -> tuple[Text, ...]:
        """Every text of the question that a person may come to read."""
        ...
