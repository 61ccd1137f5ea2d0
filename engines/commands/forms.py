"""Families, variants, runs and pictures in the JSON form of ``python -m engines --json``.

The fields are told in ``engines.__main__``.
"""

from __future__ import annotations

from typing import Any

from engines import api
from engines.api import Family, Picture, Variant
from engines.params import bounds_text
from engines.protocol import Witness
from engines.values import to_json


def summary(family: Family) -> dict[str, Any]:
    """Return a family in a line of the list."""
    return {
        "name": family.name,
        "title": family.title,
        "topic": family.topic,
        "answer": family.answer(api.complete(family, family.ask.params)).type,
        "parameters": [param.name for param in family.params],
    }


def description(family: Family) -> dict[str, Any]:
    """Return all of a family but its functions."""
    params = [
        {
            "name": param.name,
            "kind": param.kind,
            "doc": param.doc,
            "bounds": bounds_text(param),
            "default": None if param.default is None else to_json(param.default),
        }
        for param in family.params
    ]
    slips = [
        {"id": slip_id, "name": slip.name, "text": slip.text}
        for slip_id, slip in family.slips.items()
    ]
    return summary(family) | {
        "formula": family.formula,
        "prompt": family.ask.prompt,
        "explanation": family.ask.explanation,
        "sources": list(family.ask.sources),
        "parameters": params,
        "slips": slips,
        "inverses": {name: list(taken) for name, taken in family.inverses.items()},
    }


def variant_form(made: Variant) -> dict[str, Any]:
    """Return a variant with its steps and slips."""
    return {
        "family": made.family,
        "params": {name: to_json(value) for name, value in made.params.items()},
        "value": to_json(made.truth),
        "shown": made.acceptance.show(made.truth),
        "type": made.acceptance.type,
        "steps": [
            {"what": step.what, "numbers": step.numbers, "value": step.value} for step in made.steps
        ],
        "slips": [
            {
                "id": slip.id,
                "name": slip.name,
                "text": slip.text,
                "value": None if slip.value is None else to_json(slip.value),
            }
            for slip in made.live
        ],
        "silent": list(made.silent),
    }


def picture_form(picture: Picture) -> dict[str, Any]:
    """Return a picture as data, with its words."""
    return {
        "sort": picture.sort,
        "data": {name: to_json(value) for name, value in picture.data.items()},
        "words": list(picture.words),
    }


def witness_form(witness: Witness) -> dict[str, Any]:
    """Return a run and how far it lies from the truth."""
    return {
        "value": to_json(witness.value),
        "tolerance": witness.tolerance,
        "call": witness.call,
        "device": witness.device,
        "milliseconds": round(witness.milliseconds, 3),
        "difference": to_json(witness.difference),
        "agrees": witness.agrees,
        "note": witness.note,
    }
