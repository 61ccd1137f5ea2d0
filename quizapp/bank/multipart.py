"""Draws of questions in several parts, of which later ones use the answers of earlier ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from engines import api
from engines.api import BadParams, Params, Variant
from engines.values import Parts, Value, from_json, narrow
from quizapp.bank.drawn import CannotDraw, Drawn, Purpose
from quizapp.bank.fields import Part
from quizapp.bank.model import Multi
from quizapp.bank.ranges import read_range
from quizapp.bank.substitute import substitute
from quizapp.grading.asked import Asked, PartAsked
from quizapp.grading.counted import counted_in

_ATTEMPTS = 200
"""Draws that are tried until one gives every part parameters that it can take."""


@dataclass(frozen=True, slots=True)
class PartDrawn:
    """One part with its numbers. `takes` says which earlier part each of some parameters is."""

    part: Part
    variant: Variant
    prompt: str
    takes: Mapping[str, str]

    @property
    def id(self) -> str:
        """The part's letter or name."""
        return self.part.id


def draw_parts(drawn: Drawn, question: Multi) -> Drawn:
    """Return the draw with all parts and the whole's truth. Raises CannotDraw."""
    why = "no numbers fit all parts"
    for attempt in range(_ATTEMPTS):
        params = _shared(question, drawn.seed, drawn.purpose, attempt)
        try:
            parts = _parts(question, params)
        except BadParams as problem:
            why = str(problem)
            if drawn.purpose == "canonical":
                break
            continue
        return replace(
            drawn,
            params=params,
            parts=parts,
            acceptance=Parts(
                tuple(part.id for part in parts), tuple(part.variant.acceptance for part in parts)
            ),
            truth=tuple(part.variant.truth for part in parts),
        )
    raise CannotDraw(why)


def asked_parts(drawn: Drawn) -> tuple[PartAsked, ...]:
    """Return what grading needs of each part."""
    question = drawn.question
    carries = isinstance(question, Multi) and question.carry
    return tuple(
        PartAsked(
            part.id,
            _asked(part.part, part.variant),
            part.part.weight,
            partial(_carried, part) if carries and part.takes else None,
        )
        for part in drawn.parts
    )


def _asked(part: Part, variant: Variant) -> Asked:
    return Asked(
        variant.acceptance,
        variant.truth,
        live=variant.live,
        slip_of=partial(api.slips_shown_by, variant.family, variant.params),
        counted=counted_in(_prompt(part)),
    )


def _carried(part: PartDrawn, own: Mapping[str, Value]) -> Asked | None:
    """Return the part as it is asked for the learner's `own` earlier answers, where it can be."""
    taken = {name: own[source] for name, source in part.takes.items() if source in own}
    try:
        return _asked(part.part, _variant(part.part, {**part.variant.params, **taken}))
    except (BadParams, ArithmeticError, TypeError, ValueError):
        return None


def _shared(question: Multi, seed: int, purpose: Purpose, attempt: int) -> Params:
    base = {name: from_json(form) for name, form in question.params.items()}
    if purpose == "canonical" or not (question.vary or question.together):
        return base
    vary = {name: read_range(form) for name, form in question.vary.items()}
    together = tuple(
        {name: from_json(form) for name, form in group.items()} for group in question.together
    )
    key = f"{question.key}#{attempt}" if attempt else question.key
    return api.draw_params(key, seed, "plain", vary, together, base)


def _parts(question: Multi, shared: Params) -> tuple[PartDrawn, ...]:
    truths: dict[str, Value] = {}
    found: list[PartDrawn] = []
    for part in question.parts:
        takes = {
            name: str(form["answer"]) for name, form in part.params.items() if _is_answer(form)
        }
        own = {
            name: truths[takes[name]] if name in takes else from_json(form)
            for name, form in part.params.items()
        }
        names = {param.name for param in api.family(part.family).params}
        params = {name: value for name, value in shared.items() if name in names} | own
        variant = _variant(part, params)
        truths[part.id] = variant.truth
        hidden = {name: value for name, value in variant.params.items() if name not in takes}
        prompt = substitute(_prompt(part), {**shared, **hidden})
        for name, source in takes.items():
            prompt = prompt.replace(f"{{{{{name}}}}}", f"your answer to {source}")
        found.append(PartDrawn(part, variant, prompt, takes))
    return tuple(found)


def _prompt(part: Part) -> str:
    return part.prompt if part.prompt is not None else api.family(part.family).ask.prompt


def _is_answer(form: object) -> bool:
    return isinstance(form, Mapping) and set(form) == {"answer"}


def _variant(part: Part, params: Params) -> Variant:
    """Return a part's variant. Raises BadParams."""
    family = api.family(part.family)
    problems = api.check_params(family, params)
    if problems:
        raise BadParams(part.family, tuple(problems))
    full = api.complete(family, params)
    return api.variant(part.family, full, narrow(family.answer(full), part.answer))
