"""The engine by itself: ``python -m engines list | show NAME | run NAME H=32 K=3 ... | slips``.

Values are numbers, lists (``z=[1,2,3]``, ``x=[[1,2],[3,4]]``), ``true`` and ``false``, or words.
Without any parameter `run` takes the family's own example.

Exit codes: 0 fine, 1 the run contradicts the closed form, 2 a name or a parameter is wrong, 3 the
engine or this machine could not do it. stdout holds results only.

With ``--json`` stdout holds one JSON object:

list  ``{"families": [{"name", "title", "topic", "answer", "parameters": [name, ...]}], "topics":
      {topic: count}, "count"}``, of one topic where it is named
show  the fields of list, and ``"formula"``, ``"prompt"``, ``"explanation"``, ``"sources"``,
      ``"parameters": [{"name", "kind", "doc", "bounds", "default"}]``, ``"slips": [{"id", "name",
      "text"}]``, ``"inverses": {name: [parameter, ...]}``, ``"example"`` (as run, without witness)
run   ``{"family", "params", "value", "shown", "type", "steps": [{"what", "numbers", "value"}],
      "slips": [{"id", "name", "text", "value"}], "silent": [id, ...], "witness": {"value",
      "tolerance", "call", "device", "milliseconds", "difference", "agrees", "note"} or null,
      "not_run": reason or null}``; with ``--picture`` also ``"picture": {"sort", "data": {name:
      value}, "words": [sentence, ...]}``
slips ``{"slips": [{"name", "text", "families": [name, ...]}]}``
error ``{"error": {"text", "problems": [{"name", "message", "bound"}]}}``

Values are in JSON form: numbers, strings, lists as themselves, ``{"f": "nan"}``, ``{"q": [1, 3]}``.
"""

from __future__ import annotations

import argparse
import sys
from typing import NoReturn

from engines.commands.catalogue import list_families, list_slips, show_family
from engines.commands.running import run_family
from engines.commands.writing import FINE, USAGE, Stop, report


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Stop(USAGE, f"{message}; see {self.prog} --help")


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    as_json = "--json" in given
    try:
        options = _parser().parse_args(given)
        code: int = options.run(options)
    except Stop as stop:
        report(stop, as_json)
        return stop.code
    except BrokenPipeError:
        sys.stderr.close()
        return FINE
    return code


def _parser() -> _Parser:
    parser = _Parser(
        prog="python -m engines", description="Verified computations of deep learning."
    )
    verbs = parser.add_subparsers(
        required=True, metavar="list | show | run | slips", parser_class=_Parser
    )

    listing = verbs.add_parser("list", help="all families by topic, or those of one topic")
    listing.add_argument("topic", nargs="?")
    listing.set_defaults(run=list_families)

    showing = verbs.add_parser("show", help="what a family computes, its parameters and slips")
    showing.add_argument("family")
    showing.set_defaults(run=show_family)

    running = verbs.add_parser("run", help="compute, and prove by a run of PyTorch")
    running.add_argument("family")
    running.add_argument("params", nargs="*", metavar="NAME=VALUE")
    running.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    running.add_argument("--picture", action="store_true", help="draw it, where it can be drawn")
    running.set_defaults(run=run_family)

    slipping = verbs.add_parser("slips", help="the named slips and the families they live in")
    slipping.add_argument("name", nargs="?")
    slipping.set_defaults(run=list_slips)

    for verb in (listing, showing, running, slipping):
        verb.add_argument("--json", action="store_true", help="one JSON object on stdout")
    return parser


if __name__ == "__main__":
    sys.exit(main())
