"""Choosing among questions, finding them by words, and printing one whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import yaml

from quizapp.bank.catalogue import Filter, chosen, is_executable, search_questions
from quizapp.bank.counts import count_topics
from quizapp.bank.glance import question_ids, topics
from quizapp.bank.library import Library, Shelf, bundled_bank, load_library
from quizapp.bank.model import Question
from quizapp.bank.whole import whole, whole_lines

Make = Callable[..., Path]

CNN = """\
format: 1
topic: cnn
title: Convolution
questions:
  - id: size
    family: conv2d.output_size
    params: {H: 12, K: 3, S: 1, P: 0}
    asked: often
    tags: [shapes]
  - id: why-residual
    kind: recall
    level: advanced
    prompt: Why do residual blocks train well?
    answer: The gradient has a short way.
    points: [{must: "names the gradient: it flows"}]
    explanation: Vanishing gradients are avoided.
"""
RNN = """\
format: 1
topic: rnn
title: Recurrent networks
questions:
  - id: vanish
    kind: recall
    level: beginner
    prompt: Why does a gradient vanish over time?
    answer: Because of a product of small numbers.
"""


@pytest.fixture
def library(make_bank: Make) -> Library:
    return load_library(Shelf((make_bank(cnn=CNN, rnn=RNN),)))


def ids(questions: Iterable[Question]) -> list[str]:
    return [question.id for question in questions]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(), ["size", "why-residual", "vanish"]),
        (Filter(topics=("cnn",)), ["size", "why-residual"]),
        (Filter(topics=("recurrent NETWORKS",)), ["vanish"]),
        (Filter(kinds=("recall",), levels=("advanced",)), ["why-residual"]),
        (Filter(levels=("advanced", "beginner")), ["size", "why-residual", "vanish"]),
        (Filter(tags=("shapes",)), ["size"]),
        (Filter(families=("conv2d",)), ["size"]),
        (Filter(families=("conv2d.output_size",)), ["size"]),
        (Filter(families=("pool",)), []),
        (Filter(asked=("often",)), ["size"]),
    ],
)
def test_a_filter_takes_what_is_all_of_it(
    wanted: Filter, found: list[str], library: Library
) -> None:
    assert ids(chosen(library.questions, wanted)) == found


def test_a_prompt_counts_more_than_an_explanation_and_more_words_more(library: Library) -> None:
    questions = library.questions
    assert ids(search_questions("gradient", questions)) == ["vanish", "why-residual"]
    assert ids(search_questions("gradients residual", questions)) == ["why-residual", "vanish"]
    assert ids(search_questions("conv2d", questions))[0] == "size"
    assert search_questions("zzz", questions) == ()


def test_a_whole_question_is_what_was_written_and_what_the_family_supplies(
    library: Library,
) -> None:
    (size,) = library.find("size")
    written, supplied = whole(size, library.written(size))
    assert list(written) == ["id", "family", "params", "asked", "tags"]
    assert supplied["level"] == "beginner"
    assert supplied["kind"] == "compute"
    assert "prompt" in supplied
    assert "draft" not in supplied


def test_a_whole_question_is_told_as_it_could_be_written(make_bank: Make) -> None:
    library = load_library(Shelf((make_bank(cnn=CNN),)))
    for question in library.questions:
        lines = whole_lines(question, library.written(question))
        assert lines[0] == f"# test-bank/{question.id}"
        assert lines[1].endswith(f"cnn.yaml:{question.place.line}")
        entry = "\n".join(line for line in lines if not line.startswith("#"))
        head = CNN[: CNN.index("  - id")]
        indented = "\n".join(f"    {line}" if line else "" for line in entry.split("\n"))
        path = make_bank(f"again-{question.id}", cnn=f"{head}  -\n{indented}\n")
        (again,) = load_library(Shelf((path,))).questions
        assert again.model_dump() == question.model_dump()


@pytest.mark.slow
def test_every_bundled_question_is_told_in_yaml_that_reads_as_it_is() -> None:
    library = load_library(Shelf(bundled=bundled_bank()))
    for question in library.questions:
        lines = whole_lines(question, library.written(question))
        read = yaml.safe_load("\n".join(lines))
        written, supplied = whole(question, library.written(question))
        assert set(read) == {*written, *supplied}
        assert read["id"] == question.id
        for name in ("prompt", "explanation", "answer"):
            if isinstance(text := {**written, **supplied}.get(name), str):
                assert read[name].rstrip("\n") == text.rstrip("\n")


def test_topics_are_counted_and_missing_levels_named(library: Library) -> None:
    questions = library.questions
    cnn, rnn = count_topics(questions)
    assert (cnn.topic, cnn.questions, cnn.executable) == ("cnn", 2, 1)
    assert dict(cnn.levels) == {"beginner": 1, "advanced": 1}
    assert cnn.levels_missing == ("intermediate",)
    assert rnn.levels_missing == ("intermediate", "advanced")
    assert dict(cnn.asked) == {"often": 1, "sometimes": 1}
    assert [is_executable(question) for question in questions] == [True, False, False]


def test_names_are_seen_at_a_glance_as_loading_finds_them(make_bank: Make) -> None:
    folder = make_bank(cnn=CNN, rnn=RNN)
    assert question_ids([folder, folder / "nowhere"]) == ["size", "why-residual", "vanish"]
    assert topics([folder]) == ["cnn", "rnn"]
    bundled = load_library(Shelf(bundled=bundled_bank()))
    assert set(ids(bundled.questions)) == set(question_ids([bundled_bank()]))
