"""From a tree of numbers to a vector or a matrix, or why it is none."""

from __future__ import annotations

from quizapp.grading.arithmetic import Amount
from quizapp.grading.literals import Branch, Leaf, Node
from quizapp.grading.normalise import Typed


def as_vector(node: Branch, typed: Typed) -> tuple[Amount, ...]:
    """Return the entries of a row or of a column. Raises Refused for anything else, empty too."""
    children = node.children
    if len(children) == 1 and isinstance(children[0], Branch):
        return as_vector(children[0], typed)
    if children and all(_is_single(child) for child in children):
        children = tuple(child.children[0] for child in children if isinstance(child, Branch))
    if not children:
        raise typed.refuse("empty", node.start)
    values = [child.value for child in children if isinstance(child, Leaf)]
    if len(values) != len(children):
        raise typed.refuse("one row of numbers is expected, this looks like a matrix", node.start)
    return tuple(values)


def as_matrix(node: Branch, typed: Typed) -> tuple[tuple[Amount, ...], ...]:
    """Return the rows, all of one length. Raises Refused, empty and ragged ones included."""
    rows: tuple[Node, ...] = node.wrapped or node.children
    if not rows:
        raise typed.refuse("empty", node.start)
    if all(isinstance(child, Leaf) for child in rows):
        rows = (node,)
    values: list[tuple[Amount, ...]] = []
    for number, row in enumerate(rows, 1):
        if isinstance(row, Leaf):
            raise typed.refuse("a matrix has rows only, this is a lone number", row.start)
        leaves = tuple(child.value for child in row.children if isinstance(child, Leaf))
        if len(leaves) != len(row.children):
            raise typed.refuse("too many brackets inside each other", row.start)
        if not leaves:
            raise typed.refuse("empty", row.start)
        if values and len(leaves) != len(values[0]):
            count = _entries(len(leaves))
            raise typed.refuse(f"row {number} has {count}, row 1 has {len(values[0])}", row.start)
        values.append(leaves)
    return tuple(values)


def _is_single(node: Node) -> bool:
    return (
        isinstance(node, Branch) and len(node.children) == 1 and isinstance(node.children[0], Leaf)
    )


def _entries(count: int) -> str:
    return f"{count} entr{'y' if count == 1 else 'ies'}"
