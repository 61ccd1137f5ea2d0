"""What commands print for other programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import click

from quizapp.textsafe import escaped_json


def echo_json(
    value: object, *, indent: int | None = None, default: Callable[[Any], Any] | None = None
) -> None:
    """Print a value as JSON that a person can read and no terminal obeys."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=default)
    click.echo(escaped_json(text))
