"""Sets up `.venv` for `make run` (app) and `make test` (tests); quick when nothing changed.

Standard library only: it runs before anything is installed. Everything but PyTorch is installed
here, with a bar on a terminal; PyTorch by `torch_install.py`, in the background for the app.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from torch_install import Installer

CUDA_MEGABYTES = 2740
"""torch 2.13 with the CUDA libraries that it brings, on Linux."""
ROOT = Path(__file__).resolve().parent.parent
EXTRAS = {"app": (), "tests": ("dev", "postgres")}
SECTIONS = {"app": ("The app",), "tests": ("The app", "Tests")}
"""Parts of constraints.txt that are installed here; PyTorch's own are not."""
LATER = ("torch", "numpy")
"""Direct requirements that torch_install brings."""
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_FETCHED = re.compile(r"(?:Collecting |Processing .*/)([A-Za-z0-9._]+)")


class InstallError(Exception):
    """Set-up cannot go on; the argument is what to tell the person."""


@dataclass(frozen=True, slots=True)
class TorchPlan:
    """What is to be installed of PyTorch (None: nothing), and the line that says so."""

    choice: str
    requirement: str | None
    megabytes: int
    line: str


def requirements(extras: Sequence[str], pyproject: str) -> list[str]:
    """The direct requirements of `pyproject` but PyTorch's, with those of `extras`."""
    project = tomllib.loads(pyproject)["project"]
    lists = [project["dependencies"], *(project["optional-dependencies"][e] for e in extras)]
    return [text for one in lists for text in one if _named(text) not in LATER]


def _named(requirement: str) -> str:
    match = _NAME.match(requirement)
    return match[0].lower() if match else ""


def section(constraints: str, *titles: str) -> dict[str, str]:
    """Normal name -> version of the pins under the comments of `constraints` that are titles."""
    pins: dict[str, str] = {}
    inside = False
    for line in constraints.splitlines():
        if line.startswith("# "):
            inside = line[2:].partition(" (")[0] in titles
        elif inside and "==" in line:
            name, _, version = line.partition("==")
            pins[name.lower().replace("_", "-")] = version
    return pins


def data_folder(environ: Mapping[str, str], platform: str) -> str:
    """Where the app will keep its data, `~` for the home folder (as `quizapp.paths.data_dir`)."""
    if own := environ.get("QUIZAPP_DATA"):
        return own
    if own := environ.get("XDG_DATA_HOME", "").strip():
        return f"{own}/quizapp"
    if platform == "darwin":
        return "~/Library/Application Support/quizapp"
    return "~/.local/share/quizapp"


def plan_torch(
    choice: str, version: str, *, driver: bool, platform: str, offered: str
) -> TorchPlan:
    """What TORCH=`choice` ("" when unset) means on this machine.

    `driver` tells whether an NVIDIA driver answers, `offered` is the list of versions that the
    configured package sources hold.
    """
    plain = f"torch=={version}"
    if choice == "none":
        line = "PyTorch is left out. Later: make run TORCH=cpu"
        return TorchPlan(choice, None, 0, line)
    if platform == "darwin":
        return TorchPlan(choice, plain, 100, "PyTorch for macOS, about 100 MB")
    found = "NVIDIA driver found" if driver else "No NVIDIA driver found"
    if choice == "cuda" or (driver and choice != "cpu"):
        line = f"{found}: PyTorch with CUDA, about 2.7 GB. Smaller: make run TORCH=cpu"
        return TorchPlan(choice, f"{plain},!={version}+cpu", CUDA_MEGABYTES, line)
    if f"{version}+cpu" in re.split(r"[,\s()]+", offered):
        line = f"{found}: PyTorch for the CPU, 192 MB. CUDA instead: make run TORCH=cuda"
        return TorchPlan(choice, f"{plain}+cpu", 192, line)
    if not offered:
        line = f"{found}; the package sources do not answer. The next make run tries again."
        return TorchPlan(choice, f"{plain}+cpu", 192, line)
    line = (
        f"{found}, but the package sources hold only PyTorch with CUDA, about 2.7 GB. "
        "Leave it out: make run TORCH=none"
    )
    return TorchPlan(choice, plain, CUDA_MEGABYTES, line)


