"""The canonical form: one order, the same meaning, every comment, and nothing on a second run."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.bank.canonical import QUESTION_ORDER, NotCanonical, canonical
from quizapp.bank.formatting import formatted, topic_files
from quizapp.bank.insertion import CannotWrite
from quizapp.bank.library import bundled_bank
from quizapp.bank.model import KINDS, question_fields
from quizapp.bank.problems import Problem
from quizapp.bank.source import Source, read_source
from quizapp.bank.topicfile import compose_topic
from tests.made_questions import HEAD, many_questions, served, topic_text
from tests.scale import n

MODELINE = "# yaml-language-server: $schema=schema/bank.schema.json\n"

LOOSE = """\
# about the file
title: T   # of the file
questions:
# about one
- formerly: []
  # about kind
  kind: recall
  prompt: |
     Look:
       # no comment

  id: one
  # about expect
  expect: [1,2]
  answer: 'A'   # trailing
  points:
  - must: x
      # deep
# two
- {level: beginner, id: two, seconds: 0030}
-  # three
  asked: often
  id: three
  prompt: >-
    a
    b
       c

    d
# the end
format: 1
"""

TIDY = """\
# yaml-language-server: $schema=schema/bank.schema.json
# about the file
# the end
format: 1
title: T   # of the file
questions:

  # about one
  - id: one
    formerly: []
    # about kind
    kind: recall
    prompt: |
      Look:
        # no comment
    answer: 'A' # trailing
    # about expect
    expect: "[1,2]"
    points:
      - must: x
      # deep

  # two
  - id: two
    level: beginner
    seconds: 0030

  # three
  - id: three
    asked: often
    prompt: >-
      a
      b
         c

      d
"""


def form(text: str) -> str:
    return canonical(Source(Path("x.yaml"), text))


def data(text: str) -> Any:
    composed = compose_topic(Source(Path("x.yaml"), text))
    assert not isinstance(composed, Problem)
    return composed.data


def test_keys_questions_and_comments_get_their_places() -> None:
    assert form(LOOSE) == TIDY
    assert form(TIDY) == TIDY
    assert data(LOOSE) == data(TIDY)


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("format: 1\nquestions: []\n", "format: 1\nquestions: []\n"),
        ("--- {format: 1, questions: []}\n", "format: 1\nquestions: []\n"),
        ("---\n# a\nquestions:\nformat: 1\n", "# a\nformat: 1\nquestions:\n"),
        (
            "{format: 1, questions: [{kind: recall, id: x}]}",
            "format: 1\nquestions:\n\n  - id: x\n    kind: recall\n",
        ),
        (
            "format: 1\nquestions:\n- id: x\n  odd: 1\n  kind: recall\n\n\n\n- id: y\n",
            "format: 1\nquestions:\n\n  - id: x\n    kind: recall\n    odd: 1\n\n  - id: y\n",
        ),
        (
            "format: 1\nquestions:\n- id: x\n  prompt: |+\n    a\n\n\n- id: y\n",
            "format: 1\nquestions:\n\n  - id: x\n    prompt: |+\n      a\n\n\n  - id: y\n",
        ),
        (
            "format: 1\nquestions:\n  - id: x\n  # last words\n\n\n  # two\n\n\n# end\n",
            "format: 1\nquestions:\n\n  - id: x\n\n  # last words\n\n  # two\n\n# end\n",
        ),
        ("# a\nquestions:\n  # b\n  - id: x\n", "# a\nquestions:\n\n  # b\n  - id: x\n"),
    ],
)
def test_every_shape_of_file_has_one_form(text: str, tidy: str) -> None:
    assert form(text) == MODELINE + tidy
    assert form(form(text)) == form(text)


def test_the_modeline_stays_first_and_alone() -> None:
    text = f"# mine\n{MODELINE}format: 1\nquestions: []\n"
    assert form(text) == f"{MODELINE}# mine\nformat: 1\nquestions: []\n"


def test_every_field_of_the_format_has_its_place() -> None:
    fields = {name for model in KINDS.values() for name in question_fields(model)}
    assert fields <= set(QUESTION_ORDER)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(many_questions)
def test_made_questions_mean_the_same_and_are_changed_once(questions: list[dict[str, Any]]) -> None:
    text = topic_text(questions)
    once = form(text)
    assert form(once) == once
    assert data(once) == data(text)
    assert len(served(text)) == len(questions)
    assert served(once) == served(text)
    for written in data(once)["questions"]:
        places = [QUESTION_ORDER.index(key) for key in written]
        assert places == sorted(places)


@settings(max_examples=40, deadline=None)
@given(many_questions, st.data())
def test_a_comment_on_any_line_survives(
    questions: list[dict[str, Any]], draw: st.DataObject
) -> None:
    lines = topic_text(questions).split("\n")
    starts = [n for n, line in enumerate(lines) if line.startswith("- ")]
    at = draw.draw(st.sampled_from(starts))
    indent = draw.draw(st.sampled_from([0, 2]))
    text = "\n".join([*lines[:at], " " * indent + "# a remark", *lines[at:]])
    if data(text) != data("\n".join(lines)):
        return  # it fell into a block of text
    once = form(text)
    assert once.count("# a remark") == text.count("# a remark")
    assert form(once) == once


BRACKETS = (
    (
        "questions:\n  # c\n  - {id: x, kind: recall} # flow\n",
        "questions:\n\n  # c\n  # flow\n  - id: x\n    kind: recall\n",
    ),
    (
        "questions:\n  - # c\n    {id: x,# a\n # b\n kind: 'a # b'} # d\n  - id: y # e\n",
        """\
