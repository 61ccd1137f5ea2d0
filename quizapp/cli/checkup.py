"""What `quizapp doctor` looks at, one function for each thing, none of which changes anything."""

from __future__ import annotations

import platform
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import TimeoutError as LateError
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Literal

from quizapp import __version__
from quizapp.config import Config, ConfigProblem
from quizapp.errors import QuizappError
from quizapp.terminal import SMALLEST, Terminal, opens_plain, uses_ascii
from quizapp.torchstate import torch_state

State = Literal["fine", "note", "problem", "broken"]
"""note: worth knowing; problem: something is left out; broken: the app cannot do its work."""

OLDEST_PYTHON = (3, 11)
_OF_THE_ENGINE = ("torch", "numpy")
WORKER_SECONDS = 60.0
"""PyTorch from a cold disk takes a few seconds; a minute means that it hangs."""


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was looked at: a sentence for people, facts for programs."""

    name: str
    state: State
    text: str
    facts: Mapping[str, object] = field(default_factory=dict)


def examine(
    config: Config, problems: tuple[ConfigProblem, ...], settings: Path, terminal: Terminal
) -> Iterator[Examined]:
    """Everything, the quick things first; a look that fails is told like the others."""
    looks: tuple[tuple[str, Callable[[], Examined]], ...] = (
        ("python", python),
        ("system", system),
        ("terminal", lambda: of_terminal(config, terminal)),
        ("packages", packages),
        ("settings", lambda: of_settings(settings, problems)),
        ("data", lambda: data_folder(config.data)),
        ("database", lambda: database(config)),
        ("banks", lambda: banks(config)),
        ("engine", lambda: engine(config)),
        ("sandbox", sandbox),
    )
    for name, look in looks:
        try:
            yield look()
        # The one command that has to work when the rest does not.
        except Exception as error:
            yield Examined(name, "broken", f"{type(error).__name__}: {error}")


def python() -> Examined:
    """The Python that runs us."""
    found = platform.python_version()
    facts = {"version": found, "executable": sys.executable, "prefix": sys.prefix}
    if sys.version_info < OLDEST_PYTHON:
        return Examined("python", "broken", f"{found}; 3.11 or newer is needed", facts)
    return Examined("python", "fine", f"{found} at {sys.executable}", facts)


def system() -> Examined:
    """The operating system; Linux and macOS are supported."""
    name = platform.platform()
    known = sys.platform in ("linux", "darwin")
    text = name if known else f"{name}; only Linux and macOS are tested"
    return Examined("system", "fine" if known else "note", text, {"name": name})


def of_terminal(config: Config, terminal: Terminal) -> Examined:
    """What the app will look like here."""
    plain = opens_plain(config, terminal)
    only_ascii = uses_ascii(config, terminal)
    facts = {
        "columns": terminal.columns,
        "rows": terminal.rows,
        "is_tty": terminal.is_tty,
        "utf8": terminal.utf8,
        "colours": terminal.colours,
        "term": terminal.name,
        "plain": plain,
        "ascii": only_ascii,
    }
    parts = [
        f"{terminal.columns}x{terminal.rows}" if terminal.is_tty else "no terminal",
        "UTF-8" if terminal.utf8 else "no UTF-8",
        f"{terminal.colours} colours" if terminal.colours else "no colours",
        "opens line by line" if plain else "opens full screen",
    ]
    if only_ascii:
        parts.append("ASCII signs are used")
    small = terminal.is_tty and not plain and not terminal.large_enough
    if small:
        parts.append(f"too small: {SMALLEST[0]}x{SMALLEST[1]} is needed")
    return Examined("terminal", "note" if small else "fine", ", ".join(parts), facts)


def packages() -> Examined:
    """The direct requirements and the versions that are installed; PyTorch is the engine's."""
    versions: dict[str, str | None] = {}
    for requirement in metadata.requires("quizapp") or []:
        name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
        if "extra ==" in requirement or name in _OF_THE_ENGINE:
            continue
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = None
    facts = {"quizapp": __version__, "requirements": versions}
    missing = [name for name, version in versions.items() if version is None]
    if missing:
        return Examined("packages", "broken", f"not installed: {', '.join(missing)}", facts)
    return Examined("packages", "fine", f"quizapp {__version__}, {len(versions)} beside it", facts)


def of_settings(path: Path, problems: tuple[ConfigProblem, ...]) -> Examined:
    """The settings file and what is wrong with the settings, wherever they come from."""
    told = [str(problem) for problem in problems]
    facts = {"file": str(path), "exists": path.exists(), "problems": told}
    if told:
        return Examined("settings", "problem", "\n".join(told), facts)
    text = str(path) if path.exists() else f"defaults; {path} does not exist"
    return Examined("settings", "fine", text, facts)


