"""From a question and a seed to one draw of it: parameters, truth, steps, live slips."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from engines import api
from engines.api import Params, Variant
from engines.protocol import SnippetRefused
from engines.values import (
    Acceptance,
    CodeLine,
    ErrorName,
    Float,
    Option,
    Output,
    Raises,
    Value,
    acceptance_from,
    narrow,
)
from quizapp.bank.arranged import draw_cloze, draw_match, draw_order
from quizapp.bank.coded import DRAWN_CASES, draw_code
from quizapp.bank.drawn import CannotDraw, Drawn, OptionDrawn, Purpose, TruthRunner
from quizapp.bank.fields import OptionsFrom
from quizapp.bank.line_judge import LineJudge, cases_of
from quizapp.bank.model import (
    Choice,
    Cloze,
    Code,
    Compute,
    Design,
    Match,
    Multi,
    Order,
    Question,
    Recall,
    Snippet,
)
from quizapp.bank.multipart import draw_parts
from quizapp.bank.ranges import read_range
from quizapp.bank.spotting import slip_options, spotted, working
from quizapp.bank.substitute import substitute, substitute_code
from quizapp.grading.lines import Mode, NoPlace, place


def draw(
    question: Question,
    seed: int,
    purpose: Purpose = "canonical",
    runner: TruthRunner | None = None,
) -> Drawn:
    """Return one draw of a complete `question` (see ``bank.resolve``).

    The same question, seed and purpose give the same draw. Raises CannotDraw where no draw is
    possible: the ranges admit none, or the truth needs a run and there is no `runner`.
    """
    return draw_at(question, draw_params(question, seed, purpose), seed, purpose, runner)


def draw_at(
    question: Question,
    params: Params,
    seed: int,
    purpose: Purpose,
    runner: TruthRunner | None = None,
) -> Drawn:
    """Return the draw that has these parameters (see `draw_params`). Raises CannotDraw."""
    drawn = Drawn(question, seed, purpose, params)
    match question:
        case Recall():
            return drawn
        case Choice():
            return _draw_choice(drawn, question)
        case Compute() | Design():
            return _draw_value(drawn, question, runner)
        case Snippet():
            return _draw_snippet(drawn, question, runner)
        case Code():
            return draw_code(drawn, question, _cases(drawn, question), runner)
        case Multi():
            # Its parts decide whether numbers fit, so it draws them itself.
            return draw_parts(drawn, question)
        case Order():
            return draw_order(drawn, question)
        case Match():
            return draw_match(drawn, question)
        case Cloze():
            return draw_cloze(drawn, question)
        case _:
            raise CannotDraw(f"questions of kind {question.kind} cannot be asked yet")


@dataclass(frozen=True, slots=True)
class Ranges:
    """What a question's draws come from, read once for many of them."""

    vary: Mapping[str, api.Range]
    together: tuple[Params, ...]
    base: Params
    acceptance: Acceptance | None


def ranges_of(question: Question) -> Ranges:
    """Return what the draws of a question that varies come from."""
    base = _values(question.params)
    return Ranges(
        {name: read_range(form) for name, form in question.vary.items()},
        tuple(_values(row) for row in question.together),
        base,
        acceptance_of(question, api.complete(api.family(question.family), base))
        if question.family is not None
        else None,
    )


def draw_params(
    question: Question, seed: int, purpose: Purpose, ranges: Ranges | None = None
) -> Params:
    """Return the parameters of one draw: the canonical ones, or some from the question's ranges,
    which may be given where they are known."""
    if purpose == "canonical" or not (question.vary or question.together):
        return _canonical(question)
    known = ranges if ranges is not None else ranges_of(question)
    vary, together, base = known.vary, known.together, known.base
    kept: api.Purpose = "live" if purpose == "live" else "plain"
    try:
        if question.family is None:
            return api.draw_params(question.key, seed, kept, vary, together, base)
        return api.draw(
            question.family,
            question.key,
            seed,
            kept,
            vary,
            together,
            base,
            acceptance=known.acceptance,
            slips=question.slips,
        )
    except api.DrawFailed as error:
        raise CannotDraw(str(error)) from error


def acceptance_of(question: Question, params: Params) -> Acceptance:
    """Return the acceptance of a family's question: the family's own, narrowed by the author."""
    family = api.family(question.family or "")
    answer = getattr(question, "answer", None)
    narrowing = answer if isinstance(answer, Mapping) else {}
    return narrow(family.answer(params), narrowing)


def _canonical(question: Question) -> Params:
    params = _values(question.params)
    return api.complete(api.family(question.family), params) if question.family else params


def _values(params: Mapping[str, object]) -> dict[str, Value]:
    return {name: _value(form) for name, form in params.items()}


def _value(form: object) -> Value:
    if isinstance(form, (list, tuple)):
        return tuple(_value(entry) for entry in form)
    if isinstance(form, (bool, int, float, str)):
        return form
    raise CannotDraw(f"a parameter cannot be {form!r}")


def _variant(drawn: Drawn) -> Variant:
    question = drawn.question
    return api.variant(
        question.family or "",
        drawn.params,
        acceptance_of(question, drawn.params),
        question.slips,
        slip_texts=question.slip_texts,
    )


