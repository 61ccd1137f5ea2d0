"""A plain recurrent layer: parameters, shapes of what it returns, and one step of its cell."""

from __future__ import annotations

import math
from collections.abc import Callable

from engines.families.functions import sigmoid
from engines.families.given import real, word
from engines.families.recurrent.blocks import HIDDEN, INPUTS, one_layer
from engines.families.recurrent.layers import (
    SHAPE_EXAMPLE,
    SHAPE_PARAMS,
    SHAPE_PROMPT,
    SHAPE_VARY,
    Layer,
    layer_of,
)
from engines.families.worked import bare_slip, factor, shown, slip, total
from engines.family import Ask, Family, Param, Params, Slip, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Count, Float, Shape, Value

_RNN = "https://docs.pytorch.org/docs/stable/generated/torch.nn.RNN.html"

COUNT = Family(
    name="rnn.params",
    title="parameters of a plain recurrent layer",
    topic="recurrent",
    formula="I·H + H² + 2H: PyTorch keeps two bias vectors",
    params=(INPUTS, HIDDEN),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "nn.RNN(input_size={{I}}, hidden_size={{H}}) has one layer and one direction. How many "
            "parameters does it learn?"
        ),
        explanation=(
            "One matrix acts on the input, one on the hidden state, and PyTorch adds a bias vector "
            "to each of the two products: {{answer}}."
        ),
        params={"I": 10, "H": 20},
        vary={
            "I": ChoiceRange((3, 4, 5, 8, 10, 16, 32, 64)),
            "H": ChoiceRange((2, 4, 5, 8, 10, 16, 20, 32)),
        },
        seconds=60,
        tags=("rnn", "parameters"),
        sources=(_RNN,),
    ),
    truth=lambda params: one_layer(params, 1),
    slips={
        "one_bias": slip(
            "forgot-bias",
            "one bias vector is counted in place of two.",
            lambda params: one_layer(params, 1, biases=1),
        ),
        "no_bias": slip(
            "forgot-bias",
            "no bias is counted.",
            lambda params: one_layer(params, 1, biases=0),
        ),
        "no_recurrent": slip(
            "term-dropped",
            "the weights of the hidden state are left out.",
            lambda params: one_layer(params, 1, recurrent=False),
        ),
        "four_blocks": slip(
            "gate-count",
            "four blocks of weights are counted, as in an LSTM.",
            lambda params: one_layer(params, 4),
        ),
    },
)


def _output_truth(params: Params) -> Truth:
    layer = layer_of(params)
    order = "(N, T, D·H)" if layer.batch_first else "(T, N, D·H)"
    return Truth(
        layer.output,
        (
            Step("directions D", word(params, "way"), str(layer.ways)),
            Step("features", f"{layer.ways} × {layer.hidden}", str(layer.ways * layer.hidden)),
            Step(f"{word(params, 'first')}: {order}", "last layer, all steps", _text(layer.output)),
        ),
    )


def _hidden_truth(params: Params) -> Truth:
    layer = layer_of(params)
    kept = layer.ways * layer.layers
    return Truth(
        layer.last,
        (
            Step("directions D", word(params, "way"), str(layer.ways)),
            Step("states that are kept", f"{layer.ways} × {layer.layers}", str(kept)),
            Step("(D·L, N, H), whatever batch_first", "final state, all layers", _text(layer.last)),
        ),
    )


def _text(shape: tuple[int, ...]) -> str:
    return Shape().show(shape)


def _shape_slip(name: str, text: str, shape: Callable[[Layer], Value | None]) -> Slip:
    return bare_slip(name, text, lambda params: shape(layer_of(params)))


OUTPUT_SHAPE = Family(
    name="rnn.output_shape",
    title="shape of a recurrent layer's output",
    topic="recurrent",
    formula="(T, N, D·H), or (N, T, D·H) with batch_first; D = 2 where bidirectional, else 1",
    params=SHAPE_PARAMS,
    answer=lambda _params: Shape(),
    ask=Ask(
        prompt=SHAPE_PROMPT + "It returns output and h_n. Which shape does output have?",
        explanation=(
            "output holds the last layer's hidden state at every step, with both directions side "
            "by side where there are two; batch_first says which of batch and time leads. So it is "
            "{{answer}}, whatever the number of layers."
        ),
        params=SHAPE_EXAMPLE,
        vary=SHAPE_VARY,
        level="intermediate",
        seconds=45,
        tags=("rnn", "shapes"),
        sources=(_RNN,),
    ),
    truth=_output_truth,
    slips={
        "other_layout": _shape_slip(
            "layout",
            "batch and time change places.",
            lambda layer: (*layer.leading(not layer.batch_first), layer.ways * layer.hidden),
        ),
        "one_direction": _shape_slip(
            "factor-dropped",
            "the second direction's features are left out.",
            lambda layer: (*layer.leading(layer.batch_first), layer.hidden),
        ),
        "layers_joined": _shape_slip(
            "counted-twice",
            "the states of all layers are put side by side.",
            lambda layer: (
                *layer.leading(layer.batch_first),
                layer.ways * layer.layers * layer.hidden,
            ),
        ),
        "last_state": _shape_slip(
            "swapped-roles", "the shape of h_n is given.", lambda layer: layer.last
        ),
    },
)

