"""`quizapp doctor`: what works on this machine and what does not.

`--json` prints one object, whose fields stay: `quizapp` (version), `exit_code`, and `checks`, an
object with one entry for each of python, system, terminal, packages, settings, data, database,
banks, engine, sandbox. An entry has `state` (fine, note, problem, broken), `text` (a sentence) and
`facts` (an object; versions, paths, sizes, counts).

Exit code 0 when nothing is worse than a note, 1 with a problem (something is left out), 3 when the
app cannot do its work.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from quizapp import __version__
from quizapp.cli.options import current_flags
from quizapp.config import read_config
from quizapp.diagnostics import ExitCode
from quizapp.paths import config_file
from quizapp.terminal import judge
from quizapp.textsafe import clean

if TYPE_CHECKING:
    from quizapp.cli.checkup import Examined

_MARKS = {"fine": "ok", "note": "note", "problem": "PROBLEM", "broken": "BROKEN"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def doctor(as_json: bool) -> ExitCode:
    """Say what works on this machine and what does not; changes nothing.

    Exit code 0: all well. 1: something is left out. 3: the app cannot do its work.
    """
    from quizapp.cli.checkup import examine

    config, problems = read_config(current_flags())
    looked_at = examine(config, problems, config_file(), judge())
    found: list[Examined] = []
    for one in looked_at:
        found.append(one)
        if not as_json:
            click.echo(line(one))
    code = exit_code(found)
    if as_json:
        click.echo(json.dumps(to_json(found, code), indent=2))
    return code


def line(one: Examined) -> str:
    """`name: mark. text`, label first, further lines indented."""
    text = clean(one.text).replace("\n", "\n    ")
    return f"{one.name}: {_MARKS[one.state]}. {text}"


def exit_code(found: Sequence[Examined]) -> ExitCode:
    """The code that the worst of them asks for."""
    states = {one.state for one in found}
    if "broken" in states:
        return ExitCode.ENVIRONMENT
    return ExitCode.FINDINGS if "problem" in states else ExitCode.OK


def to_json(found: Sequence[Examined], code: ExitCode) -> dict[str, object]:
    """The object that `--json` prints, as the module's docstring describes it."""
    checks = {
        one.name: {"state": one.state, "text": one.text, "facts": dict(one.facts)} for one in found
    }
    return {"quizapp": __version__, "exit_code": int(code), "checks": checks}
