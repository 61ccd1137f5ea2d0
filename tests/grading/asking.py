"""What the reading table calls the types it reads as."""

from __future__ import annotations

from engines.values import (
    Bits,
    Bytes,
    Count,
    DType,
    ErrorName,
    Estimate,
    Float,
    Int,
    Matrix,
    Option,
    Ordering,
    Output,
    Pairs,
    Raises,
    SetOf,
    Shape,
    Text,
    TruthTable,
    Vector,
    Weights,
)
from quizapp.grading.asked import Asked, OptionAsked


def shown(*texts: str, prefix: str = "o") -> tuple[OptionAsked, ...]:
    """Options with keys o1, o2 ... in the order shown."""
    return tuple(OptionAsked(f"{prefix}{i}", text) for i, text in enumerate(texts, 1))


NORMS = shown("Layer norm", "Batch norm", "Dropout", "None of these")

ASKED: dict[str, Asked] = {
    "int": Asked(Int(), 42),
    "count": Asked(Count(), 42),
    "bytes": Asked(Bytes(), 42),
    "bytesGB": Asked(Bytes(unit="GB"), 42),
    "float": Asked(Float(), 0.125),
    "percent": Asked(Float(percent=True), 12.5),
    "ms": Asked(Float(unit="ms"), 12.5),
    "dollars": Asked(Estimate(unit="dollars"), 12.5),
    "billion": Asked(Estimate(unit="billion"), 12.5),
    "billions": Asked(Float(sig=2), 80.0, counted=frozenset({"billion", "tokens", "token"})),
    "bits_a_weight": Asked(Float(unit="bits"), 4.25),
    "times": Asked(Float(), 12.5, counted=frozenset({"times", "time"})),
    "ms_each": Asked(Vector(Float(unit="ms")), (12.5, 2.5)),
    "layers": Asked(Int(), 42, counted=frozenset({"hidden", "layers", "layer"})),
    "weights_of": Asked(Count(), 42, counted=frozenset({"learnable", "weights"})),
    "plain": Asked(Float(allow_expr=False), 0.125),
    "nonfinite": Asked(Float(allow_nonfinite=True), 0.125),
    "nonfinites": Asked(Vector(Float(allow_nonfinite=True)), (0.5, 0.5)),
    "estimate": Asked(Estimate(), 42.0),
    "shape": Asked(Shape(), (4, 2)),
    "shape0": Asked(Shape(rank=0), ()),
    "shape1": Asked(Shape(rank=1), (4,)),
    "shape2": Asked(Shape(rank=2), (4, 2)),
    "shape3": Asked(Shape(rank=3), (4, 2, 1)),
    "shapeN": Asked(Shape(batch=True), ("N", 4)),
    "zeros": Asked(Shape(zeros=True), (4, 2)),
    "vector": Asked(Vector(), (0.5, 0.25)),
    "vector1": Asked(Vector(length=1), (0.5,)),
    "vector2": Asked(Vector(length=2), (0.5, 0.25)),
    "vector3": Asked(Vector(length=3), (0.5, 0.25, 0.25)),
    "matrix": Asked(Matrix(), ((0.5, 0.25), (0.5, 0.25))),
    "matrix22": Asked(Matrix(shape=(2, 2)), ((0.5, 0.25), (0.5, 0.25))),
    "matrix23": Asked(Matrix(shape=(2, 3)), ((0.5, 0.25, 0.0), (0.5, 0.25, 0.0))),
    "set": Asked(SetOf(), (4, 2)),
    "bits": Asked(Bits(), (1, 1)),
    "bits3": Asked(Bits(length=3), (1, 1, 1)),
    "truth_table": Asked(TruthTable(), (1, 1, 1, 1)),
    "dtype": Asked(DType(), "int8"),
    "np_dtype": Asked(DType(), "int8", dialect="numpy"),
    "wide_dtype": Asked(DType(strict_width=True), "int8"),
    "text": Asked(Text(), "momentum"),
    "output": Asked(Output(), "0.25"),
    "output_of_a_question": Asked(Output(), "sure?"),
    "error": Asked(ErrorName(), Raises("KeyError")),
    "option": Asked(Option(), ("o1",), options=NORMS),
    "options": Asked(Option(multi=True), ("o1",), options=NORMS),
    "numeric_option": Asked(Option(), ("o1",), options=shown("0.5", "1", "2")),
    "letter_option": Asked(Option(), ("o1",), options=shown("b", "x")),
    "ordering": Asked(
        Ordering(),
        ("k1", "k2", "k3"),
        options=shown("forward", "backward", "update", prefix="k"),
    ),
    "pairs": Asked(
        Pairs(),
        (("l1", "r1"), ("l2", "r2")),
        options=shown("ReLU", "sigmoid", prefix="l"),
        targets=shown("kink", "saturates", prefix="r"),
    ),
    "weights": Asked(Weights(), (2, 2, -3)),
}