HIDDEN_SHAPE = Family(
    name="rnn.hidden_shape",
    title="shape of a recurrent layer's last hidden states",
    topic="recurrent",
    formula="(D·L, N, H), with batch_first too; D = 2 where bidirectional, else 1",
    params=SHAPE_PARAMS,
    answer=lambda _params: Shape(),
    ask=Ask(
        prompt=SHAPE_PROMPT + "It returns output and h_n. Which shape does h_n have?",
        explanation=(
            "h_n keeps one hidden state for each layer and direction, in the first dimension, and "
            "batch_first does not move it: {{answer}}."
        ),
        params=SHAPE_EXAMPLE,
        vary=SHAPE_VARY,
        level="intermediate",
        seconds=45,
        tags=("rnn", "shapes"),
        sources=(_RNN,),
    ),
    truth=_hidden_truth,
    slips={
        "one_layer": _shape_slip(
            "factor-dropped",
            "the last layer alone is counted.",
            lambda layer: (layer.ways, layer.batch, layer.hidden),
        ),
        "one_direction": _shape_slip(
            "factor-dropped",
            "one direction alone is counted.",
            lambda layer: (layer.layers, layer.batch, layer.hidden),
        ),
        "side_by_side": _shape_slip(
            "wrong-axis",
            "the two directions stand side by side in the last dimension, as in output.",
            lambda layer: (layer.layers, layer.batch, layer.ways * layer.hidden),
        ),
        "batch_moved": _shape_slip(
            "layout",
            "batch_first moves the batch of h_n to the front as well.",
            lambda layer: (
                (layer.batch, layer.ways * layer.layers, layer.hidden)
                if layer.batch_first
                else None
            ),
        ),
        "whole_output": _shape_slip(
            "swapped-roles", "the shape of output is given.", lambda layer: layer.output
        ),
    },
)

_Squash = Callable[[float], float]


def _stepped(
    params: Params,
    *,
    squash: _Squash = math.tanh,
    name: str = "tanh",
    recurrent: bool = True,
    biases: tuple[str, ...] = ("b", "c"),
) -> Truth:
    """Return tanh(w·x + u·h + b + c), c being the hidden state's bias."""
    x, h, w, u = (real(params, each) for each in ("x", "h", "w", "u"))
    fed, kept = w * x, u * h
    terms = [fed, *([kept] if recurrent else []), *(real(params, each) for each in biases)]
    whole = math.fsum(terms)
    value = squash(whole)
    return Truth(
        value,
        (
            Step("from the input", f"{shown(w)} × {factor(x)}", shown(fed)),
            Step("from the hidden state", f"{shown(u)} × {factor(h)}", shown(kept)),
            Step("sum with the biases", total(map(factor, terms)), shown(whole)),
            Step("new hidden state", f"{name} {factor(whole)}".strip(), shown(value)),
        ),
    )


def _small(name: str, doc: str) -> Param:
    return Param(name, "decimal", doc, -10, 10)


CELL = Family(
    name="rnn.cell",
    title="one step of a plain recurrent cell",
    topic="recurrent",
    formula="h' = tanh(w·x + b_ih + u·h + b_hh)",
    params=(
        _small("x", "the input"),
        _small("h", "the old hidden state"),
        _small("w", "the input's weight"),
        _small("u", "the hidden state's weight"),
        _small("b", "the input's bias"),
        _small("c", "the hidden state's bias"),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "An nn.RNNCell of one unit, with PyTorch's default activation, has weight_ih = {{w}}, "
            "weight_hh = {{u}}, bias_ih = {{b}} and bias_hh = {{c}}. The input is {{x}}, the old "
            "hidden state {{h}}. What is the new hidden state?"
        ),
        explanation=(
            "Input and old state are each weighted and given a bias, added, and squashed by tanh "
            "into (−1, 1): {{answer}}."
        ),
        params={"x": 1, "h": 0.5, "w": 1, "u": -1, "b": 0, "c": 0.5},
        vary={
            "x": ChoiceRange((-1, 1, 2)),
            "h": ChoiceRange((-0.5, 0.5, 0.8)),
            "w": ChoiceRange((-0.5, 0.5, 1)),
            "u": ChoiceRange((-1, 0.5, 1)),
            "b": ChoiceRange((-0.5, 0, 0.5)),
            "c": ChoiceRange((-0.4, 0.2, 0.5)),
        },
        seconds=75,
        tags=("rnn",),
        sources=("https://docs.pytorch.org/docs/stable/generated/torch.nn.RNNCell.html",),
    ),
    truth=_stepped,
    slips={
        "no_activation": slip(
            "wrong-activation",
            "the sum is not squashed.",
            lambda params: _stepped(params, squash=float, name=""),
        ),
        "sigmoid": slip(
            "wrong-activation",
            "a sigmoid stands in place of tanh.",
            lambda params: _stepped(params, squash=sigmoid, name="σ"),
        ),
        "no_recurrent": slip(
            "term-dropped",
            "the old hidden state is left out of the sum.",
            lambda params: _stepped(params, recurrent=False),
        ),
        "one_bias": slip(
            "forgot-bias",
            "the hidden state's bias is left out.",
            lambda params: _stepped(params, biases=("b",)),
        ),
    },
)

FAMILIES = {family.name: family for family in (COUNT, OUTPUT_SHAPE, HIDDEN_SHAPE, CELL)}
