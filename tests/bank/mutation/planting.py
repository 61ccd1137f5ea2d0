"""Errors planted into questions, to measure how many of them a check of the bank finds.

Each mutant is a question that somebody might have written: it was right, and one slip of the hand
made it wrong. Whether it is really wrong is computed from the engine (the families' truths, the
interpreter of snippets), never from the check that is measured.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.bank.mutation import claims, options, parameters, slips, structure, units
from tests.bank.mutation.mutants import Mutant, Question

SORTS = (
    claims.SORT,
    options.SORT,
    units.SORT,
    parameters.SORT,
    slips.SORT,
    structure.SORT,
)
"""The rows of the table."""


def planted(question: Question, seed: int) -> Iterator[Mutant]:
    """Yield every mutant of one question, the same ones for the same seed."""
    rng = random.Random(f"{seed}:{question['id']}")
    for sort in (
        claims.wrong_claims(question, rng),
        options.swapped_options(question, rng),
        units.lost_units(question),
        parameters.changed_parameters(question, rng),
        slips.swapped_slips(question, rng),
        structure.careless_slips(question, rng),
    ):
        for mutant in sort:
            if mutant.question != question or mutant.beside:
                yield mutant
