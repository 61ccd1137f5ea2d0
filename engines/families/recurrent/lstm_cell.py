"""One step of an LSTM cell: the new cell state, and the hidden state that comes of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engines.families.functions import sigmoid
from engines.families.given import real, reals
from engines.families.worked import factor, shown, slip
from engines.family import Ask, Family, Param, Params, Slip, Step, Truth
from engines.ranges import ChoiceRange, IntRange, Range, VectorRange
from engines.values import Float

_SOURCES = (
    "https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTMCell.html",
    "Hochreiter & Schmidhuber 1997, Long short-term memory, Neural Computation 9(8)",
)
_PARAMS = (
    Param(
        "a",
        "vector",
        "the four sums before the activations, in PyTorch's order",
        -20,
        20,
        sizes=(4, 4),
        entry="decimal",
    ),
    Param("c", "decimal", "the old cell state", -100, 100),
)
_VARY: Mapping[str, Range] = {
    "a": VectorRange(IntRange(-2, 3), 4),
    "c": ChoiceRange((-2, -1, -0.5, 0.5, 1, 2)),
}
_GIVEN = (
    "In an nn.LSTMCell of one unit the four sums before the activations are {{a}}, in the order in "
    "which PyTorch stacks an LSTM's gates. The old cell state is {{c}}. "
)


@dataclass(frozen=True, slots=True)
class _Rule:
    """How a step goes; slips change it. `order` says where i, f, g and o stand."""

    order: tuple[int, int, int, int] = (0, 1, 2, 3)
    gate: Callable[[float], float] = sigmoid
    candidate: Callable[[float], float] = math.tanh
    forgets: bool = True
    squashes: bool = True
    """Whether the cell state passes tanh on its way out."""
    old: bool = False
    """The old cell state goes out in place of the new one."""


def _named(activation: Callable[[float], float]) -> str:
    return "tanh" if activation is math.tanh else "σ"


@dataclass(frozen=True, slots=True)
class _Stepped:
    """The numbers of one step: sums and gates, the candidate, cell state and hidden state."""

    sums: tuple[float, float, float, float]
    i: float
    f: float
    g: float
    o: float
    state: float
    taken: float
    output: float


def _numbers(params: Params, rule: _Rule) -> _Stepped:
    """Return i = σ(a_i), f = σ(a_f), g = tanh(a_g), o = σ(a_o), c' = f·c + i·g, h' = o·tanh(c')."""
    given, c = reals(params, "a"), real(params, "c")
    a_i, a_f, a_g, a_o = (given[place] for place in rule.order)
    i, f, g, o = rule.gate(a_i), rule.gate(a_f), rule.candidate(a_g), rule.gate(a_o)
    state = (f * c if rule.forgets else c) + i * g
    taken = c if rule.old else state
    output = o * (math.tanh(taken) if rule.squashes else taken)
    return _Stepped((a_i, a_f, a_g, a_o), i, f, g, o, state, taken, output)


def _state_steps(params: Params, rule: _Rule, found: _Stepped) -> tuple[Step, ...]:
    a_i, a_f, a_g, _ = found.sums
    c = real(params, "c")
    gate = _named(rule.gate)
    shown_i, shown_f = shown(found.i), shown(found.f)
    first = f"{shown_f} × {factor(c)}" if rule.forgets else shown(c)
    return (
        Step(
            "input gate i, forget gate f",
            f"{gate}({shown(a_i)}), {gate}({shown(a_f)})",
            f"{shown_i}, {shown_f}",
        ),
        Step("candidate g", f"{_named(rule.candidate)}({shown(a_g)})", shown(found.g)),
        Step("new cell state", f"{first} + {shown_i} × {factor(found.g)}", shown(found.state)),
    )


def _cell_state(params: Params, rule: _Rule) -> Truth:
    found = _numbers(params, rule)
    return Truth(found.state, _state_steps(params, rule, found))


def _output(params: Params, rule: _Rule) -> Truth:
    found = _numbers(params, rule)
    shown_o, taken = shown(found.o), found.taken
    written = f"tanh({shown(taken)})" if rule.squashes else factor(taken)
    return Truth(
        found.output,
        (
            *_state_steps(params, rule, found),
            Step("output gate o", f"{_named(rule.gate)}({shown(found.sums[3])})", shown_o),
            Step("new hidden state", f"{shown_o} × {written}", shown(found.output)),
        ),
    )


_Solution = Callable[[Params, _Rule], Truth]
_RIGHT = _Rule()
_APART = 0.001
"""A slip nearer than this to the truth cannot be told from it at three places."""


def _slip(name: str, text: str, solution: _Solution, rule: _Rule) -> Slip:
    def wrong(params: Params) -> Truth | None:
        right, found = _numbers(params, _RIGHT), _numbers(params, rule)
        apart = right.state - found.state
        if solution is _output:
            apart = right.output - found.output
        return solution(params, rule) if abs(apart) > _APART else None

    return slip(name, text, wrong)


def _shared_slips(solution: _Solution) -> dict[str, Slip]:
    return {
        "forget_first": _slip(
            "wrong-order",
            "the forget gate is read before the input gate.",
            solution,
            _Rule(order=(1, 0, 2, 3)),
        ),
        "output_second": _slip(
            "other-convention",
            "the sums are read in the order of ONNX: input, output, forget gate, candidate.",
            solution,
            _Rule(order=(0, 2, 3, 1)),
        ),
        "tanh_gates": _slip(
            "wrong-activation",
            "tanh squashes the gates as well as the candidate.",
            solution,
            _Rule(gate=math.tanh),
        ),
        "sigmoid_candidate": _slip(
            "wrong-activation",
            "a sigmoid squashes the candidate.",
            solution,
            _Rule(candidate=sigmoid),
        ),
    }


CELL_STATE = Family(
    name="lstm.cell_state",
    title="new cell state of an LSTM",
    topic="recurrent",
    formula="c' = σ(f) · c + σ(i) · tanh(g); PyTorch's order is i, f, g, o",
    params=_PARAMS,
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=_GIVEN + "What is the new cell state?",
        explanation=(
            "PyTorch's order is input gate, forget gate, candidate, output gate. The forget gate "
            "scales the old state, the input gate the candidate, and the two are added: {{answer}}."
        ),
        params={"a": (0, 1, 1, 0), "c": 2},
        vary=_VARY,
        level="advanced",
        seconds=120,
        tags=("lstm", "gates"),
        sources=_SOURCES,
    ),
    truth=lambda params: _cell_state(params, _RIGHT),
    slips={
        **_shared_slips(_cell_state),
        "no_forgetting": _slip(
            "term-dropped",
            "the old cell state is kept whole, without its forget gate.",
            _cell_state,
            _Rule(forgets=False),
        ),
    },
)

CELL_OUTPUT = Family(
    name="lstm.cell_output",
    title="new hidden state of an LSTM",
    topic="recurrent",
    formula="h' = σ(o) · tanh(c'), c' = σ(f) · c + σ(i) · tanh(g); PyTorch's order is i, f, g, o",
    params=_PARAMS,
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=_GIVEN + "What is the new hidden state?",
        explanation=(
            "The new cell state is f · c + i · g in PyTorch's order i, f, g, o. It is squashed by "
            "tanh, and the output gate says how much of it is shown: {{answer}}."
        ),
        params={"a": (0, 1, 1, 0), "c": 2},
        vary=_VARY,
        level="advanced",
        seconds=150,
        tags=("lstm", "gates"),
        sources=_SOURCES,
    ),
    truth=lambda params: _output(params, _RIGHT),
    slips={
        **_shared_slips(_output),
        "no_tanh": _slip(
            "wrong-activation",
            "the cell state is not squashed on its way out.",
            _output,
            _Rule(squashes=False),
        ),
        "old_state": _slip(
            "stale-value",
            "the old cell state goes out in place of the new one.",
            _output,
            _Rule(old=True),
        ),
    },
)

FAMILIES = {family.name: family for family in (CELL_STATE, CELL_OUTPUT)}
