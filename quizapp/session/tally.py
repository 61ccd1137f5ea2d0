"""What a session came to so far: counted from its answers, never kept beside them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from quizapp.grading.verdict import Partial
from quizapp.session.item import Item
from quizapp.session.loop import Outcome
from quizapp.srs.state import Rating


@dataclass(frozen=True, slots=True)
class Answered:
    """One question that was answered in this session; `row` is its log row, `seed` what drew it."""

    row: int
    key: str
    seed: int
    topic: str
    right: bool
    partial: bool
    sure: bool
    met_now: bool
    rating: Rating
    seconds: float
    sentence: str
    truth: str


@dataclass(frozen=True, slots=True)
class Tally:
    """The answers of a session that still stand, in order; `taken_back` are those that may come to
    stand again."""

    answers: tuple[Answered, ...] = ()
    taken_back: tuple[Answered, ...] = field(default=(), compare=False)

    @property
    def right(self) -> int:
        """Questions answered rightly."""
        return sum(answer.right for answer in self.answers)

    @property
    def met(self) -> int:
        """Questions met for the first time."""
        return sum(answer.met_now for answer in self.answers)

    @property
    def seconds(self) -> float:
        """Time on the questions, idle time cut out."""
        return sum(answer.seconds for answer in self.answers)

    @property
    def sure_and_wrong(self) -> tuple[Answered, ...]:
        """Answers that were wrong and not marked as unsure, worth a second look."""
        return tuple(a for a in self.answers if a.sure and not a.right and not a.partial)

    def of(self, key: str, seed: int) -> Answered | None:
        """Return the answer to the question that was drawn so, or None."""
        return next((a for a in self.answers if (a.key, a.seed) == (key, seed)), None)

    def add(self, answer: Answered) -> Tally:
        """Return the tally with one more answer."""
        return replace(self, answers=(*self.answers, answer))

    def without(self, row: int) -> Tally:
        """Return the tally without the answer of log row `row`."""
        gone = tuple(answer for answer in self.answers if answer.row == row)
        kept = tuple(answer for answer in self.answers if answer.row != row)
        return replace(self, answers=kept, taken_back=(*self.taken_back, *gone))

    def again(self, row: int) -> Tally:
        """Return the tally with the answer of log row `row` that was taken back."""
        back = tuple(answer for answer in self.taken_back if answer.row == row)
        left = tuple(answer for answer in self.taken_back if answer.row != row)
        return replace(self, answers=(*self.answers, *back), taken_back=left)

    def rerated(self, row: int, new_row: int, rating: Rating) -> Tally:
        """Return the tally with one answer's rating and row replaced."""
        return replace(
            self,
            answers=tuple(
                replace(a, row=new_row, rating=rating) if a.row == row else a for a in self.answers
            ),
        )


def answered(row: int, item: Item, outcome: Outcome) -> Answered:
    """Return the tally's line for one recorded outcome."""
    return Answered(
        row=row,
        key=item.key,
        seed=item.seed,
        topic=item.presented.topic,
        right=outcome.right,
        partial=isinstance(outcome.verdict, Partial),
        sure=outcome.sure,
        met_now=item.first_meeting,
        rating=outcome.suggested,
        seconds=outcome.seconds,
        sentence=outcome.sentence,
        truth=item.right,
    )