def _draw_value(drawn: Drawn, question: Compute | Design, runner: TruthRunner | None) -> Drawn:
    if question.family:
        variant = _variant(drawn)
        return replace(drawn, variant=variant, acceptance=variant.acceptance, truth=variant.truth)
    acceptance = acceptance_from(question.answer)
    truth: Value
    if isinstance(question, Compute) and question.truth is not None:
        if runner is None:
            raise CannotDraw("its truth is computed by PyTorch", lacks_torch=True)
        source = substitute_code(question.truth.torch, drawn.params)
        try:
            drawn, truth = replace(drawn, expression=source), runner.expression(source)
        except SnippetRefused as refused:
            raise CannotDraw(str(refused)) from refused
    else:
        truth = _fixed_truth(question, acceptance)
    return replace(drawn, acceptance=acceptance, truth=truth)


def _fixed_truth(question: Compute | Design, acceptance: Acceptance) -> Value:
    from quizapp.grading.asked import Asked
    from quizapp.grading.reading import read
    from quizapp.grading.verdict import Read

    expect = question.expect or ""
    reading = read(expect, Asked(acceptance, truth=expect))
    if not isinstance(reading, Read):
        raise CannotDraw(f"its stated answer {expect!r} cannot be read as {acceptance.type}")
    value = reading.value
    return float(value) if isinstance(acceptance, Float) else value  # type: ignore[arg-type]


def _draw_choice(drawn: Drawn, question: Choice) -> Drawn:
    options: tuple[OptionDrawn, ...]
    variant = _variant(drawn) if question.family else None
    if isinstance(question.options, OptionsFrom):
        if variant is None:
            raise CannotDraw("options from slips need a family")
        if question.options.source == "slip_names":
            slip = spotted(drawn, variant)
            drawn = replace(drawn, code=working(variant, slip))
            options = slip_options(drawn, variant, slip, question.options.count)
        else:
            options = _options_from(variant, question.options)
    else:
        answer = variant.acceptance.show(variant.truth) if variant else None
        options = tuple(
            OptionDrawn(
                f"o{place}",
                substitute(option.text, drawn.params, answer),
                option.correct,
                substitute(option.why or "", drawn.params, answer),
            )
            for place, option in enumerate(question.options or (), 1)
        )
    truth = tuple(option.key for option in options if option.correct)
    acceptance = Option(multi=question.multi, scoring=question.scoring)
    return replace(drawn, variant=variant, acceptance=acceptance, truth=truth, options=options)


def _options_from(variant: Variant, wanted: OptionsFrom) -> tuple[OptionDrawn, ...]:
    """Options from live slips: the truth and distinct wrong values, or the names of slips."""
    show = variant.acceptance.show
    options = [OptionDrawn("truth", show(variant.truth), True)]
    for slip in variant.live:
        text = "" if slip.value is None else show(slip.value)
        if text and all(option.text != text for option in options):
            options.append(OptionDrawn(slip.id, text, False, slip.text))
    if len(options) < 2:
        raise CannotDraw("no slip differs from the right answer with these numbers")
    return tuple(options[: wanted.count])


def _draw_snippet(drawn: Drawn, question: Snippet, runner: TruthRunner | None) -> Drawn:
    if runner is None:
        raise CannotDraw("its program is run by PyTorch", lacks_torch=True)
    try:
        if question.ask in ("fill", "fix"):
            return _draw_line(drawn, question, question.ask, runner)
        code = substitute_code(question.code, drawn.params)
        run = runner.snippet(code, question.language)
    except SnippetRefused as refused:
        raise CannotDraw(str(refused)) from refused
    base: Acceptance = ErrorName() if question.ask == "error" else Output()
    acceptance = narrow(base, question.answer)
    truth: Value = Raises(run.error.type) if run.error else run.stdout
    return replace(drawn, acceptance=acceptance, truth=truth, code=code, run=run)


def _cases(drawn: Drawn, question: Code) -> Iterator[Params]:
    """Yield what a function is tried on: the draw's own parameters, the author's, drawn ones."""
    yield drawn.params
    family = api.family(question.family or "")
    own = _values(question.params)
    for case in question.cases:
        yield api.complete(family, own | _values(case))
    if question.vary or question.together:
        for number in range(DRAWN_CASES):
            purpose: Purpose = "live" if number % 2 else "plain"
            yield draw_params(question, drawn.seed * DRAWN_CASES + number, purpose)


def _draw_line(drawn: Drawn, question: Snippet, mode: Mode, runner: TruthRunner) -> Drawn:
    """A blank to fill or a line to mend: the author's own line says what the program must do."""
    expect = question.expect or ""
    others = tuple({**drawn.params, **_values(case)} for case in question.cases)
    try:
        cases = cases_of(
            question.code, expect, (drawn.params, *others), mode, question.language, runner
        )
        right = substitute_code(expect, drawn.params).strip()
        placed = place(cases[0].program, right, mode)
    except NoPlace as problem:
        raise CannotDraw(f"{expect!r} has no place in it: {problem.reason}") from problem
    return replace(
        drawn,
        acceptance=CodeLine(mode),
        truth=right if mode == "fill" else f"{placed.number}: {placed.line}",
        code=cases[0].program,
        run=cases[0].wanted,
        judge=LineJudge(mode, question.language, cases, runner),
    )
