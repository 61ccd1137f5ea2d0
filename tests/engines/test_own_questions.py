"""Each family's own question: complete texts, no unknown placeholder, hints that lead on."""

from __future__ import annotations

import re

import pytest

from engines import api

_PLACE = re.compile(r"\{\{(\w+)(?::\w+)?\}\}")


@pytest.mark.parametrize("name", api.names())
def test_texts_hold_known_names_only(name: str) -> None:
    family = api.family(name)
    params = {param.name for param in family.params}
    prompt, explanation = family.ask.prompt, family.ask.explanation
    assert set(_PLACE.findall(prompt)) <= params
    assert set(_PLACE.findall(explanation)) <= params | {"answer"}
    assert "{{answer}}" in explanation
    for slip in family.slips.values():
        assert set(_PLACE.findall(slip.text)) <= params | {"value"}
        assert not re.search(r"\byou\b", slip.text.lower())


@pytest.mark.parametrize("name", api.names())
def test_what_varies_is_told_in_the_prompt(name: str) -> None:
    ask = api.family(name).ask
    told = set(_PLACE.findall(ask.prompt))
    assert set(ask.vary) <= told
    assert ask.sources
    assert ask.tags
    assert 20 <= ask.seconds <= 300


@pytest.mark.parametrize("name", api.names())
def test_hints_come_in_order_and_keep_the_answer(name: str) -> None:
    made = api.variant(name, api.family(name).ask.params)
    hints = api.auto_hints(name, made)
    assert len(hints) >= 2
    assert all(hint and "{{" not in hint for hint in hints)


def test_hints_go_from_a_nudge_to_all_but_the_last_step() -> None:
    made = api.variant("conv2d.output_size", {"H": 32, "K": 3, "S": 2, "P": 1})
    nudge, formula, numbers, worked = api.auto_hints(made.family, made)
    assert nudge == "Start with this: side with padding."
    assert formula.startswith("floor(")
    assert numbers.splitlines()[0] == "side with padding: 32 + 1 + 1"
    assert worked.splitlines()[-1] == "whole steps: floor(31 / 2) = 15"
    assert "16" not in worked


@pytest.mark.parametrize("name", [f.name for f in api.families() if f.picture])
def test_pictures_have_words_and_can_be_drawn(name: str) -> None:
    from engines.drawing import render

    family = api.family(name)
    picture = family.picture
    assert picture is not None
    drawn = picture(api.complete(family, family.ask.params))
    text = render(drawn)
    assert drawn.words
    assert all(len(line) <= 80 for line in text.splitlines())
    assert drawn.words[0] in text


def test_a_window_is_drawn_in_brackets() -> None:
    from engines.drawing import render

    family = api.family("max_pool2d.values")
    assert family.picture is not None
    params = api.complete(family, {"x": ((1, 2), (3, 4)), "K": 1})
    assert render(family.picture(params)).splitlines()[:2] == ["  [1] 2 ", "   3  4 "]
