"""Families are found by words, the likeliest first."""

from __future__ import annotations

import pytest

from engines import api
from quizapp.bank.families import EngineFamilies
from quizapp.bank.family_search import example_of_family, search_families
from quizapp.bank.ranking import rank, tokens, word_set


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("kv cache", "kv_cache.bytes"),
        ("Softmax", "softmax.value"),
        ("padding same conv", "conv2d.same_padding"),
        ("cross entropy", "cross_entropy.value"),
        ("batch norm eval", "batchnorm.eval"),
        ("perceptron xor", "gate.xor_design"),
        ("output size of a transposed convolution", "conv_transpose2d.output_size"),
        ("lstm params", "lstm.params"),
    ],
)
def test_the_family_that_is_meant_comes_first(words: str, first: str) -> None:
    found = search_families(words, EngineFamilies())
    assert found[0].family.name == first
    assert len(found) <= 3


def test_the_sentence_of_a_slip_leads_to_its_family() -> None:
    found = search_families("trainable frozen flatten neighbours doubly", EngineFamilies(), most=50)
    assert found
    words = word_set("trainable frozen flatten neighbours doubly")
    slips = word_set(*(slip.text for slip in found[0].family.slips.values()))
    others = word_set(found[0].family.title, found[0].family.name, *found[0].family.ask.tags)
    assert words & (slips | others)


def test_nothing_is_found_where_no_word_fits() -> None:
    assert search_families("zzz qqq", EngineFamilies()) == ()
    assert search_families("", EngineFamilies()) == ()
    assert search_families("!! \x1b", EngineFamilies()) == ()


def test_only_a_whole_word_counts_as_whole() -> None:
    recall = next(
        match
        for match in search_families("recal", EngineFamilies())
        if match.family.name == "confusion.recall"
    )
    assert recall.whole == 0


def test_a_family_is_found_by_its_own_title() -> None:
    missing = [
        family.name
        for family in list(api.families())[::10]
        if family.name
        not in [match.family.name for match in search_families(family.title, EngineFamilies())]
    ]
    assert missing == []


@pytest.mark.slow
def test_every_family_has_an_example_with_its_numbers_and_answer() -> None:
    for family in api.families():
        example = example_of_family(family)
        assert "{{" not in example.prompt
        assert example.answer


def test_more_words_beat_better_places_and_rare_words_beat_common_ones() -> None:
    weights = {"name": 5.0, "text": 1.0}
    things = [
        {"name": word_set("softmax"), "text": word_set("")},
        {"name": word_set("x"), "text": word_set("softmax temperature")},
        {"name": word_set("loss"), "text": word_set("softmax")},
    ]
    assert [one.place for one in rank("softmax temperatures", things, weights)] == [1, 0, 2]
    rare = [
        {"name": word_set("a common"), "text": word_set()},
        {"name": word_set("rare"), "text": word_set()},
        {"name": word_set("common"), "text": word_set()},
    ]
    assert rank("common rare", rare, weights)[0].place == 1


def test_words_are_folded_and_plurals_are_their_singulars() -> None:
    assert tokens("The Gates, of CNNs: loss bias2d") == ["gate", "cnn", "loss", "bias", "2", "d"]
