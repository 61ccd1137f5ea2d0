"""`quizapp bank`: writing questions and proving them. A command is one module and one line here."""

from __future__ import annotations

from quizapp.cli.group import LazyGroup

HELP = """
Write questions and prove them.

\b
quizapp bank new kv cache               a question on a family, in a few lines
quizapp bank new recall                 an example of a kind, to write over
quizapp bank check my-bank              prove every claim in it
quizapp bank watch my-bank              the same whenever a file is saved
quizapp bank preview conv-output-size   the learner's view
quizapp bank try conv-output-size       type answers, keep them as tests
quizapp bank search padding             find questions; list filters them, show prints one
quizapp bank stats                      what is there, and how it fares
quizapp bank import deck.apkg           somebody's cards as drafts
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
    "try": ("quizapp.cli.authoring.trying:try_question", "Type answers; keep them as tests."),
    "list": ("quizapp.cli.authoring.listing:list_questions", "List the questions in use."),
    "search": ("quizapp.cli.authoring.listing:search", "Find questions by words, best first."),
    "show": ("quizapp.cli.authoring.show:show", "Print a whole question and where it stands."),
    "stats": ("quizapp.cli.authoring.stats:stats", "Count a bank, and how its questions fare."),
    "fmt": ("quizapp.cli.authoring.fmt:fmt", "Bring topic files into canonical form."),
    "mv": ("quizapp.cli.authoring.mv:mv", "Give a question another id or topic."),
    "rm": ("quizapp.cli.authoring.rm:rm", "Take a question out and retire its id."),
    "copy": ("quizapp.cli.authoring.copying:copy", "Make a bank, or one question, your own."),
    "diff": ("quizapp.cli.authoring.differing:diff", "Say what differs between two banks."),
    "import": ("quizapp.cli.authoring.importing:import_", "Make questions of somebody's cards."),
    "export": ("quizapp.cli.authoring.exporting:export", "Write questions as cards or as JSON."),
    "schema": ("quizapp.cli.authoring.reference:schema", "Print the JSON Schema of topic files."),
    "explain": ("quizapp.cli.authoring.reference:explain", "Say what a problem's code means."),
}

bank = LazyGroup(
    name="bank",
    table=COMMANDS,
    help=HELP,
    short_help="Write questions and prove them.",
)
