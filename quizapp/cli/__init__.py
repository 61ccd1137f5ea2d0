"""The command line: one module for each noun, imported when its command runs.

`COMMANDS` is the table: a command is one module and one line here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click
from click.exceptions import NoArgsIsHelpError

from quizapp import __version__, diagnostics
from quizapp.cli.group import LazyGroup, ReaderGone
from quizapp.cli.options import current_config, global_options
from quizapp.diagnostics import ExitCode
from quizapp.errors import QuizappError

COMMANDS = {
    "study": ("quizapp.cli.study:study", "Study what is due, then meet new questions."),
    "practise": ("quizapp.cli.study:practise", "Practise without touching the schedule."),
    "interview": ("quizapp.cli.interview:interview", "Hold a timed mock interview."),
    "due": ("quizapp.cli.due:due", "Say what is due today; --short for a shell prompt."),
    "marks": ("quizapp.cli.marks:marks", "List what you starred, suspended, noted or reported."),
    "answer": ("quizapp.cli.answer:answer", "Judge one answer and record nothing; for scripts."),
    "add": ("quizapp.cli.add:add", "Add a question of your own in ten seconds."),
    "bank": ("quizapp.cli.bank:bank", "Write questions and prove them."),
    "goal": ("quizapp.cli.goal:goal", "Show or set the day of the interview and minutes a day."),
    "data": ("quizapp.cli.data:data", "Check, copy or find the record of what was answered."),
    "engine": ("quizapp.cli.engine:engine", "List, show and run what the engine computes."),
    "snippet": ("quizapp.cli.snippet:snippet", "Say what a TF1 or PyTorch program prints."),
    "completion": ("quizapp.cli.completion:completion", "Print the completion of a shell."),
    "doctor": ("quizapp.cli.doctor:doctor", "Say what works on this machine and what does not."),
}

APP = "quizapp.cli.home:open_app"
"""What opens when no command is named; it takes the Config and returns an ExitCode."""

HELP = """
Deep-learning interview practice in the terminal. Without a command the app opens.

Every option below works after a command too.
"""


@click.pass_context
def _start(context: click.Context) -> ExitCode | None:
    if context.invoked_subcommand is not None:
        return None
    module, _, attribute = APP.partition(":")
    opened: ExitCode = getattr(import_module(module), attribute)(current_config())
    return opened


cli = LazyGroup(
    name="quizapp",
    table=COMMANDS,
    callback=_start,
    params=[*global_options()],
    help=HELP,
    options_metavar="[--plain] [OPTIONS]",
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
click.version_option(__version__, prog_name="quizapp", message="%(prog)s %(version)s")(cli)


def main(args: Sequence[str] | None = None) -> int:
    """Run one command line (this process's own by default) and return its exit code.

    A command returns an ExitCode, or None for OK. An expected error becomes a sentence on stderr,
    any other a log file and one line with its path.
    """
    try:
        result = cli.main(args, prog_name="quizapp", standalone_mode=False)
        sys.stdout.flush()
    except (ReaderGone, BrokenPipeError):
        # Nothing more to say, not even while Python shuts down.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return ExitCode.OK
    except (KeyboardInterrupt, click.Abort):
        return ExitCode.INTERRUPTED
    except QuizappError as error:
        return diagnostics.report(error)
    except NoArgsIsHelpError as error:
        diagnostics.note(error.format_message())
        return ExitCode.USAGE
    except click.ClickException as error:
        return _usage(error)
    except Exception as error:
        from quizapp.paths import log_dir

        return diagnostics.crash(error, log_dir())
    return result if isinstance(result, int) else ExitCode.OK


def _usage(error: click.ClickException) -> ExitCode:
    context = getattr(error, "ctx", None)
    where = context.command_path if context else "quizapp"
    diagnostics.note(f"quizapp: {error.format_message()}")
    diagnostics.note(f"See {where} --help")
    return ExitCode.USAGE