def main(arguments: Sequence[str] | None = None) -> int:
    """Set up what is asked for; returns the exit code."""
    parser = argparse.ArgumentParser(description="Set up .venv.")
    parser.add_argument("what", choices=sorted(EXTRAS))
    parser.add_argument("--torch", default="", choices=["", "cpu", "cuda", "none"])
    asked = parser.parse_args(arguments)
    try:
        set_up(asked.what, asked.torch, ROOT / ".venv")
    except InstallError as error:
        print(f"Set-up stopped: {error}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        print("\nSet-up stopped. The same command goes on where it was.", file=sys.stderr)
        return 130
    return 0


def set_up(what: str, choice: str, venv: Path) -> None:
    """Bring `venv` to what pyproject.toml and constraints.txt ask for."""
    constraints = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    version = section(constraints, "PyTorch")["torch"]
    # Scripts in the folder name it in full, so a moved folder is another one.
    told = f"{constraints}{pyproject}{venv}{sys.version}"
    fingerprint = hashlib.sha256(told.encode()).hexdigest()
    venv.mkdir(exist_ok=True)
    with (venv / "set-up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamped(venv, "python", f"{venv} {sys.version}"):
            make_venv(venv)
        torch = Installer(venv, version)
        if what == "tests":
            torch.wait()
        plan = plan_here(torch, choice, venv) if torch.wants(choice) else None
        if plan:
            print(plan.line)
        if not stamped(venv, what, fingerprint):
            total = len(section(constraints, *SECTIONS[what]))
            announce(what, total)
            install(venv, requirements(EXTRAS[what], pyproject), total)
            for done in ("app", what):
                stamp(venv, done, fingerprint)
        if plan and what == "app":
            torch.start(plan.requirement, plan.megabytes, plan.choice)
            return
    if not plan:
        return
    if not torch.run(plan.requirement, plan.megabytes, plan.choice) and plan.requirement:
        raise InstallError(f"PyTorch could not be installed; see {torch.log}")


def plan_here(torch: Installer, choice: str, venv: Path) -> TorchPlan:
    """`plan_torch` for this machine; an unset choice is the one made before."""
    darwin = sys.platform == "darwin"
    return plan_torch(
        choice or torch.chosen(),
        torch.version,
        driver=not darwin and driver_answers(),
        platform=sys.platform,
        offered="" if darwin else offered(venv),
    )


def announce(what: str, total: int) -> None:
    """Say what comes: how many packages, where data goes, how to get the plain app."""
    print(f"Installing {total} packages")
    if what == "app":
        print(f"Data goes to {data_folder(os.environ, sys.platform)}")
        print("Screen reader: make run PLAIN=1")
    sys.stdout.flush()


def make_venv(venv: Path) -> None:
    """A fresh virtual environment at `venv`; what was in it for another Python goes."""
    for inside in venv.iterdir():
        if inside.is_dir() and not inside.is_symlink():
            shutil.rmtree(inside)
        elif inside.name != "set-up.lock":
            inside.unlink()
    made = subprocess.run(
        [sys.executable, "-m", "venv", str(venv)], capture_output=True, text=True, check=False
    )
    if made.returncode != 0:
        raise InstallError(
            f"{sys.executable} cannot make a virtual environment; on Debian and Ubuntu install "
            f"python3-venv. It said: {(made.stdout + made.stderr).strip()[-300:]}"
        )
    stamp(venv, "python", f"{venv} {sys.version}")


def stamp(venv: Path, name: str, text: str) -> None:
    """Note in `venv` that the step `name` is done for `text`."""
    (venv / f"set-up-{name}.stamp").write_text(text, encoding="utf-8")


def stamped(venv: Path, name: str, text: str) -> bool:
    """Whether the step `name` was done for this very `text`."""
    path = venv / f"set-up-{name}.stamp"
    return path.exists() and path.read_text(encoding="utf-8") == text


def pip(venv: Path, *arguments: str) -> list[str]:
    """The command line of the environment's own pip, with the pins."""
    command = [str(venv / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    return [*command, *arguments]


def install(venv: Path, needed: Sequence[str], total: int) -> None:
    """Install `needed`, about `total` packages, then the project itself, linked to this folder."""
    pinned = ("-c", str(ROOT / "constraints.txt"))
    log = venv / "set-up.log"
    log.write_text("", encoding="utf-8")
    # An old pip has no machine-readable progress, which torch_install needs.
    run(pip(venv, "install", *pinned, "pip", "setuptools", "wheel"), log, 0)
    run(pip(venv, "install", *pinned, *needed), log, total)
    link = ("--no-deps", "--no-build-isolation", "-e", str(ROOT))
    run(pip(venv, "install", *link), log, 0)


def run(command: Sequence[str], log: Path, total: int) -> None:
    """Run `command`, its output into `log`; on a terminal show how many of `total` it has."""
    show_bar = total > 0 and sys.stdout.isatty()
    with (
        log.open("a", encoding="utf-8") as file,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT
        ) as process,
    ):
        assert process.stdout is not None
        for count in fetched(process.stdout, file.write):
            if show_bar:
                print(bar(min(count, total), total), end="", flush=True)
    if show_bar:
        print("\r" + " " * 60 + "\r", end="", flush=True)
    if process.returncode != 0:
        told = log.read_text(encoding="utf-8").splitlines()
        if any("connection" in line.lower() for line in told):
            raise InstallError(f"the package sources do not answer. What pip said: {log}")
        errors = [line for line in told if line.startswith("ERROR")] or told[-5:]
        raise InstallError("\n  ".join(["pip failed.", *errors[-5:], f"All of it: {log}"]))


def fetched(lines: Iterable[str], keep: Callable[[str], object]) -> Iterator[int]:
    """How many packages pip has looked at so far, each time there is one more."""
    seen: set[str] = set()
    for line in lines:
        keep(line)
        match = _FETCHED.match(line)
        if match and match[1].split("-")[0].lower() not in seen:
            seen.add(match[1].split("-")[0].lower())
            yield len(seen)


def bar(count: int, total: int) -> str:
    """One line of progress, 60 columns at most, starting over the last one."""
    filled = 30 * count // total
    return f"\r[{'=' * filled}{' ' * (30 - filled)}] {count} of {total}"


def driver_answers() -> bool:
    """Whether an NVIDIA driver answers here."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return False
    try:
        asked = subprocess.run([tool, "-L"], capture_output=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0 and b"GPU" in asked.stdout


def offered(venv: Path) -> str:
    """The versions of torch in the configured package sources, as pip lists them; "" offline."""
    try:
        listed = subprocess.run(
            pip(venv, "index", "versions", "torch"),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return ""
    return listed.stdout


if __name__ == "__main__":
    sys.exit(main())
