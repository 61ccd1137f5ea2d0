"""What every test gets: folders of its own, and no leftovers of the person's settings."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

_FOLDERS = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")


@pytest.fixture(scope="session")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache that all tests of a run share: what is in it is only found by its content."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "cache"


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """New folders, out of the way: pytest finds the number of a folder of its own by looking at all
    that lie there."""
    base = tmp_path_factory.mktemp("homes")
    return (base / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def own_folders(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch, cache_folder: Path) -> Path:
    """A home that nothing else writes to, but for its cache, which subprocesses inherit; returns
    its path."""
    home = next(homes)
    home.mkdir()
    for name in _FOLDERS:
        monkeypatch.setenv(name, str(home / name.lower()))
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache_folder))
    for name in [name for name in os.environ if name.startswith("QUIZAPP_")]:
        if not name.startswith("QUIZAPP_TEST_"):
            monkeypatch.delenv(name)
    for name in ("NO_COLOR", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("TERM", "xterm-256color")
    return home


def pytest_configure() -> None:
    """A shell's background jobs ignore ctrl+c, and so would the programs that the tests start."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@cache
def _has_gpu() -> bool:
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return False
    asked = subprocess.run([tool, "-L"], capture_output=True, timeout=20, check=False)
    return asked.returncode == 0 and b"GPU" in asked.stdout


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what needs a GPU where there is none, and say so."""
    if not any(item.get_closest_marker("cuda") for item in items) or _has_gpu():
        return
    for item in items:
        if item.get_closest_marker("cuda"):
            item.add_marker(pytest.mark.skip(reason="no NVIDIA driver answers here"))
