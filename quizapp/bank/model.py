"""What a bank holds, as frozen pydantic models: one class for each kind of question.

The field names are those of the bank format. Validation is strict (no text for a number, no number
for a yes or no); sequences arrive as tuples. A question is validated by the class of its own kind,
found in KINDS, so that an error's path is a path in the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints

from quizapp.bank.fields import (
    ENTRY_PATTERN,
    Asked,
    Data,
    Evidence,
    GapName,
    Id,
    Ids,
    Kind,
    Line,
    Options,
    ParamName,
    Params,
    Part,
    Place,
    Point,
    Prose,
    Scoring,
    Skill,
    Strict,
    TorchTruth,
    Wrong,
)
from quizapp.levels import Level


class Question(Strict):
    """What every kind has. `place` is set by the loader and is not a field of the format."""

    id: Id
    formerly: Ids = ()
    revision: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    kind: Kind
    level: Level | None = None
    asked: Asked = "sometimes"
    tags: Ids = ()
    needs: Ids = ()
    contrast: Ids = ()
    skill: Skill | None = None
    sibling: Id | None = None
    seconds: Annotated[int, Field(ge=5, le=7200)] | None = None
    prompt: Prose | None = None
    family: Line | None = None
    params: Params = Field(default_factory=dict)
    vary: dict[ParamName, dict[str, Data]] = Field(default_factory=dict)
    together: tuple[Params, ...] = ()
    slips: Literal["all", "none"] | tuple[Line, ...] = "all"
    slip_texts: dict[str, Prose] = Field(default_factory=dict)
    wrong: tuple[Wrong, ...] = ()
    explanation: Prose | None = None
    hints: Literal["auto", "none"] | tuple[Prose, ...] = "auto"
    points: tuple[Point, ...] = ()
    followups: Ids = ()
    sources: tuple[Line, ...] = ()
    brief: Prose | None = None
    evidence: tuple[Evidence, ...] = ()
    caveat: Prose | None = None
    deprecated: Line | None = None
    draft: bool = False
    place: Place = Field(default=Place(), exclude=True)

    @property
    def key(self) -> str:
        """Return `bank-id/question-id`, which progress hangs on."""
        return f"{self.place.bank}/{self.id}"

    @property
    def bank(self) -> str:
        """Return the id of the bank."""
        return self.place.bank

    @property
    def topic(self) -> str:
        """Return the topic's name."""
        return self.place.topic

    @property
    def topic_title(self) -> str:
        """Return the topic's title as a person reads it."""
        return self.place.topic_title

    @property
    def position(self) -> str:
        """Return `path:line` of the question's first line."""
        return f"{self.place.path}:{self.place.line}"


class Recall(Question):
    """Think or type, reveal, tick the rubric, rate."""

    kind: Literal["recall"]
    answer: Prose | None = None


class Choice(Question):
    """Pick one option or several."""

    kind: Literal["choice"]
    options: Options | None = None
    multi: bool = False
    scoring: Scoring = "all_or_nothing"
    shuffle: bool = True


class Compute(Question):
    """Type a value. `answer` narrows the acceptance (or gives it, where there is no family)."""

    kind: Literal["compute"]
    answer: dict[str, Data] = Field(default_factory=dict)
    expect: str | None = None
    truth: TorchTruth | None = None


class Design(Question):
    """Type parameters that must have a property; the family's judge decides."""

    kind: Literal["design"]
    answer: dict[str, Data] = Field(default_factory=dict)
    expect: str | None = None


class Snippet(Question):
    """Predict what a program prints or which error it raises; fill a blank, mend a line.

    `cases` are further sets of parameters on which a line must do what `expect` does.
    """

    kind: Literal["snippet"]
    language: Literal["tf1", "torch"]
    code: Prose
    ask: Literal["output", "error", "fill", "fix"] = "output"
    answer: dict[str, Data] = Field(default_factory=dict)
    cases: Annotated[tuple[Params, ...], Field(max_length=8)] = ()
    expect: Prose | None = None


class Code(Question):
    """Write a function, which is called on several cases and compared with the family's truth.

    It gets the family's parameters by name, or those in `arguments` in that order. `solution` is
    the author's own; `cases` are further sets of parameters.
    """

    kind: Literal["code"]
    entry: Annotated[str, StringConstraints(pattern=ENTRY_PATTERN)]
    signature: Line
    starter: Prose | None = None
    solution: Prose
    arguments: tuple[ParamName, ...] = ()
    cases: Annotated[tuple[Params, ...], Field(max_length=11)] = ()


class Cloze(Question):
    """Fill the gaps ``{{c1::...}}`` of a text. `accept` holds further answers for each gap."""

    kind: Literal["cloze"]
    text: Prose
    accept: dict[GapName, tuple[Line, ...]] = Field(default_factory=dict)
    scoring: Scoring = "all_or_nothing"


class Order(Question):
    """Put steps, written in their right order, into order."""

    kind: Literal["order"]
    steps: Annotated[tuple[Prose, ...], Field(min_length=3, max_length=9)]
    scoring: Scoring = "all_or_nothing"


class Match(Question):
    """Pair what stands on the left with what stands on the right."""

    kind: Literal["match"]
    pairs: Annotated[tuple[tuple[Prose, Prose], ...], Field(min_length=3, max_length=9)]
    scoring: Scoring = "all_or_nothing"


class Multi(Question):
    """Several parts, later ones on the answers of earlier ones. `carry`: a part that is right for
    the learner's own wrong earlier answer earns half."""

    kind: Literal["multi"]
    parts: Annotated[tuple[Part, ...], Field(min_length=2, max_length=6)]
    carry: bool = False


AnyQuestion = Annotated[
    Recall | Cloze | Choice | Order | Match | Compute | Design | Snippet | Multi | Code,
    Field(discriminator="kind"),
]
"""The kinds that can be played; a further kind is one name here."""

KINDS: dict[str, type[Question]] = {
    get_args(model.model_fields["kind"].annotation)[0]: model
    for model in get_args(get_args(AnyQuestion)[0])
}
"""The model of each kind."""

ALL_KINDS: tuple[str, ...] = get_args(Kind)


class Bank(Strict):
    """The bank's own file, `bank.yaml`."""

    format: Literal[1]
    id: Id
    title: Line
    version: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z.+-]{0,39}$")] = "1"
    licence: Line | None = None
    retired: Ids = ()


class TopicHead(Strict):
    """A topic file without its questions, which are validated one by one."""

    format: Literal[1]
    topic: Id
    title: Line


@dataclass(frozen=True, slots=True)
class TopicFile:
    """A topic file as it was read: the questions that are good, in the file's order."""

    format: int
    topic: str
    title: str
    questions: tuple[Question, ...]


class Role(Strict):
    """A job that people prepare for: its topics with their weights."""

    title: Line
    topics: dict[Id, Annotated[float, Field(gt=0, le=100)]]


class Roles(Strict):
    """The reserved file `roles.yaml`."""

    format: Literal[1] = 1
    roles: dict[Id, Role]


@lru_cache(maxsize=len(KINDS) + 1)
def question_fields(model: type[Question]) -> tuple[str, ...]:
    """Return the names that may stand in a question of this kind, as the file spells them."""
    return tuple(name for name in model.model_fields if name != "place")