questions:

  # c
  # a
  # b
  # d
  - id: x
    kind: 'a # b'

  - id: y # e
""",
    ),
    (
        "questions: [ # c\n  {id: x}, # d\n  # e\n  {id: y}] # f\n",
        "questions:\n\n  # c\n  # d\n  - id: x\n\n  # e\n  # f\n  - id: y\n",
    ),
    (
        "# a\n{format: 1, # b\n questions: [{id: x, tags: [t, # c\n u]}, {id: y}] } # d\n# e\n",
        """\
# a
# b
format: 1
questions:

  # c
  - id: x
    tags: [t, u]

  # d
  # e
  - id: y
""",
    ),
    (
        """\
questions:
  - id: x
    tags: [a, # c
      b] # d
    points:
      - {must: a, # e
         nice: b}
""",
        """\
questions:

  - id: x
    # c
    tags: [a, b] # d
    points:
      # e
      - {must: a, nice: b}
""",
    ),
    (
        "questions:\n  - {id: x, expect: [1, # no comment\n    2]}\n",
        'questions:\n\n  - id: x\n    expect: "[1, # no comment 2]"\n',
    ),
)


@pytest.mark.parametrize(("text", "tidy"), BRACKETS)
def test_comments_within_brackets_stand_above_them(text: str, tidy: str) -> None:
    assert form(text) == MODELINE + tidy
    assert form(tidy) == MODELINE + tidy


FLOW = {
    "id": "x{0}",
    "kind": "recall",
    "prompt": "'a # b'",
    "tags": "[t, u#v]",
    "seconds": "{{a: 1}}",
}


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_every_comment_around_and_within_a_question_in_brackets_survives(
    drawn: st.DataObject,
) -> None:
    said: list[str] = []

    def comment(indent: str) -> str:
        """Return a comment and a new line that goes on behind it, or nothing."""
        if not drawn.draw(st.booleans()):
            return ""
        said.append(f"# remark {len(said)}.")
        alone = drawn.draw(st.sampled_from(["", f"\n{indent}"]))
        return f"{alone} {said[-1]}\n{indent}"

    bare = HEAD
    text = HEAD
    for number in range(drawn.draw(st.integers(1, 3))):
        before = drawn.draw(st.sampled_from(["", "  # above.\n", "# above.\n"]))
        said.extend(["# above."] if before else [])
        pairs = [f"{key}: {value}".format(number) for key, value in FLOW.items()]
        bare += f"- {{{', '.join(pairs)}}}\n"
        inside = "".join(
            f"{comment('    ')}{pair}{comment('    ')}{', ' if pair is not pairs[-1] else ''}"
            for pair in pairs
        )
        behind = comment("").rstrip("\n")
        text += f"{before}  -{comment('    ')} {{{inside}}}{behind}\n"
    assert data(text) == data(bare)
    once = form(text)
    assert form(once) == once
    assert data(once) == data(bare)
    assert sorted(re.findall(r"# [a-z]+ ?\d*\.", once)) == sorted(said)


PIECES = ("\n", "  ", "#", " # c\n", "- ", ": ", "|+\n", ">", '"', "[", "}", ",", "? ", "---\n")


def test_a_file_changed_at_random_is_refused_or_changed_once() -> None:
    chance = Random(7)
    formed = 0
    for _ in range(500):
        text = chance.choice([LOOSE, TIDY])
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(text))
            piece, gone = chance.choice([(chance.choice(PIECES), 0), ("", chance.randint(1, 6))])
            text = text[:at] + piece + text[at + gone :]
        try:
            once = form(text)
        except NotCanonical:
            continue
        formed += 1
        assert form(once) == once
        assert data(once) == data(text)
    assert formed > 100


def test_the_bundled_bank_is_its_own_canonical_form() -> None:
    result = formatted([bundled_bank()])
    assert [path.name for path in result.changes] == []
    assert result.files > 10


TOPICS = topic_files([bundled_bank()])


@pytest.mark.soak
@pytest.mark.parametrize(
    "path", TOPICS[:: len(TOPICS) // n(len(TOPICS), 4)], ids=lambda path: path.stem
)
def test_the_bundled_questions_mean_the_same_when_their_keys_are_turned_round(path: Path) -> None:
    source = read_source(path)
    assert isinstance(source, Source)
    questions = data(source.text).get("questions")
    turned = topic_text([dict(reversed(list(question.items()))) for question in questions])
    assert served(form(turned)) == served(source.text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "questions: 3\n",
        "questions:\n  - a\n",
        "questions:\n  - {}\n",
        "- id: x\n",
        "questions:\n  - id: x\n    id: y\n",
        "questions:\n  - &a {id: x}\n",
        "questions: {\n",
        "a: !!python/object x\n",
        "? [a]\n: b\nquestions: []\n",
    ],
)
def test_what_cannot_be_read_has_no_form(text: str) -> None:
    with pytest.raises(NotCanonical) as found:
        form(text)
    assert found.value.problem.code.startswith("QB")


def test_one_unreadable_file_keeps_all_from_being_changed(make_bank: Callable[..., Path]) -> None:
    bank = make_bank(good="- kind: recall\n  id: x\n", bad="format: {\n", worse="format: [\n")
    with pytest.raises(CannotWrite) as found:
        formatted([bank])
    assert [problem.path.name for problem in found.value.problems] == ["bad.yaml", "worse.yaml"]
    assert "2 files have no canonical form" in found.value.message


def test_a_bank_named_twice_is_read_once(make_bank: Callable[..., Path]) -> None:
    bank = make_bank(one="- kind: recall\n  id: x\n")
    result = formatted([bank, bank / "one.yaml"])
    assert (result.files, list(result.changes)) == (1, [bank / "one.yaml"])


def test_a_file_without_questions_is_refused(make_bank: Callable[..., Path]) -> None:
    with pytest.raises(CannotWrite, match="holds no questions"):
        formatted([make_bank() / "bank.yaml"])
