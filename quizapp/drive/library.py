"""The banks in use, as the settings name them."""

from __future__ import annotations

from quizapp.bank.cache import ParsedCache
from quizapp.bank.library import Library, Shelf, load_library
from quizapp.config import Config
from quizapp.errors import UsageError
from quizapp.paths import cache_dir


def open_library(config: Config) -> Library:
    """Return every question in use; what is wrong with a bank is listed in its problems. Raises
    UsageError where none of the banks that are named can be used."""
    shelf = Shelf(named=config.banks, data=config.data)
    library = load_library(shelf, cache=ParsedCache(cache_dir() / "parsed"))
    usable = {bank.path for bank in library.banks if bank.bank is not None}
    if config.banks and not any({path, path.parent} & usable for path in config.banks):
        named = config.banks[0]
        raise UsageError(f"There is no bank at {named}.", hint=f"quizapp bank check {named}")
    return library
