"""Questions made by Hypothesis: data that a topic file can hold, of every kind that is played."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from quizapp.bank.families import EngineFamilies
from quizapp.bank.model import Question
from quizapp.bank.roundtrip import entry
from quizapp.bank.source import Source
from quizapp.bank.topicfile import read_topic

HEAD = "format: 1\ntopic: made\ntitle: Made\nquestions:\n"

_LETTERS = st.characters(
    codec="utf-8",
    exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"),
    exclude_characters="{}\ufeff",
)
words = st.one_of(
    st.sampled_from(
        ["no", "0001", "0.30", "~", "a: b", "# x", "- y", "[1, 2]", "'", '"', "\\n", "1e5", "x #y"]
    ),
    st.text(_LETTERS, min_size=1, max_size=24),
).filter(lambda text: bool(text.strip()))
"""One line, of a kind that YAML likes to take for something else."""
_LONG = st.lists(words, min_size=8, max_size=20).map(" ".join)
prose = st.one_of(
    _LONG, words, st.lists(words | st.just(""), min_size=1, max_size=4).map("\n".join)
).filter(lambda text: bool(text.strip()))
"""Several lines, blank ones and blanks at the ends among them."""
ids = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)


def _common(kind: str) -> dict[str, st.SearchStrategy[Any]]:
    return {
        "kind": st.just(kind),
        "level": st.sampled_from(["beginner", "intermediate", "advanced"]),
        "asked": st.sampled_from(["often", "sometimes", "rarely"]),
        "tags": st.lists(ids, max_size=3),
        "seconds": st.integers(5, 7200),
        "prompt": prose,
        "explanation": prose,
        "hints": st.one_of(st.just("none"), st.lists(prose, min_size=1, max_size=2)),
        "sources": st.lists(words, max_size=2),
        "points": st.lists(st.builds(lambda t: {"must": t}, prose), min_size=1, max_size=2),
        "caveat": prose,
        "draft": st.booleans(),
    }


def _distinct(least: int) -> st.SearchStrategy[list[str]]:
    return st.lists(prose, min_size=least, max_size=4, unique_by=str.strip)


def _is_numeral(text: str) -> bool:
    return text.strip().isnumeric()


def _options(texts: list[str]) -> list[dict[str, Any]]:
    return [
        {"text": text, "correct": True} if place == 0 else {"text": text, "why": "No."}
        for place, text in enumerate(texts)
    ]


_OWN: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "recall": {"answer": prose},
    "choice": {"options": _distinct(2).map(_options)},
    # A numeral would be read as the number of a place.
    "order": {"steps": _distinct(3).filter(lambda steps: not any(map(_is_numeral, steps)))},
    "match": {
        "pairs": st.tuples(_distinct(3), _distinct(3)).map(
            lambda both: [list(pair) for pair in zip(*both, strict=False)]
        )
    },
    "cloze": {"text": st.just("The {{c1::slope}} is one.")},
    "compute": {
        "answer": st.just({"type": "int"}),
        "expect": st.integers(-(10**6), 10**6).map(str),
    },
    "snippet": {
        "language": st.just("torch"),
        "code": st.sampled_from(["print(1)\n", "x = 1\n\nprint(x)", "  print(2)\n"]),
        "expect": st.sampled_from(["1", "0001", "[1, 2]", "tensor([1., 2.])"]),
    },
}

_FAMILY = {
    "id": ids,
    "family": st.just("conv2d.output_size"),
    "params": st.fixed_dictionaries({"H": st.integers(12, 64), "K": st.sampled_from([1, 3, 5])}),
    "asked": st.sampled_from(["often", "rarely"]),
}


def _of_kind(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    optional = _common(kind)
    required = {"id": ids, "kind": optional.pop("kind"), "prompt": optional.pop("prompt")}
    return st.fixed_dictionaries({**required, **_OWN[kind]}, optional=optional)


def shuffled(fields: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return the same fields in any order."""
    return st.permutations(list(fields.items())).map(dict)


def topic_text(questions: list[dict[str, Any]]) -> str:
    """Return a topic file with these questions, in the spelling that the app writes."""
    lines: list[str] = []
    for fields in questions:
        first, *rest = entry(fields).rstrip("\n").split("\n")
        lines += [f"- {first}", *(f"  {line}" if line else "" for line in rest)]
    return HEAD + "".join(f"{line}\n" for line in lines)


def served(text: str) -> tuple[Question, ...]:
    """Return the questions that a topic file's text gives, without their places."""
    return tuple(
        question.model_copy(update={"place": Question.model_fields["place"].default})
        for question in read_topic(Source(Path("made.yaml"), text), EngineFamilies()).questions
    )


one_question: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.fixed_dictionaries(_FAMILY), *(_of_kind(kind) for kind in _OWN)
).flatmap(shuffled)
many_questions = st.lists(one_question, min_size=1, max_size=4, unique_by=lambda one: one["id"])
