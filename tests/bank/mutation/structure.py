"""`structure`: what a careless author leaves behind: references, names, blanks, lines, fields.

A fill line or mended line counts as broken only where its program, run by the engine's
interpreter, ends in an error, prints nothing, or prints what the unmended one prints. `ask: output`
of a program that fails is left out: the error's name is then the answer, as with `ask: error`.
"""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Iterator
from typing import Any

from tests.bank.mutation.mutants import (
    NAME,
    Mutant,
    Question,
    asked_for,
    at,
    brief,
    card,
    dotted,
    kind_of,
    plain,
    texts,
    with_value,
    without,
)
from tests.bank.mutation.truths import run_code, shown

SORT = "structure"
BLANK = "____"
_TYPOS = {"prompt": "promt", "explanation": "explaination", "expect": "expects", "needs": "need"}


def careless_slips(question: Question, rng: random.Random) -> Iterator[Mutant]:
    """Yield the question with one slip of the hand in it."""
    for planted in (
        _references(question),
        _names(question, rng),
        _fields(question),
        _ranges(question),
        _lines(question),
        _programs(question),
        _gaps(question),
        _parts(question),
        _families(question),
    ):
        yield from planted


def _set(question: Question, flaw: str, key: str, value: Any) -> Mutant:
    what = f"{key}: {brief(question.get(key, 'nothing'))} -> {brief(value)}"
    return Mutant(SORT, flaw, what, with_value(question, (key,), value))


def _references(question: Question) -> Iterator[Mutant]:
    for key in ("needs", "followups", "contrast"):
        listed = plain(question.get(key, []))
        yield _set(question, f"{key} a missing question", key, [*listed, "no-such-question"])
    yield _set(
        question, "needs itself", "needs", [*plain(question.get("needs", [])), question["id"]]
    )
    twin = copy.deepcopy(question)
    twin["asked"] = "rarely"
    what = "the entry stands there twice, the second time asked rarely"
    yield Mutant(SORT, "id of another question", what, question, (twin,))
    back = card("comes-before") | {"needs": [question["id"]]}
    needs = with_value(question, ("needs",), [*plain(question.get("needs", [])), back["id"]])
    what = f"needs: {back['id']}, which needs {question['id']}"
    yield Mutant(SORT, "needs in a circle", what, needs, (back,))
    heir = card("took-its-place") | {"formerly": [question["id"]]}
    what = f"formerly: {heir['id']} claims {question['id']}, which still stands"
    yield Mutant(SORT, "formerly the id of another question", what, question, (heir,))
    yield _set(question, "formerly its own id", "formerly", [question["id"]])
    yield _set(question, "id with a capital", "id", f"{question['id']}-X")


def _names(question: Question, rng: random.Random) -> Iterator[Mutant]:
    places = [
        (path, use[0], use[1])
        for path in texts(question)
        if path[0] not in ("code", "truth")
        for use in NAME.finditer(str(at(question, path)))
        if use[1] == "answer" or use[1] in question.get("params", {})
    ]
    for path, use, name in rng.sample(places, min(2, len(places))):
        for wrong in (f"{{{{{name}{name[-1]}}}}}", f"{{{{{name}}}", f"{{{{{name} + 1}}}}"):
            new = str(at(question, path)).replace(use, wrong, 1)
            flaw = {"+": "expression in braces"}.get(wrong[-5:-4], "name in braces misspelt")
            flaw = "brace missing" if not wrong.endswith("}}") else flaw
            what = f"{dotted(path)}: {use} -> {wrong}"
            yield Mutant(SORT, flaw, what, with_value(question, path, new))
    if (
        kind_of(question) not in ("recall",)
        and "prompt" in question
        and "answer" not in (question.get("params", {}))
    ):
        new = f"{question['prompt']} {{{{answer}}}}"
        what = "prompt: ends in {{answer}}"
        yield Mutant(SORT, "answer given away", what, with_value(question, ("prompt",), new))


def _fields(question: Question) -> Iterator[Mutant]:
    for key, typo in _TYPOS.items():
        if key in question:
            changed = without(question, (key,))
            changed[typo] = copy.deepcopy(question[key])
            yield Mutant(SORT, "field misspelt", f"{key} -> {typo}", changed)
    for key in ("explanation", "sources", "level", "points", "code", "parts", "params", "pairs"):
        if key == "explanation" and question.get("kind") == "recall":
            continue  # its answer explains itself
        if key in question and not (
            key in ("explanation", "sources", "level", "params") and ("family" in question)
        ):
            changed = without(question, (key,))
            if key != "params" or _needs_params(question):
                yield Mutant(SORT, f"no {key}", f"{key} is gone", changed)
    yield _set(question, "level unknown", "level", "medium")
    if "kind" in question:
        yield _set(question, "kind unknown", "kind", "quiz")


def _needs_params(question: Question) -> bool:
    return any(
        NAME.search(str(at(question, path)))
        for path in texts(question)
        if path[0] in ("prompt", "code", "truth")
    )


def _ranges(question: Question) -> Iterator[Mutant]:
    vary: Any = question.get("vary", {})
    for name in list(vary)[:1]:
        changed = without(question, ("vary", name))
        changed["vary"][f"{name}x"] = copy.deepcopy(vary[name])
        yield Mutant(SORT, "range of an unknown parameter", f"vary: {name} -> {name}x", changed)
        span = plain(vary[name])
        if isinstance(span, dict) and isinstance(span.get("int"), list):
            low, high = span["int"]
            if low != high:
                turned = with_value(question, ("vary", name, "int"), [high, low])
                what = f"vary.{name}: [{low}, {high}] -> [{high}, {low}]"
                yield Mutant(SORT, "range turned round", what, turned)
        empty = with_value(question, ("vary", name), {"choice": []})
        yield Mutant(SORT, "range without values", f"vary.{name}: no choice", empty)


