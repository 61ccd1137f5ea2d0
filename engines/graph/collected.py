"""The values of Python's `collections`: rows with named fields and dicts of two more kinds."""

from __future__ import annotations

import keyword
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from engines.graph.calls import call
from engines.graph.containers import DefaultDict, NamedRow
from engines.graph.errors import failure, from_python
from engines.graph.limits import CapReached
from engines.graph.operators import collect
from engines.graph.scope import Builtin, Namespace, TypeValue, current_run
from engines.graph.show import weigh

_MAX_FIELDS = 50


def _namedtuple(typename: Any, field_names: Any, **named: Any) -> TypeValue:
    """Return a class of rows whose entries have names."""
    if isinstance(field_names, str):
        field_names = field_names.replace(",", " ").split()
    names = [str(name) for name in collect(current_run(), field_names)]
    if set(named) - {"defaults"}:
        raise CapReached("namedtuple", "`namedtuple` takes a name, fields and `defaults=`")
    defaults = collect(current_run(), named.get("defaults") or ())
    _check_names(typename, names)
    if len(defaults) > len(names):
        raise failure("TypeError", "Got more default values than field names")
    kind: Any = type(typename, (NamedRow,), {"__slots__": (), "fields": tuple(names)})

    def make(*given: Any, **by_name: Any) -> Any:
        return kind(_bound(typename, names, defaults, given, by_name))

    return TypeValue(typename, "__main__", (kind,), Builtin(typename, make))


def _check_names(typename: Any, names: list[str]) -> None:
    if len(names) > _MAX_FIELDS:
        raise CapReached("namedtuple", f"a row of more than {_MAX_FIELDS} fields")
    for name in (typename, *names):
        if not isinstance(name, str) or not name.isidentifier():
            raise failure(
                "ValueError", f"Type names and field names must be valid identifiers: {name!r}"
            )
        if keyword.iskeyword(name):
            raise failure("ValueError", f"Type names and field names cannot be a keyword: {name!r}")
    for index, name in enumerate(names):
        if name.startswith("_"):
            raise failure("ValueError", f"Field names cannot start with an underscore: {name!r}")
        if name in names[:index]:
            raise failure("ValueError", f"Encountered duplicate field name: {name!r}")


def _bound(
    typename: str,
    names: list[str],
    defaults: list[Any],
    given: tuple[Any, ...],
    by_name: Mapping[str, Any],
) -> list[Any]:
    start = f"{typename}.__new__() "
    if len(given) > len(names):
        least = len(names) + 1 - len(defaults)
        takes = f"from {least} to {len(names) + 1}" if defaults else str(len(names) + 1)
        raise failure(
            "TypeError",
            f"{start}takes {takes} positional arguments but {len(given) + 1} were given",
        )
    values = dict(zip(names, given, strict=False))
    for name, value in by_name.items():
        if name in values:
            raise failure("TypeError", f"{start}got multiple values for argument '{name}'")
        if name not in names:
            raise failure("TypeError", f"{start}got an unexpected keyword argument '{name}'")
        values[name] = value
    if defaults:
        later = dict(zip(names[-len(defaults) :], defaults, strict=True))
        values = {**later, **values}
    missing = [repr(name) for name in names if name not in values]
    if missing:
        listed = " and ".join(missing)
        if len(missing) > 2:
            listed = f"{', '.join(missing[:-1])}, and {missing[-1]}"
        plural = "s" if len(missing) > 1 else ""
        raise failure(
            "TypeError",
            f"{start}missing {len(missing)} required positional argument{plural}: {listed}",
        )
    return [values[name] for name in names]


def _ordered(entries: Any = (), **named: Any) -> OrderedDict[Any, Any]:
    weigh(entries)
    try:
        return OrderedDict(entries, **named)
    except (TypeError, ValueError) as problem:
        raise from_python(problem) from None


def _defaulting(factory: Any = None, entries: Any = (), **named: Any) -> DefaultDict:
    weigh(entries)
    make: Callable[[], Any] | None = None
    if factory is not None:

        def make() -> Any:
            return call(current_run(), factory, [], {})

    table = DefaultDict(factory, make)
    try:
        table.update(entries, **named)
    except (TypeError, ValueError) as problem:
        raise from_python(problem) from None
    return table


_ORDERED = TypeValue("OrderedDict", "collections", (OrderedDict,), Builtin("OrderedDict", _ordered))
_DEFAULTING = TypeValue(
    "defaultdict", "collections", (DefaultDict,), Builtin("defaultdict", _defaulting)
)
COLLECTIONS = Namespace(
    "collections",
    {
        "namedtuple": Builtin("namedtuple", _namedtuple),
        "OrderedDict": _ORDERED,
        "defaultdict": _DEFAULTING,
    },
)
