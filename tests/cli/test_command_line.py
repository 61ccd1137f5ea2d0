"""The command line as a whole: what it lists, what it refuses, and how it ends."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

from quizapp import __version__
from quizapp.cli import COMMANDS, main
from quizapp.cli.group import LazyGroup
from quizapp.cli.options import accept_global_options, current_flags, global_options
from quizapp.diagnostics import ExitCode
from quizapp.errors import EnvironmentProblem


def run(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "quizapp", *args],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_first_line_of_help_names_the_plain_way() -> None:
    done = run("--help")
    assert done.returncode == 0
    assert "--plain" in done.stdout.splitlines()[0]
    for name in COMMANDS:
        assert f"\n  {name} " in done.stdout


def test_every_command_of_the_table_is_there_with_a_line_of_help() -> None:
    for name, (place, text) in COMMANDS.items():
        module, _, attribute = place.partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command), name
        assert text.endswith("."), name


def test_the_version_is_data_on_stdout(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capfd.readouterr() == (f"quizapp {__version__}\n", "")


def test_an_unknown_command_gets_the_nearest_spelling(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["gaol"]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert "There is no command 'gaol'. Did you mean goal?" in err


@pytest.mark.parametrize("args", [["goal", "--minuets", "3"], ["--dat"], ["doctor", "extra"]])
def test_a_wrong_option_is_a_sentence_and_code_2(
    args: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(args) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith("quizapp: ")
    assert "Traceback" not in err


def test_bad_settings_are_all_told(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZAPP_MINUTES", "many")
    monkeypatch.setenv("QUIZAPP_LEVEL", "expert")
    assert main(["goal"]) == 2
    err = capfd.readouterr().err
    assert "QUIZAPP_MINUTES" in err
    assert "QUIZAPP_LEVEL" in err


def test_a_closed_pipe_is_quiet() -> None:
    done = subprocess.run(
        f"{sys.executable} -P -m quizapp --help | head -c 1",
        shell=True,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("U", "")


@pytest.mark.slow
@pytest.mark.parametrize("command", ["--help", "bank list", "bank explain", "bank schema"])
def test_a_reader_that_has_enough_is_no_failure(command: str) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -P -m quizapp {command} | :; exit ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def group_with(command: click.Command) -> LazyGroup:
    group = LazyGroup(name="quizapp", table={}, params=[*global_options()])
    group.table = {"try": ("nowhere:nothing", "Try.")}
    group.commands["try"] = accept_global_options(command)
    return group


def flags_of(*args: str) -> dict[str, object]:
    seen: dict[str, object] = {}

    @click.command()
    def tried() -> None:
        seen.update(current_flags())

    group_with(tried).main(list(args), standalone_mode=False)
    return seen


def test_global_options_work_before_and_after_the_command() -> None:
    expected = {"ui": "plain", "ascii": True, "mouse": False, "data": "/d"}
    options = ["--plain", "--ascii", "--no-mouse", "--data", "/d"]
    assert flags_of(*options, "try") == expected
    assert flags_of("try", *options) == expected
    assert flags_of("--plain", "--data", "/d", "try", "--ascii", "--no-mouse") == expected
    assert flags_of("try") == {}


def test_banks_add_up_in_the_order_given() -> None:
    assert flags_of("--bank", "a", "--bank", "b", "try", "--bank", "c") == {
        "banks": ("a", "b", "c")
    }


def test_a_command_keeps_its_own_option_of_the_same_name() -> None:
    seen: list[str] = []

    @click.command()
    @click.option("--data")
    def tried(data: str) -> None:
        seen.append(data)

    group_with(tried).main(["try", "--data", "x"], standalone_mode=False)
    assert seen == ["x"]


class Broken(Exception):
    """Something nobody foresaw."""


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (EnvironmentProblem("The disk is full.", hint="Make room."), 3, "The disk is full."),
        (KeyboardInterrupt(), 130, ""),
        (click.Abort(), 130, ""),
        (BrokenPipeError(), 0, ""),
        (Broken("\x1b[2J"), 3, "something unexpected happened. Broken"),
    ],
)
def test_every_way_to_fail_ends_with_its_code(
    error: BaseException,
    code: int,
    told: str,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("QUIZAPP_DATA", str(tmp_path))
    monkeypatch.setattr("os.dup2", lambda *_: None)

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("quizapp.cli.cli.main", fail)
    assert main([]) == code
    err = capfd.readouterr().err
    assert told in err
    assert "\x1b" not in err
    assert bool(list(tmp_path.glob("log/*.log"))) == ("unexpected" in told)


def test_a_group_without_a_command_shows_its_help_and_nothing_around_it() -> None:
    done = run("bank")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("Usage: quizapp bank ")
    assert "See quizapp bank --help" not in done.stderr


def test_practice_of_an_unknown_topic_is_refused_with_the_nearest() -> None:
    done = run("practise", "--plain", "--topic", "loses")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "quizapp: There is no topic 'loses' in the banks in use.",
        "Did you mean losses?",
    ]


def test_a_file_given_as_the_data_folder_is_called_a_file(tmp_path: Path) -> None:
    given = tmp_path / "data"
    given.touch()
    done = run("due", "--data", str(given))
    assert done.returncode == 3
    assert done.stderr.splitlines() == [
        f"quizapp: {given} is a file, not a folder.",
        "Name a folder of yours with --data or QUIZAPP_DATA.",
    ]


@pytest.mark.parametrize("words", [("due",), ("study", "--plain"), ("bank", "list")])
def test_a_bank_that_is_not_there_is_told(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "nowhere"
    assert main(["--bank", str(missing), *words]) == ExitCode.USAGE
    assert f"There is no bank at {missing}." in capsys.readouterr().err
