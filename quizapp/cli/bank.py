"""`quizapp bank`: writing questions and proving them. A command is one module and one line here."""

from __future__ import annotations

from quizapp.cli.group import LazyGroup

HELP = """
Write questions and prove them.

\b
quizapp bank new conv2d.output_size     a question on a family, in a few lines
quizapp bank new recall                 an example of a kind, to write over
quizapp bank check my-bank              prove every claim in it
quizapp bank watch my-bank              the same whenever a file is saved
quizapp bank preview conv-output-size   the learner's view
"""

COMMANDS = {
    "check": (
        "quizapp.cli.authoring.check:check",
        "Prove a bank: claims, answers, slips, texts, references.",
    ),
    "watch": (
        "quizapp.cli.authoring.watch:watch",
        "Check and show questions whenever they are saved.",
    ),
    "new": ("quizapp.cli.authoring.new:new", "Write a working question into a bank."),
    "preview": ("quizapp.cli.authoring.preview:preview", "Show a question as a learner sees it."),
    "list": ("quizapp.cli.authoring.listing:list_questions", "List the questions in use."),
    "schema": ("quizapp.cli.authoring.reference:schema", "Print the JSON Schema of topic files."),
    "explain": ("quizapp.cli.authoring.reference:explain", "Say what a problem's code means."),
}

bank = LazyGroup(
    name="bank",
    table=COMMANDS,
    help=HELP,
    short_help="Write questions and prove them.",
)
