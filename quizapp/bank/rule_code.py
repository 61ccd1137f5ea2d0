"""What must hold of a question that asks for a function."""

from __future__ import annotations

import ast
import keyword
import re
from typing import TYPE_CHECKING

from engines import api
from quizapp.bank.model import Code
from quizapp.bank.problems import nearest
from quizapp.bank.validate import Report

if TYPE_CHECKING:
    from engines.api import Family


def code_complete(report: Report, question: Code, family: Family | None) -> None:
    """A function has a family for its truth, a name, a signature, and texts that define it."""
    if family is None:
        hint = "add family: ...; `quizapp engine list` has all"
        report.add("QB202", (), "a code question needs a family, which says what is right", hint)
        return
    if family.judge is not None:
        report.add("QB214", ("family",), f"{family.name} asks for a design, not for a value")
        return
    if keyword.iskeyword(question.entry):
        report.add("QB217", ("entry",), f"{question.entry} is a word of Python itself")
        return
    _names_known(report, question, family)
    _signature_fits(report, question, family)
    for name in ("starter", "solution"):
        text = getattr(question, name)
        if text is not None and not _defines(question.entry, text):
            message = f"the {name} does not define {question.entry}"
            report.add("QB217", (name,), message, f"begin it with def {question.entry}(...):")


def _names_known(report: Report, question: Code, family: Family) -> None:
    """Arguments and cases name parameters of the family, with values that those may have."""
    known = [param.name for param in family.params]
    for i, name in enumerate(question.arguments):
        if name not in known:
            message = f"there is no parameter {name!r}"
            report.add("QB208", ("arguments", i), message, nearest(name, known))
    for i, case in enumerate(question.cases):
        strangers = [name for name in case if name not in known]
        for name in strangers:
            message = f"there is no parameter {name!r}"
            report.add("QB208", ("cases", i, name), message, nearest(name, known), at_key=True)
        if strangers:
            continue
        for problem in api.check_params(family, {**question.params, **case}):
            report.add("QB209", ("cases", i, problem.name), problem.message)


def _signature_fits(report: Report, question: Code, family: Family) -> None:
    """The signature can be called as the function will be called."""
    told = question.signature
    path = ("signature",)
    try:
        tree = ast.parse(f"def {told}: pass")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        tree = ast.Module([], [])
    function = tree.body[0] if len(tree.body) == 1 else None
    if not isinstance(function, ast.FunctionDef) or not isinstance(function.body[0], ast.Pass):
        hint = f"write it like {question.entry}(a, b), without def and colon"
        report.add("QB217", path, f"{told!r} is no signature", hint)
        return
    if function.name != question.entry:
        message = f"the signature is that of {function.name}, not of {question.entry}"
        report.add("QB217", path, message)
        return
    if message := _misfit(function.args, question, family):
        hint = "name the parameters in it, or say which are handed over with arguments: [...]"
        report.add("QB217", path, message, hint)


def _misfit(given: ast.arguments, question: Code, family: Family) -> str:
    """Return why the function cannot be called as it will be, or nothing."""
    in_order = [*given.posonlyargs, *given.args]
    if question.arguments:
        count, least = len(question.arguments), len(in_order) - len(given.defaults)
        if count < least or (count > len(in_order) and given.vararg is None):
            return f"the function gets {count} arguments, the signature takes {len(in_order)}"
        return ""
    names = {argument.arg for argument in (*given.args, *given.kwonlyargs)}
    wanted = [param.name for param in family.params]
    missing = [name for name in wanted if name not in names]
    if missing and given.kwarg is None:
        return f"the function gets {', '.join(missing)} too, by name"
    needed = in_order[: len(in_order) - len(given.defaults)]
    strange = [argument.arg for argument in needed if argument.arg not in wanted]
    return f"the family has no parameter {strange[0]}" if strange else ""


def _defines(entry: str, text: str) -> bool:
    pattern = rf"^(?:def\s+{re.escape(entry)}\s*\(|{re.escape(entry)}\s*=)"
    return re.search(pattern, text, re.MULTILINE) is not None
