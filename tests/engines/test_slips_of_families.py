"""Slips: live ones are told apart from the truth, silent ones are taken for it."""

from __future__ import annotations

import pytest

from engines import api
from engines.family import Slip, Variant
from engines.values import Float, Int, Shape, Vector
from engines.variants import build
from tests.scale import n


def _drawn(name: str, seeds: int) -> list[Variant]:
    return [
        api.variant(name, api.draw(name, f"slips/{name}", seed, "plain")) for seed in range(seeds)
    ]


@pytest.mark.soak
@pytest.mark.parametrize("name", api.names())
def test_live_slips_have_a_name_a_sentence_and_a_parting_step(name: str) -> None:
    slips = set(api.family(name).slips)
    for made in _drawn(name, n(200, 10)):
        for slip in made.live:
            assert slip.name in api.slip_names()
            assert "{{" not in slip.text
            assert slip.text.endswith(".")
            if slip.value is not None:
                assert slip.steps is None or slip.parts is not None
        assert {slip.id for slip in made.live} | set(made.silent) == slips


@pytest.mark.parametrize("name", api.names())
def test_truth_belongs_to_the_answer_type(name: str) -> None:
    made = api.variant(name, api.family(name).ask.params)
    assert made.acceptance.accepts(made.truth, made.truth)
    assert made.acceptance.show(made.truth)
    assert made.steps


def test_a_slip_of_a_shape_names_the_number_that_shows_it() -> None:
    square = api.variant(
        "conv2d.output_shape", {"Ci": 3, "Co": 16, "H": 41, "K": 7, "S": 2, "P": 3}
    )
    texts = {slip.id: slip.text for slip in square.live}
    assert square.truth == (16, 21, 21)
    assert texts["one_side"] == "19 is what comes out when padding is added on one side only."
    assert texts["input_channels"].startswith("3 is what comes out")


def test_a_slip_with_two_wrong_numbers_names_the_whole_shape() -> None:
    made = api.variant(
        "conv2d.output_shape", {"Ci": 3, "Co": 16, "H": 41, "W": 61, "K": 7, "S": 2, "P": 3}
    )
    texts = {slip.id: slip.text for slip in made.live}
    assert texts["one_side"].startswith("(16, 19, 29) is what comes out")


def test_steps_part_where_the_slip_first_changes_a_number() -> None:
    made = api.variant("conv2d.output_size", {"H": 41, "K": 7, "S": 2, "P": 3})
    one_side = next(slip for slip in made.live if slip.id == "one_side")
    assert one_side.parts == 0
    assert one_side.steps is not None
    assert (made.steps[0].value, one_side.steps[0].value) == ("47", "44")
    assert one_side.steps[-1].value == "19"


def test_the_acceptance_decides_whether_a_slip_is_live() -> None:
    family = api.family("sigmoid.value")
    exact = build(family, {"x": 4}, Float(places=6))
    rough = build(family, {"x": 4}, Float(rtol=0.05))
    assert "tanh" in [slip.id for slip in exact.live]
    assert "tanh" in rough.silent


def test_chosen_slips_alone_are_looked_at() -> None:
    made = api.variant("conv2d.output_size", {"H": 41, "K": 7, "S": 2, "P": 3}, None, ("one_side",))
    assert [slip.id for slip in made.live] == ["one_side"]
    assert made.silent == ()
    assert api.variant("conv2d.output_size", made.params, None, "none").live == ()


def test_an_unknown_slip_is_named_with_the_known_ones() -> None:
    with pytest.raises(api.UnknownSlip, match=r"no slip 'one-side'; it has one_side, no_padding"):
        api.variant("conv2d.output_size", {"H": 12, "K": 3}, None, ("one-side",))


def test_a_question_may_word_its_slips_itself() -> None:
    made = api.variant(
        "conv2d.output_size",
        {"H": 41, "K": 7, "S": 2, "P": 3},
        slip_texts={"one_side": "With {{P}} on one side: {{value}}."},
    )
    assert made.live[0].text == "With 3 on one side: 19."


def test_shown_overrides_what_stands_for_the_value() -> None:
    from dataclasses import replace

    family = api.family("conv2d.output_size")
    own: dict[str, Slip] = {
        "one_side": replace(family.slips["one_side"], shown=lambda params: params["H"])
    }
    made = build(replace(family, slips=own), api.complete(family, {"H": 41, "K": 7, "P": 3}))
    assert made.live[0].text.startswith("41 is")


def test_vectors_whose_one_entry_differs_name_that_entry() -> None:
    made = api.variant("relu.grad", {"x": (-2, 0, 3)})
    one = next(slip for slip in made.live if slip.id == "one_at_zero")
    assert isinstance(made.acceptance, Vector)
    assert one.text.startswith("1 is what comes out")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("conv2d.output_size", Int), ("conv2d.output_shape", Shape), ("softmax.entry", Float)],
)
def test_families_declare_their_type(name: str, kind: type) -> None:
    assert isinstance(api.variant(name, api.family(name).ask.params).acceptance, kind)
