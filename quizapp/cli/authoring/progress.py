"""A bar on stderr while questions are verified; nothing where stderr is no terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

WORTH_A_BAR = 5
"""Questions from which on it is shown how many are done."""


@contextmanager
def progress_bar() -> Iterator[Callable[[int, int], None]]:
    """Give a function to call with how much is done, and of how much.

    The bar appears with the first call, when the processes that do the work are started, and goes
    with the last. Where little is to be done there is none.
    """
    bars: list[Progress] = []

    def tell(done: int, of: int) -> None:
        if of < WORTH_A_BAR:
            return
        if done == 1:
            bars.extend(_shown(of))
        if bars:
            bars[0].update(bars[0].task_ids[0], completed=done)

    try:
        yield tell
    finally:
        for bar in bars:
            bar.stop()


def _shown(of: int) -> list[Progress]:
    """Return the bar as it begins, or none where stderr is no terminal."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    if not console.is_terminal:
        return []
    columns = (
        TextColumn("checking"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("questions"),
        TimeRemainingColumn(),
    )
    bar = Progress(*columns, console=console, transient=True)
    bar.add_task("checking", total=of)
    bar.start()
    return [bar]
