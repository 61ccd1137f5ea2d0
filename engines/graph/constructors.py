"""Python's built-in types as values: what `int(...)`, `list(...)` and the like make."""

from __future__ import annotations

from typing import Any

from engines.graph.errors import from_python
from engines.graph.limits import check_bits, check_text
from engines.graph.operators import collect, truth
from engines.graph.scope import MISSING, TypeValue, current_run
from engines.graph.show import show, weigh

_PROBLEMS = (TypeError, ValueError, OverflowError, ZeroDivisionError, IndexError)


def _list(entries: Any = ()) -> list[Any]:
    return collect(current_run(), entries)


def _tuple(entries: Any = ()) -> tuple[Any, ...]:
    return tuple(collect(current_run(), entries))


def _set(entries: Any = ()) -> set[Any]:
    values = collect(current_run(), entries)
    weigh(values)
    try:
        return set(values)
    except TypeError as problem:
        raise from_python(problem) from None


def _dict(entries: Any = (), **named: Any) -> dict[Any, Any]:
    weigh(entries)
    try:
        return dict(entries, **named)
    except (TypeError, ValueError) as problem:
        raise from_python(problem) from None


def _converted(kind: Any) -> Any:
    def convert(*given: Any) -> Any:
        run = current_run()
        if given:
            own = run.language.call(TypeValue(kind.__name__, "conversion"), list(given), {})
            if own is not MISSING:
                return own
        try:
            value = kind(*given)
        except _PROBLEMS as problem:
            raise from_python(problem) from None
        if kind is int:
            check_bits(value.bit_length())
        return value

    return convert


def _bool(value: Any = False) -> bool:
    return truth(current_run(), value)


def _str(value: Any = "") -> str:
    return show(value)


def _bytes(source: Any = b"", encoding: Any = None) -> bytes:
    """Return `bytes(...)` of a text, of numbers or of a size."""
    if isinstance(source, int):
        check_text(max(source, 0))
    given: Any = source
    if not isinstance(source, (int, str, bytes)):
        given = collect(current_run(), source)
    try:
        return bytes(given) if encoding is None else bytes(given, encoding)
    except (TypeError, ValueError, OverflowError, LookupError) as problem:
        raise from_python(problem) from None


TYPES = {
    kind.__name__: TypeValue(kind.__name__, "", (kind,), construct)
    for kind, construct in (
        (bool, _bool),
        (int, _converted(int)),
        (float, _converted(float)),
        (complex, _converted(complex)),
        (str, _str),
        (bytes, _bytes),
        (list, _list),
        (tuple, _tuple),
        (set, _set),
        (dict, _dict),
        (type(None), None),
    )
}
