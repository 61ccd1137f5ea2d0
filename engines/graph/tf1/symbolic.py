"""What a tensor of a graph cannot do because it has no value yet: be a condition, be iterated."""

from __future__ import annotations

from engines.graph.errors import Raised, failure

_ADVICE = (
    " You can attempt the following resolutions to the problem: If you are running in Graph mode,"
    " use Eager execution mode or decorate this function with @tf.function. If you are using"
    " AutoGraph, you can try decorating this function with @tf.function. If that does not work,"
    " then you may be using an unsupported feature or your source code may not be visible to"
    " AutoGraph. See https://github.com/tensorflow/tensorflow/blob/master/tensorflow/python/"
    "autograph/g3doc/reference/limitations.md#access-to-source-code for more information."
)


def no_condition() -> Raised:
    """Return the error of a tensor where Python wants a bool."""
    return _not_allowed("Using a symbolic `tf.Tensor` as a Python `bool`")


def no_iteration() -> Raised:
    """Return the error of a loop over a tensor."""
    return _not_allowed("Iterating over a symbolic `tf.Tensor`")


def _not_allowed(what: str) -> Raised:
    return failure("OperatorNotAllowedInGraphError", f"{what} is not allowed.{_ADVICE}")