def data_folder(folder: Path) -> Examined:
    """Whether progress can be saved, tried in the nearest folder that is already there."""
    facts: dict[str, object] = {"folder": str(folder), "exists": folder.is_dir()}
    nearest = next((one for one in (folder, *folder.absolute().parents) if one.exists()), folder)
    try:
        with tempfile.TemporaryFile(dir=nearest):
            facts["writable"] = True
    except OSError as error:
        facts["writable"] = False
        text = (
            f"Nothing can be saved in {folder}: {error.strerror}. "
            "Set QUIZAPP_DATA to a folder of yours."
        )
        return Examined("data", "broken", text, facts)
    return Examined("data", "fine", str(folder), facts)


def database(config: Config) -> Examined:
    """Whether the database answers, and the version of its tables; nothing is made or upgraded."""
    from quizapp.store.connect import locate, postgres_engine
    from quizapp.store.errors import explain_postgres
    from quizapp.store.migrate import stored_revision
    from quizapp.store.schema import HEAD, check_file, check_revision

    facts: dict[str, object] = {"revision": None, "head": HEAD}
    try:
        target = locate(config.database)
        if isinstance(target, Path):
            facts["where"] = str(target)
            revision = check_file(target) if target.parent.is_dir() else None
        else:
            where = target.render_as_string(hide_password=True)
            facts["where"] = where
            served = postgres_engine(target, explain_postgres(where))
            try:
                revision, empty = stored_revision(served)
            finally:
                served.dispose()
            check_revision(revision, empty, where)
    except QuizappError as error:
        return Examined("database", "broken", str(error), facts)
    facts["revision"] = revision
    if revision is None:
        return Examined("database", "fine", f"{facts['where']}, made at first use", facts)
    if revision != HEAD:
        text = f"{facts['where']}, tables of {revision}; upgraded at next use, after a backup"
        return Examined("database", "note", text, facts)
    return Examined("database", "fine", f"{facts['where']}, tables of {revision}", facts)


def banks(config: Config) -> Examined:
    """The banks in use, their questions, and how many problems they have."""
    from quizapp.bank.library import Shelf, load_library

    library = load_library(Shelf(config.banks, config.data))
    names = [loaded.bank.id for loaded in library.banks if loaded.bank is not None]
    count = sum(problem.severity == "problem" for problem in library.problems)
    facts = {"banks": names, "questions": len(library.questions), "problems": count}
    text = f"{', '.join(names) or 'none'}: {len(library.questions)} questions"
    if not library.questions:
        return Examined("banks", "broken", f"{text}. See quizapp bank check", facts)
    if count:
        return Examined(
            "banks", "problem", f"{text}, {count} problems. See quizapp bank check", facts
        )
    return Examined("banks", "fine", text, facts)


def engine(config: Config) -> Examined:
    """What the worker says of itself; PyTorch is loaded there and never here."""
    from quizapp.engine_client import INSTALL_HINT, EngineClient, EngineFailure

    state = torch_state()
    facts: dict[str, object] = {"installation": state.stage, "torch": None, "device": None}
    if state.pending:
        return Examined("engine", "note", state.sentence(), facts)
    try:
        with EngineClient(config.device) as client:
            hello = client.hello().result(timeout=WORKER_SECONDS)
    except EngineFailure as failure:
        return Examined("engine", "broken", str(failure), facts | {"code": failure.code})
    except LateError:
        text = f"The worker did not answer within {WORKER_SECONDS:.0f} seconds."
        return Examined("engine", "broken", text, facts | {"code": "hung"})
    facts |= {"torch": hello.torch, "device": hello.device, "device_name": hello.device_name}
    if hello.torch is None:
        why = f"PyTorch is not usable: {hello.problem}." if hello.problem else "PyTorch is missing."
        return Examined("engine", "problem", f"{why} Runs are not shown. {INSTALL_HINT}", facts)
    name = f", {hello.device_name}" if hello.device_name else ""
    text = f"PyTorch {hello.torch} on {hello.device}{name}"
    if hello.problem:
        return Examined("engine", "problem", f"{text}. {hello.problem}", facts)
    return Examined("engine", "fine", text, facts)


def sandbox() -> Examined:
    """What a learner's program is kept from here, each thing tried in such a program."""
    from engines.sandbox.protocol import SandboxFailed
    from quizapp.isolation import LAYERS, probe

    try:
        with tempfile.TemporaryDirectory() as elsewhere:
            found = probe(elsewhere)
    except SandboxFailed as failure:
        text = f"Functions that you write cannot be run: {failure}."
        return Examined("sandbox", "problem", text, {"layers": {}})
    facts: dict[str, object] = {"layers": dict(found.holds)}
    if found.failed:
        return Examined(
            "sandbox", "problem", f"What holds could not be tried: {found.failed}", facts
        )
    held = ", ".join(LAYERS[name] for name, holds in found.holds.items() if holds)
    missing = ", ".join(LAYERS[name] for name, holds in found.holds.items() if not holds)
    text = f"functions that you write run apart, with {held or 'a deadline alone'}"
    if missing:
        return Examined("sandbox", "note", f"{text}. Not here: {missing}", facts)
    return Examined("sandbox", "fine", text, facts)
