"""`quizapp answer`: judge one answer and record nothing; for tests and scripts."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from quizapp.cli.options import current_config
from quizapp.cli.output import echo_json
from quizapp.diagnostics import ExitCode
from quizapp.errors import UsageError

if TYPE_CHECKING:
    from quizapp.bank.drawn import Drawn
    from quizapp.config import Config
    from quizapp.engine_client import EngineClient
    from quizapp.grading.asked import Asked
    from quizapp.grading.verdict import Graded


@click.command()
@click.argument("question", metavar="BANK/ID")
@click.option("--seed", type=int, help="Which draw; without it the canonical numbers.")
@click.option(
    "--purpose",
    type=click.Choice(["canonical", "plain", "live"]),
    help="Which sort of draw; canonical without --seed, plain with it.",
)
@click.option("--give", "text", required=True, help="The answer as it would be typed; - is stdin.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--no-run", is_flag=True, help="Do not wait for the proof.")
def answer(
    question: str,
    seed: int | None,
    purpose: str | None,
    text: str,
    as_json: bool,
    no_run: bool,
) -> ExitCode:
    """Judge TEXT as an answer to one question, and record nothing.

    Prints how the text was read, the verdict, the slip, the steps, the truth and the proof.
    Exit code 0 whatever the verdict.

    \b
    quizapp answer dl-interview/conv-output-size --give 10x10
    quizapp answer dl-interview/softmax-three --seed 7 --give '0.09, 0.24, 0.67' --json
    quizapp answer my-bank/output-size-function --give - < output_size.py
    """
    from quizapp.engine_client import EngineClient

    config = current_config()
    given = sys.stdin.read() if text == "-" else text
    with EngineClient(device=config.device) as client:
        report = judge(config, client, question, seed, purpose, given, prove=not no_run)
    if as_json:
        echo_json(report)
    else:
        for line in told(report):
            click.echo(line)
    return ExitCode.OK


def judge(
    config: Config,
    client: EngineClient,
    key: str,
    seed: int | None,
    purpose: str | None,
    text: str,
    *,
    prove: bool = True,
) -> dict[str, Any]:
    """Return the report on one answer, ready for JSON.

    Keys: question, kind, seed, purpose, params, prompt, given, read_as, sure, verdict, score,
    reason, position, slips, sentence, evidence, truth, right, steps, witness. Raises UsageError for
    an unknown question, or one that nobody grades.
    """
    from quizapp.bank.asking import asked_for, present
    from quizapp.bank.drawing import draw
    from quizapp.bank.drawn import CannotDraw
    from quizapp.drive.library import open_library
    from quizapp.drive.truths import WorkerTruths
    from quizapp.grading.evaluate import evaluate

    library = open_library(config)
    question = library.question(key)
    if question is None:
        raise UsageError(f"There is no question {key}.", hint=library.nearest(key))
    chosen: Any = purpose or ("canonical" if seed is None else "plain")
    try:
        drawn = draw(question, seed or 0, chosen, WorkerTruths(client))
    except CannotDraw as error:
        raise UsageError(f"{key} cannot be asked. {error.reason}") from error
    asked = asked_for(drawn)
    if asked is None:
        raise UsageError(f"{key} is a {question.kind} question: only you can judge your answer.")
    report: dict[str, Any] = {
        "question": key,
        "kind": question.kind,
        "seed": seed,
        "purpose": chosen,
        "params": _json(drawn.params),
        "prompt": present(drawn).prompt,
        "given": text,
    }
    report |= graded_json(evaluate(text, asked), asked)
    report |= _solution(drawn)
    report["witness"] = _witness(drawn, client) if prove else None
    return report


def graded_json(graded: Graded, asked: Asked) -> dict[str, Any]:
    """Return a judgement in JSON form; absent things are null, lists empty."""
    from quizapp.grading.verdict import DontKnow, Read

    reading, verdict = graded.reading, graded.verdict
    slips = [asdict(slip) for slip in getattr(verdict, "slips", ())]
    return {
        "read_as": reading.echo if isinstance(reading, Read) else None,
        "dont_know": isinstance(reading, DontKnow),
        "sure": graded.sure,
        "verdict": _NAMES[type(verdict).__name__],
        "score": getattr(verdict, "score", None),
        "reason": getattr(verdict, "reason", None) or getattr(verdict, "which", None),
        "position": getattr(verdict, "position", None),
        "slips": slips,
        "slip": slips[0]["id"] if slips else None,
        "sentence": getattr(verdict, "sentence", "") or getattr(verdict, "text", ""),
        "evidence": list(graded.evidence),
    }


_NAMES = {
    "Correct": "CORRECT",
    "Near": "NEAR",
    "Partial": "PARTIAL",
    "Wrong": "WRONG",
    "Invalid": "INVALID",
    "EngineError": "ENGINE_ERROR",
}


def told(report: dict[str, Any]) -> list[str]:
    """Return a report in lines, label first, cleaned for a terminal."""
    from quizapp.textsafe import clean

    lines = [
        f"question: {report['question']}",
        f"prompt: {report['prompt']}",
        f"given: {report['given']}",
        f"read as: {report['read_as'] or 'not read'}",
        f"verdict: {report['verdict']}",
    ]
    lines += [f"{key}: {report[key]}" for key in ("reason", "slip", "sentence") if report[key]]
    lines += [f"evidence: {line}" for line in report["evidence"]]
    lines.append(f"right: {report['right']}")
    lines += [
        f"step {number}: {step['what']}: {step['numbers']} = {step['value']}"
        for number, step in enumerate(report["steps"], 1)
    ]
    if witness := report["witness"]:
        lines.append(f"run: {witness['line']}")
    return [clean(line) for line in lines]


def _solution(drawn: Drawn) -> dict[str, Any]:
    from engines.values import to_json

    assert drawn.acceptance is not None
    assert drawn.truth is not None

    return {
        "truth": to_json(drawn.truth),
        "right": drawn.right or drawn.acceptance.show(drawn.truth),
        "steps": [asdict(step) for step in drawn.steps],
    }


def _witness(drawn: Drawn, client: EngineClient) -> dict[str, Any] | None:
    from engines.values import show_value
    from quizapp.engine_client import EngineFailure

    if drawn.run is not None:
        error = drawn.run.error
        ended = f"raises {error.type}" if error else "ends without an error"
        return {"line": f"the program {ended}", "ran": True, "agrees": True}
    if drawn.variant is None or drawn.program is not None:
        return None
    try:
        witness = client.witness(drawn.variant.family, drawn.params).result()
    except EngineFailure as failure:
        return {"line": f"not run: {failure}", "ran": False, "agrees": None}
    says = "agrees" if witness.agrees else f"gives {show_value(witness.value)}"
    return {
        "line": f"{witness.call} {says}, on {witness.device}",
        "ran": True,
        "agrees": witness.agrees,
        "call": witness.call,
        "device": witness.device,
    }


def _json(params: Any) -> dict[str, Any]:
    from engines.values import to_json

    return {name: to_json(value) for name, value in params.items()}
