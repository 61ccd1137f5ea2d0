"""The wheel: whole, and deaf to what lies about in the folder where it is started."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("quizapp", "engines", "question_bank")
DATA = {".tcss", ".yaml", ".json", ".md", ".mako"}
DECOYS = (
    "engines/__init__.py",
    "engines/worker.py",
    "question_bank/__init__.py",
    "torch.py",
    "json.py",
    "sitecustomize.py",
    "usercustomize.py",
    "click/__init__.py",
    "yaml.py",
    "sqlite3.py",
    "platformdirs.py",
    "pydantic/__init__.py",
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree, built from a copy so that the tree stays as it is."""
    source = tmp_path_factory.mktemp("source")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, source / name)
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--no-index", "-w", target, source], check=True, timeout=120)
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel in it, everything else borrowed from this one."""
    venv = tmp_path_factory.mktemp("fresh") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True, timeout=60)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = venv / "lib" / version / "site-packages"
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    own = venv / "bin" / "python"
    command = [sys.executable, "-m", "pip", "--python", str(own), "install", "-q", "--no-deps"]
    subprocess.run([*command, "--no-index", wheel], check=True, timeout=120)
    return own


@pytest.fixture
def decoys(tmp_path: Path) -> Path:
    """A folder full of modules that leave a mark when they are run."""
    folder = tmp_path / "decoys"
    for name in DECOYS:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"open({str(tmp_path / 'RAN')!r}, 'a').write({name!r} + '\\n')\n")
    return folder


def start(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    environ = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTHON")
    } | {"QUIZAPP_DATA": str(folder.parent / "home"), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, timeout=100, check=False
    )


def ran(folder: Path) -> str:
    mark = folder.parent / "RAN"
    return mark.read_text() if mark.exists() else ""


def test_every_module_and_data_file_is_inside(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        str(path.relative_to(ROOT))
        for name in PACKAGES
        for path in (ROOT / name).rglob("*")
        if path.suffix in DATA | {".py"} and "__pycache__" not in path.parts
    }
    assert {"question_bank/bank.yaml", "quizapp/store/migrations/env.py"} <= wanted
    assert wanted - inside == set()
    assert [name for name in inside if name.startswith(("tests", "scripts", "benchmarks"))] == []


def test_the_version_stands_in_one_place(wheel: Path, python: Path, decoys: Path) -> None:
    done = start([str(python.with_name("quizapp")), "--version"], decoys)
    assert done.stdout.split() == ["quizapp", wheel.name.split("-")[1]]


@pytest.mark.parametrize("mode", ["script", "module", "safe module"])
def test_nothing_in_the_working_folder_is_ever_run(python: Path, decoys: Path, mode: str) -> None:
    if mode == "script":
        command = [str(python.with_name("quizapp"))]
        (decoys / "quizapp.py").write_text((decoys / "json.py").read_text())
    else:
        flags = ["-P"] if mode == "safe module" else []
        command = [str(python), *flags, "-m", "quizapp"]
    done = start([*command, "doctor", "--json"], decoys)
    assert ran(decoys) == ""
    told = json.loads(done.stdout)
    assert told["checks"]["banks"]["facts"]["questions"] > 0
    assert told["checks"]["engine"]["facts"]["torch"], told["checks"]["engine"]
    assert done.stderr == ""


def test_the_decoys_do_run_where_nothing_guards_against_them(python: Path, decoys: Path) -> None:
    start([str(python), "-c", "import json, engines"], decoys)
    assert ran(decoys) == "json.py\nengines/__init__.py\n"
