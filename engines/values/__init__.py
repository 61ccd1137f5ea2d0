"""Answer values and the types of answers: what a truth is, how it is shown, what is taken for it.

Standard library only, so that the loader, the grader and every screen can use it.
"""

from engines.values.answers import ANSWER_TYPES, Acceptance, Parts
from engines.values.lists import Matrix, SetOf, Shape, Vector
from engines.values.matching import matched
from engines.values.narrowing import acceptance_from, narrow
from engines.values.numeric import BYTE_UNITS, Bytes, Count, Estimate, Float, Int, Weights
from engines.values.value import (
    Number,
    Raises,
    Value,
    as_number,
    from_json,
    show_number,
    show_value,
    to_json,
)
from engines.values.worded import (
    Bits,
    CodeLine,
    DType,
    ErrorName,
    Gaps,
    Option,
    Ordering,
    Output,
    Pairs,
    Program,
    Text,
    TruthTable,
)
from engines.values.wording import AcceptanceProblem

__all__ = [
    "ANSWER_TYPES",
    "BYTE_UNITS",
    "Acceptance",
    "AcceptanceProblem",
    "Bits",
    "Bytes",
    "CodeLine",
    "Count",
    "DType",
    "ErrorName",
    "Estimate",
    "Float",
    "Gaps",
    "Int",
    "Matrix",
    "Number",
    "Option",
    "Ordering",
    "Output",
    "Pairs",
    "Parts",
    "Program",
    "Raises",
    "SetOf",
    "Shape",
    "Text",
    "TruthTable",
    "Value",
    "Vector",
    "Weights",
    "acceptance_from",
    "as_number",
    "from_json",
    "matched",
    "narrow",
    "show_number",
    "show_value",
    "to_json",
]