def _lines(question: Question) -> Iterator[Mutant]:
    asked = asked_for(question)
    if asked not in ("fill", "fix"):
        return
    right = str(question["expect"])
    for line, flaw in (
        (f"{right})", "bracket too many"),
        (re.sub(r"\w+", "nowhere", right, count=1) if asked == "fill" else "", "unknown name"),
        ("" if asked == "fill" else re.sub(r"^\d+", "99", right), "line that is not there"),
        (_unmended(question) if asked == "fix" else "", "line as it was"),
        (_elsewhere(right) if asked == "fix" else "", "number of another line"),
    ):
        if line and line != right and _broken(question, line):
            what = f"expect: {brief(right)} -> {brief(line)}"
            yield Mutant(SORT, f"{asked}: {flaw}", what, with_value(question, ("expect",), line))
    if asked == "fill":
        code = str(question["code"]).replace(BLANK, right)
        yield _set(question, "fill: no blank in the code", "code", code)


def _unmended(question: Question) -> str:
    number = _number(str(question["expect"]))
    if number is None:
        return ""
    return f"{number}: {str(question['code']).splitlines()[number - 1].strip()}"


def _elsewhere(line: str) -> str:
    number = _number(line)
    return "" if number is None else f"{number + 1}:{line.partition(':')[2]}"


def _number(line: str) -> int | None:
    """Return the number that a mended line begins with; without one it is looked for by itself."""
    found = re.match(r"(\d+):", line)
    return int(found[1]) if found else None


def _broken(question: Question, line: str) -> bool:
    """Whether the program with that line ends in an error, or prints what the faulty one prints."""
    params, language = question.get("params", {}), str(question["language"])
    code = _completed(question, line)
    if code is None:
        return _number(line) is not None
    result = run_code(shown(code, params), language)
    if result is None or asked_for(question) == "fill":
        return result is not None and result.error is not None
    faulty = run_code(shown(str(question["code"]), params), language)
    if result.error is not None or not result.stdout.strip():
        return True
    return faulty is not None and (faulty.stdout, faulty.error) == (result.stdout, None)


def _completed(question: Question, line: str) -> str | None:
    """Return the program with the line in it, None where the line has no place there."""
    code = str(question["code"])
    if asked_for(question) == "fill":
        return code.replace(BLANK, line)
    number, lines = _number(line), code.splitlines()
    if number is None or not 0 < number <= len(lines):
        return None
    place, rest = number - 1, line.partition(":")[2]
    indent = re.match(r"\s*", lines[place])
    lines[place] = f"{indent[0] if indent else ''}{rest.strip()}"
    return "\n".join(lines)


def _programs(question: Question) -> Iterator[Mutant]:
    asked = asked_for(question)
    if not asked:
        return
    code, language = str(question["code"]), str(question["language"])
    params = question.get("params", {})
    if asked == "output":
        broken = code.replace("print(", "prnt(", 1)
        result = run_code(shown(broken, params), language)
        if result is not None and result.error is not None:
            yield _set(question, "program that fails", "code", broken)
        if (cut := code.rstrip().rstrip(")")) != code.rstrip():
            yield _set(question, "program without an end", "code", cut)
        silent = "\n".join(line for line in code.splitlines() if "print(" not in line)
        yield _set(question, "program that prints nothing", "code", silent)
        yield _set(question, "error asked of a program that ends well", "ask", "error")
    other = "tf1" if language == "torch" else "torch"
    yield _set(question, "the other framework", "language", other)


def _gaps(question: Question) -> Iterator[Mutant]:
    if kind_of(question) != "cloze":
        return
    text = str(question["text"])
    yield _set(question, "no gap", "text", re.sub(r"\{\{c\d+::(.*?)\}\}", r"\1", text))
    yield _set(question, "gap not closed", "text", text.replace("}}", "}", 1))
    if "accept" in question:
        accept = plain(question["accept"]) | {"c9": ["nothing"]}
        yield _set(question, "words for a missing gap", "accept", accept)


def _parts(question: Question) -> Iterator[Mutant]:
    parts: Any = question.get("parts", [])
    if not parts:
        return
    twice = copy.deepcopy(parts)
    twice[1]["id"] = twice[0]["id"]
    yield _set(question, "two parts of one id", "parts", twice)
    for place, part in enumerate(parts):
        for name, value in plain(part.get("params", {})).items():
            if isinstance(value, dict) and "answer" in value:
                path = ("parts", place, "params", name, "answer")
                for other, flaw in (("zz", "answer of a missing part"), (part["id"], "own answer")):
                    what = f"{dotted(path)}: {value['answer']} -> {other}"
                    yield Mutant(SORT, flaw, what, with_value(question, path, other))


def _families(question: Question) -> Iterator[Mutant]:
    if "family" not in question or "parts" in question:
        return
    family = str(question["family"])
    yield _set(question, "family misspelt", "family", f"{family}s")
    if question.get("params"):
        name = next(iter(question["params"]))
        changed = without(question, ("params", name))
        changed["params"][f"{name}x"] = question["params"][name]
        yield Mutant(SORT, "parameter misspelt", f"params: {name} -> {name}x", changed)
