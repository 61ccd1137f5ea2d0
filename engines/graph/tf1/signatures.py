"""What the real TensorFlow calls its functions and parameters, and how it refuses a call.

The facts are in `real_api.json`: for each list of parameters the functions that have it, written
`NAME parameter parameter? *parameter?` (`?` has a default, `*` by keyword only), where NAME is what
Python's own complaint names, or `-` for functions whose calls TensorFlow's dispatcher checks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from engines.graph.callables import listing
from engines.graph.errors import failure

_FACTS = Path(__file__).with_name("real_api.json")


@dataclass(frozen=True, slots=True)
class Signature:
    """The parameters of a real function; `name` is empty when the dispatcher checks its calls."""

    name: str
    positional: tuple[str, ...]
    keywords: tuple[str, ...]
    required: frozenset[str]

    def check(self, given: int, named: Iterable[str]) -> None:
        """Raise the snippet's TypeError for a call that the real function does not accept."""
        names = list(named)
        known = (*self.positional, *self.keywords)
        unknown = next((name for name in names if name not in known), None)
        twice = next((name for name in names if name in self.positional[:given]), None)
        bound = {*self.positional[:given], *names}
        missing = [name for name in known if name in self.required and name not in bound]
        if self.name:
            self._check_as_python(given, unknown, twice, missing)
        else:
            self._check_as_dispatcher(given, unknown, twice, missing)

    def _check_as_dispatcher(
        self, given: int, unknown: str | None, twice: str | None, missing: list[str]
    ) -> None:
        most = len(self.positional) + len(self.keywords)
        if given > most:
            _complain(f"Too many arguments were given. Expected {most} but got {given}.")
        if unknown is not None:
            _complain(f"Got an unexpected keyword argument '{unknown}'")
        if twice is not None:
            _complain(f"Got multiple values for argument '{twice}'")
        if missing:
            _complain("Missing required positional argument")

    def _check_as_python(
        self, given: int, unknown: str | None, twice: str | None, missing: list[str]
    ) -> None:
        if unknown is not None:
            _complain(f"{self.name}() got an unexpected keyword argument '{unknown}'")
        if twice is not None:
            _complain(f"{self.name}() got multiple values for argument '{twice}'")
        if given > len(self.positional):
            self._complain_of_count(given)
        if missing:
            plural = "s" if len(missing) > 1 else ""
            _complain(
                f"{self.name}() missing {len(missing)} required positional argument{plural}:"
                f" {listing([repr(name) for name in missing])}"
            )

    def _complain_of_count(self, given: int) -> None:
        # A method gets its object as the first argument, which Python counts.
        own = 1 if "." in self.name else 0
        most = len(self.positional) + own
        least = sum(name in self.required for name in self.positional) + own
        takes = f"{most}" if most == least else f"from {least} to {most}"
        plural = "" if most == least == 1 else "s"
        verb = "was" if given + own == 1 else "were"
        _complain(
            f"{self.name}() takes {takes} positional argument{plural}"
            f" but {given + own} {verb} given"
        )


def _complain(message: str) -> None:
    raise failure("TypeError", message)


@cache
def _facts() -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(_FACTS.read_text(encoding="utf-8"))
    return facts


@cache
def signatures() -> dict[str, Signature]:
    """Return the signature of each real function by its dotted name under `tf`."""
    return _signatures("functions")


@cache
def methods() -> dict[str, Signature]:
    """Return the signature of each method of a real class by `<class>.<method>`."""
    return _signatures("methods")


@cache
def real_attributes(kind: str) -> frozenset[str]:
    """Return the names that the real objects of class `kind` have."""
    names = set(_facts()["attributes"].get(kind, "").split())
    for dotted in methods():
        owner, _, name = dotted.rpartition(".")
        if owner == kind:
            names.add(name)
    return frozenset(names)


def _signatures(section: str) -> dict[str, Signature]:
    found: dict[str, Signature] = {}
    for text, names in _facts()[section].items():
        style, *parameters = text.split()
        plain = [parameter.strip("*?") for parameter in parameters]
        signature = Signature(
            "" if style == "-" else style,
            tuple(p.rstrip("?") for p in parameters if not p.startswith("*")),
            tuple(p.strip("*?") for p in parameters if p.startswith("*")),
            frozenset(
                name for name, p in zip(plain, parameters, strict=True) if not p.endswith("?")
            ),
        )
        found.update(dict.fromkeys(names.split(), signature))
    return found


@cache
def real_names() -> dict[str, frozenset[str]]:
    """Return for each real module (`nn`, empty for `tf` itself) the names that it has."""
    found = {module: set(names.split()) for module, names in _facts()["others"].items()}
    for dotted in signatures():
        module, _, name = dotted.rpartition(".")
        found.setdefault(module, set()).add(name)
    return {module: frozenset(names) for module, names in found.items()}


def missing_member(module: str, name: str) -> None:
    """Raise the snippet's AttributeError when the real module has no `name`.

    `module` is the dotted name under `tf`. Modules that are not known here raise nothing.
    """
    known = real_names().get(module)
    if known is None or name in known:
        return
    if module == "" and name in real_names():
        return
    shown = f"tensorflow._api.v2.compat.v1.{module}" if module else "tensorflow.compat.v1"
    raise failure("AttributeError", f"module '{shown}' has no attribute '{name}'")
