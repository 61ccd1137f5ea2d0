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
import json
import sys
import textwrap
from collections import Counter
from typing import Any, NoReturn

from engines import api, forms
from engines.api import Family, ParamProblem, Picture, Variant
from engines.arguments import BadArgument, read_params
from engines.drawing import render
from engines.params import BadParams, bounds_text
from engines.protocol import Witness
from engines.values import show_value

FINE, FINDINGS, USAGE, ENVIRONMENT = 0, 1, 2, 3
_INSTALL = "PyTorch is not installed: pip install torch"
_WRAPPED: Any = {
    "initial_indent": "  ",
    "subsequent_indent": "  ",
    "break_on_hyphens": False,
    "break_long_words": False,
}


class _Stop(Exception):
    """Ends the command with an exit code, a sentence and the problems behind it."""

    def __init__(self, code: int, text: str, problems: tuple[ParamProblem, ...] = ()) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.problems = problems


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _Stop(USAGE, f"{message}; see {self.prog} --help")


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    as_json = "--json" in given
    try:
        options = _parser().parse_args(given)
        code: int = options.run(options)
    except _Stop as stop:
        _report(stop, as_json)
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
    listing.set_defaults(run=_list)

    showing = verbs.add_parser("show", help="what a family computes, its parameters and slips")
    showing.add_argument("family")
    showing.set_defaults(run=_show)

    running = verbs.add_parser("run", help="compute, and prove by a run of PyTorch")
    running.add_argument("family")
    running.add_argument("params", nargs="*", metavar="NAME=VALUE")
    running.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    running.add_argument("--picture", action="store_true", help="draw it, where it can be drawn")
    running.set_defaults(run=_run)

    slipping = verbs.add_parser("slips", help="the named slips and the families they live in")
    slipping.add_argument("name", nargs="?")
    slipping.set_defaults(run=_slips)

    for verb in (listing, showing, running, slipping):
        verb.add_argument("--json", action="store_true", help="one JSON object on stdout")
    return parser


def _list(options: argparse.Namespace) -> int:
    known = list(api.families())
    if options.topic is not None:
        topic = _one_of(options.topic, "topic", tuple({family.topic for family in known}))
        known = [family for family in known if family.topic == topic]
    topics = Counter(family.topic for family in known)
    if options.json:
        return _write_json(
            {
                "families": [forms.summary(family) for family in known],
                "topics": dict(topics),
                "count": len(known),
            }
        )
    width = max(len(family.name) for family in known)
    for topic, count in topics.items():
        _write(f"{topic}: {count}")
        for family in known:
            if family.topic == topic:
                _write(f"  {family.name:<{width}}  {family.title}")
        _write()
    on = "one topic" if len(topics) == 1 else f"{len(topics)} topics"
    _write(f"{len(known)} {'family' if len(known) == 1 else 'families'} on {on}")
    return FINE


def _slips(options: argparse.Namespace) -> int:
    """Write each slip with what goes wrong and where it lives."""
    texts = api.slip_names()
    wanted = tuple(texts)
    if options.name is not None:
        wanted = (_one_of(options.name, "slip", wanted),)
    homes: dict[str, list[str]] = {name: [] for name in wanted}
    for family in api.families():
        for name in dict.fromkeys(slip.name for slip in family.slips.values()):
            if name in homes:
                homes[name].append(family.name)
    if options.json:
        listed = [{"name": n, "text": texts[n], "families": homes[n]} for n in wanted]
        return _write_json({"slips": listed})
    for name in wanted:
        _write(name)
        for text in (texts[name], ", ".join(homes[name])):
            _write(textwrap.fill(text, 100, **_WRAPPED))
        _write()
    return FINE


def _one_of(word: str, what: str, known: tuple[str, ...]) -> str:
    """Return `word` where it is known; else stop with the nearest spelling."""
    if word in known:
        return word
    near = api.nearest(word, known)
    raise _Stop(USAGE, f"there is no {what} {word!r}" + (f"; did you mean {near}?" if near else ""))


def _show(options: argparse.Namespace) -> int:
    family = _family(options.family)
    made = api.variant(family.name, family.ask.params)
    if options.json:
        return _write_json(forms.description(family) | {"example": forms.variant_form(made)})
    _write(f"{family.name}  {family.title} ({family.topic})")
    _write(f"\n  {family.formula}\n")
    for param in family.params:
        default = "" if param.default is None else f" (default {show_value(param.default)})"
        default = f" (default: as {param.same_as})" if param.same_as else default
        _write(f"  {param.name:<5} {param.doc}; {bounds_text(param)}{default}")
    _write("\nAsked as\n")
    _write(_indented(_filled(family.ask.prompt, made)))
    _write("\nExample\n")
    _write_variant(made)
    if family.slips:
        _write("\nSlips")
        for slip_id, slip in family.slips.items():
            text = _filled(slip.text.replace("{{value}}", "..."), made)
            _write(f"  {slip_id} [{slip.name}]: {text}")
    if family.inverses:
        _write("\nBackwards: " + ", ".join(family.inverses))
    for source in family.ask.sources:
        _write(f"Source: {source}")
    return FINE


