"""Questions in and out of banks: JSON loses nothing, cards become drafts, twice is as once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings

from quizapp.bank.changes import write_all
from quizapp.bank.exchange.cards import CannotExport, CannotImport, Card, Skipped
from quizapp.bank.exchange.documents import Topic, read_document, topics_of, write_document
from quizapp.bank.exchange.exporting import cards_of
from quizapp.bank.exchange.importing import import_cards, import_questions
from quizapp.bank.families import EngineFamilies
from quizapp.bank.folder import open_folder
from quizapp.bank.formatting import formatted
from quizapp.bank.insertion import CannotWrite
from quizapp.bank.library import bundled_bank
from quizapp.bank.loader import load_bank
from tests.made_questions import HEAD, many_questions, topic_text
from tests.scale import n

Make = Callable[..., Path]
FAMILIES = EngineFamilies()


def plain(folder: Path) -> list[tuple[str, str, list[dict[str, Any]]]]:
    return [plainly(topic) for topic in topics_of(open_folder(folder))]


def plainly(topic: Topic) -> tuple[str, str, list[dict[str, Any]]]:
    return topic.topic, topic.title, [dict(question) for question in topic.questions]


def brought(document: bytes, folder: Path) -> tuple[Skipped, ...]:
    imported = import_questions(read_document(document), folder, FAMILIES)
    write_all(imported.texts)
    return imported.skipped


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(many_questions)
def test_a_document_brings_back_every_question_of_every_kind(
    questions: list[dict[str, Any]],
) -> None:
    with TemporaryDirectory() as place:
        first, second = Path(place) / "first", Path(place) / "second"
        first.mkdir()
        (first / "bank.yaml").write_text("format: 1\nid: first\ntitle: F\n")
        (first / "made.yaml").write_text(topic_text(questions))
        document = write_document(topics_of(open_folder(first))).data
        assert brought(document, second) == ()
        assert plain(second) == plain(first)
        again = write_document(topics_of(open_folder(second))).data
        assert json.loads(again) == json.loads(document)
        assert [q.model_dump() for q in load_bank(second).questions] == [
            q.model_dump() for q in load_bank(first).questions
        ]
        assert len(load_bank(second).questions) == len(questions)
        assert formatted([second]).changes == {}


@pytest.mark.soak
@pytest.mark.slow
def test_the_bundled_bank_goes_through_json_unchanged(tmp_path: Path) -> None:
    everything = topics_of(open_folder(bundled_bank()))
    topics = everything[: n(len(everything), 5)]
    document = write_document(topics).data
    assert brought(document, tmp_path / "copy") == ()
    assert plain(tmp_path / "copy") == [plainly(topic) for topic in topics]
    assert formatted([tmp_path / "copy"]).changes == {}
    again = brought(document, tmp_path / "copy")
    assert {one.why for one in again} == {"it is there already"}
    assert len(again) == sum(len(topic.questions) for topic in topics)


def test_a_question_that_is_there_stays_as_it_is(make_bank: Make) -> None:
    bank = make_bank(cnn="  - id: one\n    kind: recall\n    prompt: Why?\n    answer: So.\n")
    before = (bank / "cnn.yaml").read_text()
    other = Topic("cnn", "C", ({"id": "one", "kind": "recall", "prompt": "Else?"},))
    imported = import_questions([other], bank, FAMILIES)
    assert imported.skipped == (Skipped("one", "another version of it is there already"),)
    assert imported.texts == {}
    assert (bank / "cnn.yaml").read_text() == before


def test_a_retired_id_is_not_given_again(make_bank: Make) -> None:
    bank = make_bank(bank="format: 1\nid: b\ntitle: B\nretired: [one]\n")
    other = Topic("cnn", "C", ({"id": "one", "kind": "recall", "prompt": "W?", "answer": "S"},))
    assert import_questions([other], bank, FAMILIES).skipped == (
        Skipped("one", "its id is retired"),
    )


@pytest.mark.parametrize(
    "question",
    [
        {"id": "One", "kind": "recall", "prompt": "x"},
        {"id": "one", "kind": "recal", "prompt": "x"},
        {"id": "one", "kind": "recall", "prompt": "x", "odd": 1},
        {"id": "one", "family": "no.family"},
        {"kind": "recall"},
        {},
    ],
)
def test_what_is_no_question_keeps_everything_out(question: dict[str, Any], tmp_path: Path) -> None:
    good = {"id": "good", "kind": "recall", "prompt": "Why?", "answer": "So."}
    with pytest.raises(CannotWrite) as found:
        import_questions([Topic("cnn", "C", (good, question))], tmp_path / "new", FAMILIES)
    assert found.value.problems
    assert not (tmp_path / "new").exists()


def test_a_deep_question_ends_in_a_sentence(tmp_path: Path) -> None:
    deep: Any = 1
    for _ in range(60):
        deep = [deep]
    with pytest.raises(CannotWrite):
        import_questions(
            [
                Topic(
                    "cnn",
                    "C",
                    ({"id": "x", "family": "conv2d.output_size", "params": {"H": deep}},),
                )
            ],
            tmp_path / "new",
            FAMILIES,
        )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Line 1, column 1 is not JSON"),
        ("[1", "is not JSON"),
        ("[]", "does not begin with format: 1"),
        ('{"format": 2, "topics": []}', "does not begin with format: 1"),
        ('{"format": 1}', "no list of topics"),
        ('{"format": 1, "topics": [1]}', "Topic 1 is not an object"),
        ('{"format": 1, "topics": [{"topic": "x", "title": "y", "questions": [1]}]}', "Topic 1"),
        ('{"format": 1, "format": 1}', "'format' stands there twice"),
        ('{"format": NaN}', "NaN is not a number"),
        ('{"format": 1e999}', "too large"),
        ('{"format": ' + "9" * 5000 + "}", "cannot be used"),
        ("[" * 100_000, "nested too deep|is not JSON"),
        ('{"a": "\x1b]0;x\x07"}', r"U\+001B"),
    ],
)
def test_a_hostile_document_ends_in_a_sentence(text: str, message: str) -> None:
    with pytest.raises(CannotImport, match=message):
        read_document(text.encode())


def test_a_number_that_json_has_not_is_refused() -> None:
    with pytest.raises(CannotExport, match="not a finite number"):
        write_document([Topic("a", "A", ({"id": "x", "params": {"H": float("inf")}},))])


def test_cards_become_drafts_with_ids_that_stay(tmp_path: Path) -> None:
    cards = [
        Card("Why does ReLU die?", "Its slope is 0.\nFor good.", ("deep-learning",)),
        Card("What is {{x}}?", "no", topic="Set Theory"),
    ]
    imported = import_cards(cards, tmp_path / "my cards", FAMILIES)
    write_all(imported.texts)
    assert imported.created
    loaded = load_bank(tmp_path / "my cards")
    assert loaded.bank is not None
    assert loaded.bank.id == "my-cards"
    assert [p for p in loaded.problems if p.severity == "problem"] == []
    relu, braces = loaded.questions
    assert (relu.topic, relu.kind, relu.draft, relu.tags) == (
        "imported",
        "recall",
        True,
        ("deep-learning",),
    )
    assert getattr(relu, "answer", "") == "Its slope is 0.\nFor good."
    assert (braces.topic, braces.prompt) == ("set-theory", "What is { {x}}?")
    assert [one.what for one in imported.skipped] == [braces.id]
    again = import_cards(reversed(cards), tmp_path / "my cards", FAMILIES)
    assert again.new == ()
    assert again.texts == {}


def test_a_text_with_gaps_becomes_a_cloze_draft(tmp_path: Path) -> None:
    cards = [
        Card("{{c1::ReLU}} has slope {{c2::one}}.", "Above 0.", ("t",), gaps=True),
        Card("{{c1::GELU}} is smooth.", "", gaps=True),
    ]
    imported = import_cards(cards, tmp_path / "new", FAMILIES)
    write_all(imported.texts)
    loaded = load_bank(tmp_path / "new")
    assert [p for p in loaded.problems if p.severity == "problem"] == []
    first, second = loaded.questions
    assert (first.kind, first.draft, first.tags) == ("cloze", True, ("t",))
    assert getattr(first, "text", "") == "{{c1::ReLU}} has slope {{c2::one}}."
    assert (first.explanation, second.explanation) == ("Above 0.", None)
    assert first.id.startswith("relu-has-slope-one-")
    assert import_cards(cards, tmp_path / "new", FAMILIES).new == ()


def test_a_topic_that_is_named_takes_all_cards(make_bank: Make) -> None:
    bank = make_bank(cnn="  - id: one\n    kind: recall\n    prompt: W?\n    answer: S\n")
    imported = import_cards([Card("a?", "b", topic="x")], bank, FAMILIES, topic="cnn")
    assert list(imported.texts) == [bank / "cnn.yaml"]
    before = (bank / "cnn.yaml").read_text()
    assert imported.texts[bank / "cnn.yaml"].startswith(before)


def test_hostile_cards_are_plain_data(tmp_path: Path) -> None:
    cards = [
        Card("[@click=app.quit]x[/]", "javascript:alert(1) [/ a[i] :smile:"),
        Card("!!python/object:os.system", "*alias &anchor <<: x"),
        Card("{{__class__}} {0.__globals__}", "{{x:1000000000}}"),
        Card("- # ? : |", "a\n---\nb\n...\n%YAML"),
        Card("\u202eright\u200b to left" + "\u0301" * 50, "x" * 20_000),
        Card("../../etc/passwd", "x", topic="../../etc"),
    ]
    imported = import_cards(cards, tmp_path / "new", FAMILIES)
    write_all(imported.texts)
    loaded = load_bank(tmp_path / "new")
    assert len(loaded.questions) == len(cards)
    assert {path.parent for path in imported.texts} == {tmp_path / "new"}
    texts = {q.prompt for q in loaded.questions}
    assert "!!python/object:os.system" in texts


def test_questions_become_cards_with_their_numbers(make_bank: Make) -> None:
    bank = make_bank(
        cnn="""\
  - id: size
    family: conv2d.output_size
    params: {H: 12, K: 3, S: 1, P: 0}
    prompt: A row of {{H}} meets a kernel of {{K}}. How long is it then?
    explanation: It is {{answer}}.
  - id: why
    kind: recall
    prompt: Why?
    answer: So.
    points:
      - must: says so
  - id: pick
    kind: choice
    prompt: Which?
    options:
      - text: this
        correct: true
      - text: that
        why: no
  - id: printed
    kind: snippet
    language: torch
    prompt: What?
    code: print(1)
    expect: "1"
