"""What a second opinion is, and where all of them are gathered."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from engines.family import Params

Opinion = tuple[Params, Callable[[Mapping[str, Any]], Any]]
"""Parameters, and a function of the completed parameters that gives the answer another way."""

FOLDER = Path(__file__).parent / "engines" / "opinions"


def gathered() -> dict[str, Opinion]:
    """Return the opinions of every file of the folder by family; ValueError where one is double."""
    found: dict[str, Opinion] = {}
    for path in sorted(FOLDER.glob("*.py")):
        opinions = importlib.import_module(f"tests.engines.opinions.{path.stem}").OPINIONS
        if double := found.keys() & opinions.keys():
            raise ValueError(f"{path.name}: {sorted(double)} have an opinion already")
        found |= opinions
    return found
