"""The set-up scripts: what is announced, what is chosen, and how far a download is told to be."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
import set_up
import torch_install
from packaging.requirements import Requirement

from quizapp import paths, torchstate

ROOT = Path(__file__).resolve().parents[2]
CONSTRAINTS = (ROOT / "constraints.txt").read_text()
PYPROJECT = (ROOT / "pyproject.toml").read_text()
LISTED = "Available versions: 2.15.0, 2.13.0+cpu, 2.13.0, 2.12.1"


def plan(choice: str = "", **machine: object) -> set_up.TorchPlan:
    known = {"driver": False, "platform": "linux", "offered": LISTED} | machine
    return set_up.plan_torch(choice, "2.13.0", **known)  # type: ignore[arg-type]


def test_without_a_driver_the_small_build_is_taken_and_the_other_is_named() -> None:
    assert plan().requirement == "torch==2.13.0+cpu"
    assert plan().line == (
        "No NVIDIA driver found: PyTorch for the CPU, 192 MB. CUDA instead: make run TORCH=cuda"
    )
    assert plan("cpu", driver=True).requirement == "torch==2.13.0+cpu"


def test_with_a_driver_or_on_demand_the_cuda_build_is_taken() -> None:
    for chosen in (plan(driver=True), plan("cuda")):
        assert chosen.requirement == "torch==2.13.0,!=2.13.0+cpu"
        assert "about 2.7 GB" in chosen.line


def test_sources_without_a_small_build_are_named_before_the_large_one_is_taken() -> None:
    chosen = plan(offered="Available versions: 2.13.0, 2.12.1")
    assert chosen.requirement == "torch==2.13.0"
    assert "hold only PyTorch with CUDA, about 2.7 GB" in chosen.line
    assert "TORCH=none" in chosen.line


def test_sources_that_do_not_answer_never_lead_to_the_large_build() -> None:
    chosen = plan(offered="")
    assert chosen.requirement == "torch==2.13.0+cpu"
    assert "do not answer" in chosen.line


def test_torch_can_be_left_out_and_macos_has_one_build() -> None:
    assert plan("none").requirement is None
    assert plan(platform="darwin").requirement == "torch==2.13.0"


def test_the_announced_data_folder_is_the_one_that_is_used(
    own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    announced = set_up.data_folder(os.environ, sys.platform)
    assert Path(announced).expanduser() == paths.data_dir()
    monkeypatch.setenv("QUIZAPP_DATA", "/somewhere")
    assert set_up.data_folder(os.environ, sys.platform) == str(paths.data_dir())
    assert set_up.data_folder({}, "linux") == "~/.local/share/quizapp"


def closure(names: list[str], leave: frozenset[str] = frozenset()) -> set[str]:
    """Every distribution that `names` need on this machine, themselves included."""
    seen: dict[str, set[str]] = {}
    waiting = [Requirement(name) for name in names]
    while waiting:
        asked = waiting.pop()
        name = re.sub(r"[-_.]+", "-", asked.name).lower()
        if name in leave or (name in seen and asked.extras <= seen[name]):
            continue
        seen.setdefault(name, set()).update(asked.extras)
        needed = [Requirement(text) for text in metadata.requires(name) or []]
        for extra in asked.extras or {""}:
            waiting += [r for r in needed if not r.marker or r.marker.evaluate({"extra": extra})]
    return set(seen)


def test_the_pins_are_complete_and_each_stands_in_its_section() -> None:
    project = tomllib.loads(PYPROJECT)["project"]
    extras = project["optional-dependencies"]
    tools = set(set_up.section(CONSTRAINTS, "Installers"))
    app = closure(set_up.requirements((), PYPROJECT))
    torch = closure(project["dependencies"], frozenset(app | tools))
    tests = closure([*extras["dev"], *extras["postgres"]], frozenset(app | torch | tools))
    normal = {"app": "The app", "torch": "PyTorch", "tests": "Tests"}
    pinned = {
        key: {name.replace(".", "-") for name in set_up.section(CONSTRAINTS, title)}
        for key, title in normal.items()
    }
    assert app == pinned["app"]
    assert tests == pinned["tests"]
    # With the CUDA build there are more, which have a section of their own.
    assert pinned["torch"] <= torch | {"setuptools"}


def test_what_runs_here_is_what_is_pinned() -> None:
    for name, version in set_up.section(CONSTRAINTS, "The app", "Tests").items():
        assert metadata.version(name) == version, name


def test_requirements_leave_out_what_comes_later_and_take_the_extras() -> None:
    plain = set_up.requirements((), PYPROJECT)
    assert not [text for text in plain if text.startswith(("torch", "numpy", "pytest"))]
    assert any(text.startswith("textual") for text in plain)
    assert any(text.startswith("pytest>") for text in set_up.requirements(("dev",), PYPROJECT))


def test_packages_are_counted_once_each() -> None:
    lines = [
        "Collecting click<9,>=8.2 (from -c x)\n",
        "  Downloading click-8.5.1-py3-none-any.whl (1 kB)\n",
        "Processing /x/rich-15.0.0-py3-none-any.whl\n",
        "Collecting rich\n",
        "Requirement already satisfied: pip\n",
    ]
    kept: list[str] = []
    assert list(set_up.fetched(lines, kept.append)) == [1, 2]
    assert kept == lines
    assert set_up.bar(1, 2) == f"\r[{'=' * 15}{' ' * 15}] 1 of 2"


def test_a_download_of_several_files_is_told_as_one_share() -> None:
    download = torch_install.Download(megabytes=2)
    assert download.percent() is None
    shares = []
    for line in ("Progress 0 of 1000000", "Progress 1000000 of 1000000", "Progress 0 of 500000"):
        download.hear(line)
        shares.append(download.percent())
    download.hear("Progress 500000 of 500000")
    shares.append(download.percent())
    assert shares == [None, 50, 50, 75]
    download.hear("Progress 5000000 of 5000000")
    assert download.percent() == 99
    assert not download.unpacking
    download.hear("Installing collected packages: torch")
    assert download.unpacking


def installer(venv: Path, pip_script: str) -> torch_install.Installer:
    """An installer whose Python is a shell script."""
    python = venv / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f"#!/bin/sh\n{pip_script}\n")
    python.chmod(0o755)
    return torch_install.Installer(venv, "2.13.0")


def test_a_finished_installation_is_not_repeated_unless_something_else_is_asked(
    tmp_path: Path,
) -> None:
    torch = installer(tmp_path, 'echo "Progress 100 of 100"; echo done "$@"')
    assert torch.wants("")
    assert torch.run("torch==2.13.0+cpu", 192, "")
    assert not torch.wants("")
    assert torch.wants("cuda")
    assert torch_install.Installer(tmp_path, "2.14.0").wants("")
    log = torch.log.read_text()
    assert "torch==2.13.0+cpu" in log
    assert "Progress" not in log


def test_a_failed_installation_is_tried_again_and_the_app_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch = installer(tmp_path, "echo ERROR: no network; exit 1")
    assert not torch.run("torch==2.13.0", 192, "")
    assert torch.wants("")
    monkeypatch.setattr(torchstate, "find_spec", lambda _: None)
    state = torchstate.torch_state(tmp_path)
    assert state.stage == "failed"
    assert state.log == torch.log
    assert "no network" in torch.log.read_text()


def test_torch_left_out_stays_out(tmp_path: Path) -> None:
    torch = torch_install.Installer(tmp_path, "2.13.0")
    assert not torch.run(None, 0, "none")
    assert not torch.wants("")
    assert torch.chosen() == "none"
    assert torch.wants("cpu")


def test_the_app_reads_what_the_installer_in_the_background_tells(tmp_path: Path) -> None:
    torch = installer(tmp_path, 'echo "Progress 96000000 of 192000000"; sleep 1')
    process = torch.start("torch==2.13.0+cpu", 192, "")
    assert process is not None
    seen = set()
    while process.poll() is None:
        seen.add(torchstate.torch_state(tmp_path).sentence())
        time.sleep(0.05)
    assert "PyTorch 50 %, not needed yet" in seen
    assert json.loads(torch.state.read_text())["stage"] == "ready"


def test_a_second_installer_leaves_the_first_alone(tmp_path: Path) -> None:
    torch = installer(tmp_path, "exit 1")
    torch.tell("downloading", 3, "")
    before = torch.state.read_text()
    assert torch.start("torch==2.13.0", 192, "") is None
    assert torch.state.read_text() == before


def test_an_old_python_is_told_apart_by_its_version(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.8.18 && exit 0\nexit 1\n')
    old.chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", str(ROOT / "scripts" / "find-python.sh")],
        env={"PATH": f"{tmp_path}", "PYTHON": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert done.stdout == ""
    assert "needs Python 3.11 or newer; found: Python 3.8.18." in done.stderr


def test_this_python_is_found_by_name(tmp_path: Path) -> None:
    done = subprocess.run(
        ["/bin/sh", str(ROOT / "scripts" / "find-python.sh")],
        env={"PATH": os.defpath, "PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, sys.executable)