""",
    )
    deck = cards_of(load_bank(bank).questions)
    cards = {card.id: card for card in deck.cards}
    assert cards["size"].front == "A row of 12 meets a kernel of 3. How long is it then?"
    assert cards["size"].back == "10\n\nIt is 10."
    assert (cards["why"].front, cards["why"].back) == ("Why?", "So.")
    assert set(cards["pick"].front.split("\n")) == {"Which?", "", "- this", "- that"}
    assert cards["pick"].back == "this"
    told = {one.what: one.why for one in deck.skipped}
    assert told.pop("printed").startswith("left out: ")
    once = ("family", "level", "options.why", "points", "seconds", "sources", "vary")
    assert told == {
        **dict.fromkeys(once, "left out of 1 question"),
        "kind": "left out of 2 questions",
    }


def test_every_field_that_a_card_has_no_place_for_is_counted(make_bank: Make) -> None:
    bank = make_bank(
        cnn="""\
  - id: a
    kind: cloze
    level: advanced
    asked: often
    seconds: 30
    skill: maths
    text: A {{c1::gap}}.
    accept: {c1: [hole]}
    explanation: So.
    scoring: each
  - id: b
    kind: choice
    level: beginner
    skill: mechanism
    asked: sometimes
    prompt: Which?
    shuffle: false
    options: [{text: this, correct: true}, {text: that, why: No.}]
    hints: [Think.]
    caveat: Not always.
"""
    )
    deck = cards_of(load_bank(bank).questions)
    assert [card.id for card in deck.cards] == ["a", "b"]
    once = ("accept", "asked", "caveat", "hints", "options.why", "scoring", "seconds", "shuffle")
    assert {one.what: one.why for one in deck.skipped} == {
        **dict.fromkeys(once, "left out of 1 question"),
        "skill": "left out of 1 question",
        "kind": "left out of 2 questions",
        "level": "left out of 2 questions",
    }


def test_the_document_names_its_format() -> None:
    document = json.loads(write_document([Topic("a", "A", ({"id": "x"},))]).data)
    assert document == {
        "format": 1,
        "topics": [{"topic": "a", "title": "A", "questions": [{"id": "x"}]}],
    }
    assert HEAD.startswith("format: 1")
