"""One variant of a family: computed, proved by a run of PyTorch, drawn."""

from __future__ import annotations

import argparse
from typing import Any

from engines import api
from engines.api import Family, Picture, Variant
from engines.arguments import BadArgument, read_params
from engines.commands import forms
from engines.commands.writing import (
    ENVIRONMENT,
    FINDINGS,
    FINE,
    INSTALL,
    USAGE,
    Stop,
    write,
    write_json,
)
from engines.drawing import render
from engines.params import BadParams
from engines.protocol import Witness
from engines.values import show_value


def run_family(options: argparse.Namespace) -> int:
    """Write a variant with its steps and slips, and what PyTorch says of it."""
    family = family_named(options.family)
    made = _made(family, options.params)
    picture = _picture(family, made) if options.picture else None
    witness, not_run = _proof(made, options.device)
    if options.json:
        form = forms.variant_form(made) | {"not_run": not_run or None}
        form["witness"] = None if witness is None else forms.witness_form(witness)
        if picture is not None:
            form["picture"] = forms.picture_form(picture)
        write_json(form)
    else:
        write_variant(made)
        for slip in made.live:
            write(f"  slip  {slip.text}")
        write(f"\n  {_witness_line(witness, made) if witness else 'not run: ' + not_run}")
        if picture is not None:
            write()
            write(render(picture))
    return FINDINGS if witness is not None and not witness.agrees else FINE


def family_named(name: str) -> Family:
    try:
        return api.family(name)
    except api.UnknownFamily as error:
        raise Stop(USAGE, str(error)) from None


def _made(family: Family, arguments: list[str]) -> Variant:
    try:
        params = read_params(family, arguments) if arguments else family.ask.params
        return api.variant(family.name, params)
    except BadArgument as error:
        raise Stop(USAGE, str(error), (error.problem,)) from None
    except BadParams as error:
        raise Stop(USAGE, str(error), error.problems) from None


def _proof(made: Variant, wanted: Any) -> tuple[Witness | None, str]:
    """Return the run, or None and why there was none."""
    from engines import device
    from engines.cost import TooCostly

    try:
        import torch
    except (ImportError, OSError):
        return None, INSTALL
    from engines.prove import prove

    torch.set_num_threads(1)
    device.exact_float32(torch)
    try:
        where = device.best(torch, wanted)
        return prove(made.family, made.params, torch, where), ""
    except device.NoSuchDevice as error:
        raise Stop(ENVIRONMENT, f"there is no CUDA device: {error}") from None
    except TooCostly as error:
        return None, str(error)
    except RuntimeError as error:
        first = str(error).split("\n", 1)[0]
        raise Stop(ENVIRONMENT, f"PyTorch could not run it: {first}") from None


def _picture(family: Family, made: Variant) -> Picture:
    if family.picture is None:
        raise Stop(USAGE, f"{family.name} has no picture")
    return family.picture(made.params)


def write_variant(made: Variant) -> None:
    given = "  ".join(f"{name}={show_value(value)}" for name, value in made.params.items())
    write(f"  {made.family}  {given}\n")
    width = max((len(step.what) for step in made.steps), default=0)
    space = max((len(step.numbers) for step in made.steps), default=0)
    for step in made.steps:
        write(f"  {step.what:<{width}}  {step.numbers:<{space}}  {step.value}")
    write(f"\n  answer  {made.acceptance.show(made.truth)}")


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
