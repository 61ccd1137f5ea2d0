"""What the fields of a bank's questions hold: ids, texts, points, options, evidence.

Validation is strict: no text for a number, no number for a yes or no. Sequences are tuples, in
values of any form too.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
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
"""Every kind of the format."""

Asked = Literal["often", "sometimes", "rarely"]
Skill = Literal["maths", "mechanism", "debugging", "trade-offs"]
Scoring = Literal["all_or_nothing", "each"]


def tuples(form: Any) -> Any:
    """Return a form of lists, mappings and values with tuples for lists."""
    if isinstance(form, (list, tuple)):
        return tuple([tuples(one) for one in form])
    if isinstance(form, dict):
        return {name: tuples(one) for name, one in form.items()}
    return form


ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
PART_PATTERN = r"^[a-z][a-z0-9]{0,7}$"
ENTRY_PATTERN = r"^[A-Za-z_][A-Za-z0-9_]{0,60}$"
KEY_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$"

MAX_PROSE = 20_000
"""Characters of a text."""

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=80)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=400, pattern=r"^[^\r\n]+$")]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=MAX_PROSE)]
ParamName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,31}$")]
GapName = Annotated[str, StringConstraints(pattern=r"^c[1-9]$")]
Ids = tuple[Id, ...]
Data = Annotated[Any, AfterValidator(tuples)]
Params = dict[ParamName, Data]


class Strict(BaseModel):
    """The common configuration: frozen, closed, no conversion between types."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question comes from: its bank and topic, its file, its first line there and its
    index in the file's list; `until` is the line at which the next entry begins, or the one behind
    the file's last. `yours` marks a question that a patch in one's own bank changed."""

    bank: str = ""
    topic: str = ""
    topic_title: str = ""
    path: Path = Path()
    line: int = 1
    column: int = 1
    index: int = 0
    until: int = 1
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
    def said(self) -> tuple[str, str]:
        """Return role and text."""
        for role in self.ROLES:
            if (text := getattr(self, role)) is not None:
                return role, text
        raise ValueError("a point without a text")

    @property
    def role(self) -> str:
        """Return `must`, `nice`, `red_flag` or `ask`."""
        return self.said[0]

    @property
    def text(self) -> str:
        """Return what a good answer says (or, for a red flag, must not say)."""
        return self.said[1]


class Wrong(Strict):
    """A known-wrong answer as a person would type it, and the sentence that it earns."""

    answer: str
    why: Prose


class Evidence(Strict):
    """What an interviewer shows when one of the words in `on` is asked for."""

    on: Annotated[tuple[Line, ...], Field(min_length=1)]
    show: Prose


class Part(Strict):
    """One part of a question in several: a family with parameters of its own, or taken from the
    question's by name, or from the answer to an earlier part (``{answer: a}``)."""

    id: Annotated[str, StringConstraints(pattern=PART_PATTERN)]
    family: Line
    prompt: Prose | None = None
    params: Params = Field(default_factory=dict)
    answer: dict[str, Data] = Field(default_factory=dict)
    expect: str | None = None
    weight: Annotated[float, Field(gt=0, le=100)] = 1.0


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
