"""Checks by a run of PyTorch: the closed forms that a question's draws are graded by."""

from __future__ import annotations

from engines.values import show_value
from quizapp.bank.checks.subject import Subject, numbers
from quizapp.bank.drawn import CannotDraw

_HINT = "the fault is the engine's, not the question's: please report it with these numbers"


def runs_agree(subject: Subject) -> None:
    """The family's own PyTorch module gives the truth of the canonical question and of all draws.

    They are run together. Where PyTorch is missing, or a run would be too large, nothing is said:
    closed forms are proved by the test suite as well.
    """
    if subject.runner is None or subject.family is None:
        return
    computed = [drawn for drawn, _ in subject.variants if drawn.variant is not None]
    if not computed:
        return
    try:
        proofs = subject.runner.proofs(subject.family.name, [drawn.params for drawn in computed])
    except CannotDraw as failure:
        if failure.lacks_torch:
            subject.tally.unproved += 1
        else:
            subject.report.add("QB517", ("family",), f"the run failed: {failure.reason}", _HINT)
        return
    for drawn, proof in zip(computed, proofs, strict=True):
        if proof is None:
            continue
        subject.tally.runs += 1
        if not proof.agrees:
            gives = f"{proof.call} gives {show_value(proof.value)}"
            message = f"{gives}, the engine says {drawn.answer}{numbers(drawn)}"
            subject.report.add("QB517", ("family",), message, _HINT)
            return
