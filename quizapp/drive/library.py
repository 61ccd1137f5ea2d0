"""The banks in use, as the settings name them."""

from __future__ import annotations

from quizapp.bank.cache import ParsedCache
from quizapp.bank.library import Library, Shelf, load_library
from quizapp.config import Config
from quizapp.paths import cache_dir


def open_library(config: Config) -> Library:
    """Return every question in use; what is wrong with a bank is listed in its problems."""
    shelf = Shelf(named=config.banks, data=config.data)
    return load_library(shelf, cache=ParsedCache(cache_dir() / "parsed"))