def _run(options: argparse.Namespace) -> int:
    family = _family(options.family)
    made = _made(family, options.params)
    picture = _picture(family, made) if options.picture else None
    witness, not_run = _proof(made, options.device)
    if options.json:
        form = forms.variant_form(made) | {"not_run": not_run or None}
        form["witness"] = None if witness is None else forms.witness_form(witness)
        if picture is not None:
            form["picture"] = forms.picture_form(picture)
        _write_json(form)
    else:
        _write_variant(made)
        for slip in made.live:
            _write(f"  slip  {slip.text}")
        _write(f"\n  {_witness_line(witness, made) if witness else 'not run: ' + not_run}")
        if picture is not None:
            _write()
            _write(render(picture))
    return FINDINGS if witness is not None and not witness.agrees else FINE


def _family(name: str) -> Family:
    try:
        return api.family(name)
    except api.UnknownFamily as error:
        raise _Stop(USAGE, str(error)) from None


def _made(family: Family, arguments: list[str]) -> Variant:
    try:
        params = read_params(family, arguments) if arguments else family.ask.params
        return api.variant(family.name, params)
    except BadArgument as error:
        raise _Stop(USAGE, str(error), (error.problem,)) from None
    except BadParams as error:
        raise _Stop(USAGE, str(error), error.problems) from None


def _proof(made: Variant, wanted: Any) -> tuple[Witness | None, str]:
    """Return the run, or None and why there was none."""
    from engines import device
    from engines.cost import TooCostly

    try:
        import torch
    except (ImportError, OSError):
        return None, _INSTALL
    from engines.prove import prove

    torch.set_num_threads(1)
    device.exact_float32(torch)
    try:
        where = device.best(torch, wanted)
        return prove(made.family, made.params, torch, where), ""
    except device.NoSuchDevice as error:
        raise _Stop(ENVIRONMENT, f"there is no CUDA device: {error}") from None
    except TooCostly as error:
        return None, str(error)
    except RuntimeError as error:
        first = str(error).split("\n", 1)[0]
        raise _Stop(ENVIRONMENT, f"PyTorch could not run it: {first}") from None


def _picture(family: Family, made: Variant) -> Picture:
    if family.picture is None:
        raise _Stop(USAGE, f"{family.name} has no picture")
    return family.picture(made.params)


def _write_variant(made: Variant) -> None:
    given = "  ".join(f"{name}={show_value(value)}" for name, value in made.params.items())
    _write(f"  {made.family}  {given}\n")
    width = max((len(step.what) for step in made.steps), default=0)
    space = max((len(step.numbers) for step in made.steps), default=0)
    for step in made.steps:
        _write(f"  {step.what:<{width}}  {step.numbers:<{space}}  {step.value}")
    _write(f"\n  answer  {made.acceptance.show(made.truth)}")


def _witness_line(witness: Witness, made: Variant) -> str:
    verdict = "agrees" if witness.agrees else "CONTRADICTS THE CLOSED FORM"
    note = f"  ({witness.note})" if witness.note else ""
    seen = _shown_by(made, witness)
    return (
        f"ran  {witness.call}  {verdict}, {seen}  {witness.device}  "
        f"{witness.milliseconds:.1f} ms{note}"
    )


def _shown_by(made: Variant, witness: Witness) -> str:
    try:
        return made.acceptance.show(witness.value)
    except (TypeError, ValueError):
        return show_value(witness.value)


def _filled(text: str, made: Variant) -> str:
    for name, value in made.params.items():
        shown = show_value(value)
        text = text.replace(f"{{{{{name}}}}}", shown).replace(f"{{{{{name}:matrix}}}}", shown)
    return text


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" if line else "" for line in text.splitlines())


def _report(stop: _Stop, as_json: bool) -> None:
    if as_json:
        problems = [
            {"name": problem.name, "message": problem.message, "bound": problem.bound}
            for problem in stop.problems
        ]
        _write_json({"error": {"text": stop.text, "problems": problems}})
        return
    sys.stderr.write(f"engines: {stop.text}\n")


def _write_json(form: object) -> int:
    _write(json.dumps(form, ensure_ascii=False, indent=1))
    return FINE


def _write(text: str = "") -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
