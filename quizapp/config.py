"""Settings: flag > `QUIZAPP_<KEY>` > `config.toml` > default, read once into a frozen `Config`.

All problems are reported at once, each with its source, its key and the nearest spelling.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import Any, Literal

from quizapp import setting_values as v
from quizapp.errors import UsageError
from quizapp.levels import LEVELS, Level
from quizapp.paths import config_file, data_dir

Ui = Literal["tui", "plain"]
Device = Literal["auto", "cpu", "cuda"]
Theme = Literal["dark", "light", "ansi"]

ENV_PREFIX = "QUIZAPP_"
DATABASE_FILE = "quizapp.db"
COMMAND_LINE = "command line"
ENVIRONMENT = "environment"


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting, already of its type. `None` means: decided where it is used, as told."""

    banks: tuple[Path, ...] = ()
    """Banks to ask from, files or folders; empty: the bundled bank."""
    data: Path = field(default_factory=data_dir)
    """The folder of the database and its backups."""
    database_url: str | None = None
    """A database elsewhere; None: SQLite in `data`."""
    retention: float | None = None
    """Recall aimed at when a card falls due; None: 0.85 with a goal date, 0.90 without."""
    day_starts_at: time = time(4, 0)
    """Local time at which a study day begins."""
    theme: Theme = "dark"
    device: Device = "auto"
    """Where PyTorch runs; auto: CUDA when there is a GPU, the CPU otherwise."""
    reduced_motion: bool = False
    ascii: bool | None = None
    """ASCII signs only; None: judged from the terminal."""
    mouse: bool = True
    """False leaves selecting text to the terminal."""
    ui: Ui = "tui"
    time_factor: float = 1.0
    """Interview times are multiplied by this."""
    minutes: int = 30
    """Minutes of study a day."""
    goal_date: date | None = None
    """The day of the interview."""
    role: str = "any"
    """The id of a role in the bank's roles.yaml."""
    level: Level = "intermediate"
    first_run_done: bool = False
    """Whether the questions of the first run were answered or skipped."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Binding id -> keys, separated by commas."""

    @property
    def database(self) -> str | Path:
        """Where progress is kept: the URL that was set, or the file in `data`."""
        return self.database_url or self.data / DATABASE_FILE


SETTINGS: Mapping[str, v.Reader] = {
    "banks": v.paths,
    "data": v.a_path,
    "database_url": v.optional_word,
    "retention": v.optional_number(0.7, 0.97),
    "day_starts_at": v.time_of_day,
    "theme": v.one_of("dark", "light", "ansi"),
    "device": v.one_of("auto", "cpu", "cuda"),
    "reduced_motion": v.switch,
    "ascii": v.optional_switch,
    "mouse": v.switch,
    "ui": v.one_of("tui", "plain"),
    "time_factor": v.number(0.5, 4),
    "minutes": v.whole(1, 600),
    "goal_date": v.optional_day,
    "role": v.word,
    "level": v.one_of(*LEVELS),
    "first_run_done": v.switch,
    "keys": v.key_table,
}
"""Every key and how it is read; the fields of `Config` in the same order."""


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    """One thing wrong with the settings.

    `source` is the settings file, "environment" or "command line", or empty for a value about to be
    saved; `key` is as the person wrote it, empty when the whole file is meant; `text` says what is
    expected.
    """

    source: str
    key: str
    text: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.source, self.key, self.text) if part)


class ConfigError(UsageError):
    """The settings cannot be used; `problems` holds all of them and the message tells them."""

    def __init__(self, problems: tuple[ConfigProblem, ...]) -> None:
        count = "A setting is" if len(problems) == 1 else f"{len(problems)} settings are"
        listed = "\n".join(f"  {problem}" for problem in problems)
        super().__init__(f"{count} not usable:\n{listed}")
        self.problems = problems


def load_config(
    flags: Mapping[str, object] | None = None,
    *,
    environ: Mapping[str, str] = os.environ,
    file: Path | None = None,
) -> Config:
    """The settings in force; `flags` are keyed like `Config` and a None among them is not set.

    Raises ConfigError when anything is wrong with them.
    """
    config, problems = read_config(flags, environ=environ, file=file)
    if problems:
        raise ConfigError(problems)
    return config


def read_config(
    flags: Mapping[str, object] | None = None,
    *,
    environ: Mapping[str, str] = os.environ,
    file: Path | None = None,
) -> tuple[Config, tuple[ConfigProblem, ...]]:
    """The settings that could be read, and every problem; a bad value leaves the one below it."""
    path = config_file(environ) if file is None else file
    problems: list[ConfigProblem] = []
    values: dict[str, Any] = {"data": data_dir(environ)}
    sources = (
        _file_values(path, problems),
        _environ_values(environ, problems),
        ((COMMAND_LINE, k, k, x) for k, x in (flags or {}).items() if x is not None),
    )
    for source in sources:
        for origin, written, key, value in source:
            try:
                values[key] = SETTINGS[key](value)
            except v.BadSetting as error:
                problems.append(ConfigProblem(origin, written, str(error)))
    return Config(**values), tuple(problems)


_Found = tuple[str, str, str, object]
"""Source, key as written, key of `SETTINGS`, raw value."""


def _file_values(path: Path, problems: list[ConfigProblem]) -> Iterator[_Found]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    except OSError as error:
        problems.append(ConfigProblem(str(path), "", f"cannot be read: {error.strerror}"))
        return
    except UnicodeDecodeError:
        problems.append(ConfigProblem(str(path), "", "is not UTF-8 text"))
        return
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        problems.append(ConfigProblem(str(path), "", f"is not TOML: {error}"))
        return
    for key, value in table.items():
        if key in SETTINGS:
            yield str(path), key, key, value
        else:
            near = v.nearest(key, list(SETTINGS))
            problems.append(ConfigProblem(str(path), key, f"there is no such setting{near}"))


def _environ_values(environ: Mapping[str, str], problems: list[ConfigProblem]) -> Iterator[_Found]:
    for name in sorted(environ):
        if not name.startswith(ENV_PREFIX):
            continue
        key = name.removeprefix(ENV_PREFIX).lower()
        if not environ[name]:
            continue
        if key in SETTINGS:
            yield ENVIRONMENT, name, key, environ[name]
        elif near := v.nearest(key, list(SETTINGS)):
            # A stranger's QUIZAPP_... is only a problem when it looks like a slip of the pen.
            problems.append(ConfigProblem(ENVIRONMENT, name, f"there is no such setting{near}"))
