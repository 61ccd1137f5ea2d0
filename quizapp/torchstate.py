"""How far the installation of PyTorch is, as its installer in the background tells it.

The app opens as soon as everything else is in; the installer (`scripts/torch_install.py`) keeps
one small JSON file beside this Python, and this module is the only reader of it. Neither torch
nor pip is imported.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

STATE_FILE = "torch-install.json"
LOG_FILE = "torch-install.log"
SILENCE = 30.0
"""Seconds after the last sign of life at which an installer counts as gone."""

Stage = Literal["absent", "downloading", "unpacking", "ready", "failed", "left out"]


@dataclass(frozen=True, slots=True)
class TorchState:
    """`percent` is of the download, None where it is not known; `log` is a file to look into."""

    stage: Stage
    percent: int | None = None
    log: Path | None = None

    @property
    def pending(self) -> bool:
        """Whether PyTorch is on its way, so that looking again is worth it."""
        return self.stage in ("downloading", "unpacking")

    def sentence(self) -> str:
        """One line for the foot of the screen; empty when there is nothing to tell."""
        match self.stage:
            case "ready":
                return ""
            case "downloading" if self.percent is not None:
                return f"PyTorch {self.percent} %, not needed yet"
            case "downloading":
                return "PyTorch is on its way, not needed yet"
            case "unpacking":
                return "PyTorch is being unpacked, not needed yet"
            case "absent" | "left out" | "failed":
                return (
                    "Installed without PyTorch. Questions are graded; runs are not shown. "
                    "Later: make run TORCH=cpu"
                )


def torch_state(prefix: Path | None = None, *, now: float | None = None) -> TorchState:
    """What is known about PyTorch in the Python at `prefix` (this one), at Unix time `now`."""
    home = Path(sys.prefix) if prefix is None else prefix
    told = _read(home / STATE_FILE)
    log = home / LOG_FILE
    stage = told.get("stage")
    seen = told.get("updated")
    alive = isinstance(seen, int | float) and (time.time() if now is None else now) - seen < SILENCE
    if stage in ("downloading", "unpacking") and alive:
        percent = told.get("percent")
        return TorchState(stage, percent if isinstance(percent, int) else None, log)
    # Half-unpacked files can be found too, so this is asked only when no installer is at work.
    if find_spec("torch") is not None:
        return TorchState("ready")
    if stage == "left out":
        return TorchState("left out")
    return TorchState("failed", None, log) if stage else TorchState("absent")


def _read(path: Path) -> dict[str, object]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}
