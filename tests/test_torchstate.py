"""What the app says about a PyTorch that is still on its way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quizapp import torchstate
from quizapp.torchstate import TorchState, torch_state

NOW = 1_000_000.0
MISSING = (
    "Installed without PyTorch. Questions are graded; runs are not shown. Later: make run TORCH=cpu"
)


@pytest.fixture
def torch_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torchstate, "find_spec", lambda _: None)


def told(prefix: Path, **state: object) -> TorchState:
    (prefix / "torch-install.json").write_text(json.dumps(state))
    return torch_state(prefix, now=NOW)


def test_a_download_is_told_in_percent(tmp_path: Path) -> None:
    state = told(tmp_path, stage="downloading", percent=41, updated=NOW - 1)
    assert state.sentence() == "PyTorch 41 %, not needed yet"
    assert state.pending
    assert state.log == tmp_path / "torch-install.log"


def test_a_download_of_unknown_length_and_the_unpacking_have_no_number(tmp_path: Path) -> None:
    state = told(tmp_path, stage="downloading", percent=None, updated=NOW)
    assert state.sentence() == "PyTorch is on its way, not needed yet"
    state = told(tmp_path, stage="unpacking", percent=99, updated=NOW)
    assert state.sentence() == "PyTorch is being unpacked, not needed yet"


@pytest.mark.usefixtures("torch_is_missing")
@pytest.mark.parametrize(
    ("state", "stage"),
    [
        ({"stage": "downloading", "percent": 3, "updated": NOW - 31}, "failed"),
        ({"stage": "failed", "updated": NOW}, "failed"),
        ({"stage": "ready", "updated": NOW}, "failed"),
        ({"stage": "left out", "updated": NOW - 999}, "left out"),
        ({}, "absent"),
    ],
)
def test_without_torch_it_is_said_what_that_means(
    tmp_path: Path, state: dict[str, object], stage: str
) -> None:
    found = told(tmp_path, **state)
    assert (found.stage, found.pending, found.sentence()) == (stage, False, MISSING)


@pytest.mark.usefixtures("torch_is_missing")
@pytest.mark.parametrize("content", ["", "[]", "{", "null", '{"stage": "downloading"}'])
def test_an_unreadable_state_is_as_good_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "torch-install.json").write_text(content)
    assert not torch_state(tmp_path, now=NOW).pending


def test_an_installed_torch_needs_no_words(tmp_path: Path) -> None:
    state = told(tmp_path, stage="ready", updated=NOW)
    assert (state.stage, state.sentence()) == ("ready", "")
