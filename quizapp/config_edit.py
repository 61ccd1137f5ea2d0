"""Changing `config.toml` as a careful person would: only the named keys, comments kept."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import time
from pathlib import Path

from quizapp import atomic
from quizapp import setting_values as v
from quizapp.config import SETTINGS, ConfigError, ConfigProblem
from quizapp.errors import EnvironmentProblem
from quizapp.paths import config_file


def save_config(
    changes: Mapping[str, object],
    *,
    environ: Mapping[str, str] = os.environ,
    file: Path | None = None,
) -> Path:
    """Set each key of `changes` to what a flag could give, or remove it where that is None.

    Returns the file written.

    Raises ConfigError for a value that could not be read back or a file that is not TOML, and
    EnvironmentProblem where nothing can be written. In both cases the file is as it was.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    path = config_file(environ) if file is None else file
    values = _read(changes)
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        document = tomlkit.parse(text)
    except (TOMLKitError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigError((ConfigProblem(str(path), "", f"is not TOML: {error}"),)) from None
    except OSError as error:
        raise _unwritable(path, error) from None
    for key, value in values.items():
        if value is None:
            document.pop(key, None)
        else:
            document[key] = _as_toml(value)
    try:
        atomic.write_text(path, tomlkit.dumps(document))
    except OSError as error:
        raise _unwritable(path, error) from None
    return path


def _read(changes: Mapping[str, object]) -> dict[str, object]:
    values: dict[str, object] = {}
    problems: list[ConfigProblem] = []
    for key, value in changes.items():
        if key not in SETTINGS:
            near = v.nearest(key, list(SETTINGS))
            problems.append(ConfigProblem("", key, f"there is no such setting{near}"))
            continue
        try:
            values[key] = None if value is None else SETTINGS[key](value)
        except v.BadSetting as error:
            problems.append(ConfigProblem("", key, str(error)))
    if problems:
        raise ConfigError(tuple(problems))
    return values


def _as_toml(value: object) -> object:
    if isinstance(value, Path):
        return str(value.absolute())
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, tuple | list):
        return [_as_toml(part) for part in value]
    if isinstance(value, Mapping):
        return {str(key): _as_toml(part) for key, part in value.items()}
    return value


def _unwritable(path: Path, error: OSError) -> EnvironmentProblem:
    return EnvironmentProblem(
        f"Nothing can be saved in {path.parent}: {error.strerror or error}.",
        hint="Set QUIZAPP_DATA to a folder of yours.",
    )
