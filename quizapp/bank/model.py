"""What a bank holds, as frozen pydantic models: one class for each kind of question.

The field names are those of the bank format. Validation is strict (no text for a number, no number
for a yes or no); sequences arrive as tuples. A question is validated by the class of its own kind,
found in KINDS, so that an error's path is a path in the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    model_validator,
)

Kind = Literal[
    "recall",
    "cloze",
    "choice",
    "order",
    "match",
    "compute",
    "design",
    "snippet",
    "code",
    "multi",
]
"""Every kind of the format, playable in this version or not."""

Level = Literal["beginner", "intermediate", "advanced"]
Asked = Literal["often", "sometimes", "rarely"]
Skill = Literal["maths", "mechanism", "debugging", "trade-offs"]

ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
KEY_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$"

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=80)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=400, pattern=r"^[^\r\n]+$")]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
ParamName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,31}$")]
Ids = tuple[Id, ...]
Params = dict[ParamName, Any]


class Strict(BaseModel):
    """The common configuration: frozen, closed, no conversion between types."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question comes from: its bank and topic, its file, its first line there and its
    index in the file's list. `yours` marks a question that a patch in one's own bank changed."""

    bank: str = ""
    topic: str = ""
    topic_title: str = ""
    path: Path = Path()
    line: int = 1
    column: int = 1
    index: int = 0
    yours: bool = False


class Point(Strict):
    """One observable point of a rubric; exactly one of the four fields is set."""

    must: Prose | None = None
    nice: Prose | None = None
    red_flag: Prose | None = None
    ask: Prose | None = None

    ROLES: ClassVar[tuple[str, ...]] = ("must", "nice", "red_flag", "ask")

    @model_validator(mode="after")
    def _exactly_one(self) -> Point:
        given = [role for role in self.ROLES if getattr(self, role) is not None]
        if len(given) != 1:
            raise ValueError("a point has exactly one of must, nice, red_flag, ask")
        return self

    @property
    def role(self) -> str:
        """Return `must`, `nice`, `red_flag` or `ask`."""
        return next(role for role in self.ROLES if getattr(self, role) is not None)

    @property
    def text(self) -> str:
        """Return what a good answer says (or, for a red flag, must not say)."""
        return str(getattr(self, self.role))


class Wrong(Strict):
    """A known-wrong answer as a person would type it, and the sentence that it earns."""

    answer: str
    why: Prose


class Evidence(Strict):
    """What an interviewer shows when one of the words in `on` is asked for."""

    on: Annotated[tuple[Line, ...], Field(min_length=1)]
    show: Prose


class OptionItem(Strict):
    """One option of a choice question; its key is its place in the file, from o1."""

    text: Prose
    correct: bool = False
    why: Prose | None = None


class OptionsFrom(Strict):
    """Options made from a family's slips: their values, or (`slip_names`) what went wrong."""

    source: Annotated[Literal["slips", "slip_names"], Field(alias="from")]
    count: Annotated[int, Field(ge=2, le=8)] = 4


class TorchTruth(Strict):
    """A truth given as an expression that the snippet interpreter runs."""

    torch: Prose


def _options_form(value: object) -> str:
    return "@list" if isinstance(value, (tuple, list)) else "@from"


Options = Annotated[
    Annotated[Annotated[tuple[OptionItem, ...], Field(min_length=2, max_length=12)], Tag("@list")]
    | Annotated[OptionsFrom, Tag("@from")],
    Discriminator(_options_form),
]


class Question(Strict):
    """What every kind has. `place` is set by the loader and is not a field of the format."""

    id: Id
    formerly: Ids = ()
    revision: Annotated[int, Field(ge=1)] = 1
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
    params: Params = {}
    vary: dict[ParamName, dict[str, Any]] = {}
    together: tuple[Params, ...] = ()
    slips: Literal["all", "none"] | tuple[Line, ...] = "all"
    slip_texts: dict[str, Prose] = {}
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
    scoring: Literal["all_or_nothing", "each"] = "all_or_nothing"
    shuffle: bool = True


class Compute(Question):
    """Type a value. `answer` narrows the acceptance (or gives it, where there is no family)."""

    kind: Literal["compute"]
    answer: dict[str, Any] = {}
    expect: str | None = None
    truth: TorchTruth | None = None


class Design(Question):
    """Type parameters that must have a property; the family's judge decides."""

    kind: Literal["design"]
    answer: dict[str, Any] = {}
    expect: str | None = None


class Snippet(Question):
    """Predict what a program prints or which error it raises; fill a blank, mend a line.

    `cases` are further sets of parameters on which a line must do what `expect` does.
    """

    kind: Literal["snippet"]
    language: Literal["tf1", "torch"]
    code: Prose
    ask: Literal["output", "error", "fill", "fix"] = "output"
    answer: dict[str, Any] = {}
    cases: Annotated[tuple[Params, ...], Field(max_length=8)] = ()
    expect: Prose | None = None


KINDS: dict[str, type[Question]] = {
    "recall": Recall,
    "choice": Choice,
    "compute": Compute,
    "design": Design,
    "snippet": Snippet,
}
"""The kinds that can be played, each with its model; a further kind is one line here."""

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


def question_fields(model: type[Question]) -> tuple[str, ...]:
    """Return the names that may stand in a question of this kind, as the file spells them."""
    return tuple(name for name in model.model_fields if name != "place")
