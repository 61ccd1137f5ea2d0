"""The bundled bank as a whole: it loads clean, is balanced, and its texts keep the rules."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

import question_bank
from quizapp.bank.fields import OptionItem
from quizapp.bank.loader import Loaded, load_bank
from quizapp.bank.model import Choice, Question, Recall

FOLDER = Path(str(question_bank.__file__)).parent
KINDS = (
    *("recall", "cloze", "choice", "order", "match"),
    *("compute", "design", "snippet", "code", "multi"),
)
LEVELS = ("beginner", "intermediate", "advanced")


@pytest.fixture(scope="module")
def bank() -> Loaded:
    return load_bank(FOLDER)


def listed(question: Question) -> tuple[OptionItem, ...]:
    """The options of a choice question that the author wrote out."""
    if isinstance(question, Choice) and isinstance(question.options, tuple):
        return question.options
    return ()


def test_loads_without_a_problem(bank: Loaded) -> None:
    assert [f"{p.path.name}:{p.line} {p.code} {p.message}" for p in bank.problems] == []


def test_has_enough_questions_of_every_kind(bank: Loaded) -> None:
    kinds = Counter(question.kind for question in bank.questions)
    assert len(bank.topics) >= 12
    assert kinds["recall"] >= 16
    assert kinds["choice"] >= 16
    assert kinds["compute"] + kinds["design"] + kinds["snippet"] >= 28
    assert kinds["design"] >= 4
    assert kinds["snippet"] >= 4


def test_levels_are_in_balance(bank: Loaded) -> None:
    levels = Counter(question.level for question in bank.questions)
    assert set(levels) == set(LEVELS)
    assert levels["beginner"] >= len(bank.questions) // 4
    assert levels["advanced"] >= len(bank.questions) // 12


def test_every_question_says_how_often_it_is_asked(bank: Loaded) -> None:
    silent = [q.id for q in bank.questions if "asked" not in bank.written[q.id]]
    often = [q.id for q in bank.questions if q.asked == "often"]
    assert silent == []
    assert len(often) * 3 <= len(bank.questions)


def test_questions_in_tensorflow_1_are_rarely_asked(bank: Loaded) -> None:
    old = [q for q in bank.questions if getattr(q, "language", "") == "tf1"]
    assert len(old) >= 4
    assert {q.asked for q in old} == {"rarely"}


def test_every_topic_has_an_often_asked_question_to_place_a_person_by(bank: Loaded) -> None:
    placing = {q.topic for q in bank.questions if q.asked == "often"}
    assert {topic.topic for topic in bank.topics} == placing


def test_roles_weigh_topics_of_the_bank_and_leave_none_out(bank: Loaded) -> None:
    assert bank.roles is not None
    topics = {topic.topic for topic in bank.topics}
    roles = bank.roles.roles
    assert list(roles) == [
        *("deep-learning", "vision", "language-models", "ml-engineering"),
        *("inference-engineering", "research"),
    ]
    assert {name for role in roles.values() for name in role.topics} == topics
    assert set(roles["deep-learning"].topics) == topics


def test_every_question_explains_itself_and_names_a_source(bank: Loaded) -> None:
    assert [q.id for q in bank.questions if not q.explanation or not q.sources] == []


def test_every_recall_question_has_a_rubric_with_something_it_must_have(bank: Loaded) -> None:
    for question in bank.questions:
        if isinstance(question, Recall):
            roles = Counter(point.role for point in question.points)
            assert roles["must"] >= 2, question.id
            assert roles["red_flag"] >= 1 or roles["nice"] >= 1, question.id
            assert question.answer, question.id


def test_every_wrong_option_says_why_and_no_two_are_alike(bank: Loaded) -> None:
    for question in bank.questions:
        options = listed(question)
        texts = [" ".join(option.text.casefold().split()) for option in options]
        assert len(set(texts)) == len(texts), question.id
        assert [o.text for o in options if not o.correct and not o.why] == [], question.id


def test_length_does_not_give_the_right_option_away(bank: Loaded) -> None:
    single = [q for q in bank.questions if listed(q) and not getattr(q, "multi", False)]
    telling = 0
    for question in single:
        right = [len(o.text) for o in listed(question) if o.correct]
        wrong = [len(o.text) for o in listed(question) if not o.correct]
        telling += right[0] > 1.15 * max(wrong)
    assert telling * 10 <= len(single)


def test_no_text_refers_to_an_option_by_letter_or_place(bank: Loaded) -> None:
    by_letter = re.compile(r"\b(?:option|answer) [A-H]\b|\b(?:first|second|last) option\b", re.I)
    for question in bank.questions:
        texts = [question.prompt, question.explanation, *(o.why for o in listed(question))]
        assert not [t for t in texts if t and by_letter.search(t)], question.id


@pytest.mark.parametrize(
    "family",
    [
        "conv2d.spatial_size",
        "conv2d.output_size",
        "conv2d.output_shape",
        "conv2d.params",
        "conv2d.padding_for_size",
        "max_pool2d.values",
        "max_pool2d.output_size",
        "avg_pool2d.values",
        "softmax.value",
        "softmax.axis",
        "softmax.temperature",
        "gate.identify",
        "gate.truth_table",
        "gate.design",
        "gate.separable",
        "gate.xor_two_layer",
        "linear.forward",
        "linear.params",
        "mlp.params",
    ],
)
def test_every_computation_at_the_core_is_asked(bank: Loaded, family: str) -> None:
    assert [q.id for q in bank.questions if q.family == family] != []


def test_the_readme_counts_what_is_there(bank: Loaded) -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for row in map_of_topics(bank):
        assert row in readme


def map_of_topics(bank: Loaded) -> list[str]:
    """The rows of the README's table: a topic, its questions by kind and by level."""
    rows = []
    named = [(topic.topic, topic.questions) for topic in bank.topics]
    for name, questions in [*sorted(named), ("all", bank.questions)]:
        kinds = Counter[str](question.kind for question in questions)
        levels = Counter(str(question.level) for question in questions)
        counts = [kinds[kind] for kind in KINDS] + [levels[level] for level in LEVELS]
        rows.append("| " + " | ".join(map(str, [name, len(questions), *counts])) + " |")
    return rows
