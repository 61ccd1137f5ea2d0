"""Where things live on this machine.

The platform's own folders, or one folder of the person's choice: the environment variable
`QUIZAPP_DATA` moves everything that the app writes (database, backups, settings, cache, logs), so
that it works where the home folder is read-only. The `--data` option and the `data` setting move
the database and its backups only. Nothing here creates a folder.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

APP = "quizapp"
HOME_VARIABLE = "QUIZAPP_DATA"


def _own_folder(environ: Mapping[str, str]) -> Path | None:
    value = environ.get(HOME_VARIABLE, "")
    return Path(value).expanduser().absolute() if value else None


def data_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder of the database, its backups, and the person's own bank."""
    if own := _own_folder(environ):
        return own
    from platformdirs import user_data_path

    return user_data_path(APP, appauthor=False)


def config_file(environ: Mapping[str, str] = os.environ) -> Path:
    """The settings file, `config.toml`; it may not exist."""
    if own := _own_folder(environ):
        return own / "config.toml"
    from platformdirs import user_config_path

    return user_config_path(APP, appauthor=False) / "config.toml"


def cache_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder of what can be rebuilt at any time."""
    if own := _own_folder(environ):
        return own / "cache"
    from platformdirs import user_cache_path

    return user_cache_path(APP, appauthor=False)


def log_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder of crash logs."""
    if own := _own_folder(environ):
        return own / "log"
    from platformdirs import user_log_path

    return user_log_path(APP, appauthor=False)
