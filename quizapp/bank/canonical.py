"""The canonical form of a topic file: one order of keys, one indentation, one blank line between
questions. Comments, quotes and block styles stay, and so does everything that the file says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import yaml

from quizapp.bank.bracket_comments import Span, lifted
from quizapp.bank.chunks import Chunk, indented, keeps_blanks, parts, trimmed
from quizapp.bank.compose import Composed
from quizapp.bank.events import Data
from quizapp.bank.positions import topic_spelling
from quizapp.bank.problems import Problem
from quizapp.bank.roundtrip import CannotRoundTrip, normalised
from quizapp.bank.schema import MODELINE
from quizapp.bank.source import Source
from quizapp.bank.topicfile import compose_topic
from quizapp.bank.unbracketed import unbracketed

HEAD_ORDER = ("format", "topic", "title")
QUESTION_ORDER = (
    *("patch", "id", "formerly", "revision", "kind", "level", "asked", "tags"),
    *("needs", "contrast", "skill", "sibling", "seconds", "prompt"),
    *("text", "accept", "options", "multi", "scoring", "shuffle", "steps", "pairs"),
    *("language", "code", "ask", "entry", "signature", "arguments", "starter"),
    *("solution", "parts", "carry"),
    *("family", "params", "vary", "together", "cases", "truth", "answer", "expect"),
    *("wrong", "slips", "slip_texts", "explanation", "points", "hints", "followups", "sources"),
    *("brief", "evidence", "caveat", "deprecated", "draft"),
)
"""The keys of a question as they follow each other; unknown ones stand behind these."""

_MODELINE = re.compile(r"#\s*yaml-language-server:")
_COMMENT = re.compile(r"(?:^|\s)(#.*)$", re.MULTILINE)
_DIVIDER = re.compile(r"^---(?=\s|$)")
_DASH = 2
_KEY = 4


class NotCanonical(Exception):
    """A file has no canonical form: it cannot be read, or would say something else in it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def canonical(source: Source) -> str:
    """Return the canonical text of a topic file; the canonical form of that is the same text.

    Raises NotCanonical where the file cannot be read as a list of questions, or where a comment or
    a value would be lost.
    """
    before = _composed(source)
    try:
        text = normalised(_in_lines(before), dict(_verbatim(source, before.root, ())))
    except CannotRoundTrip as error:
        raise NotCanonical(_problem(source, f"it cannot be written again: {error}")) from error
    text = _ordered(_composed(Source(source.path, text)))
    after = compose_topic(Source(source.path, text))
    if isinstance(after, Problem) or after.data != before.data:
        message = "it would say something else in canonical form"
        raise NotCanonical(_problem(source, message, _first_change(before.data, after)))
    if (lost := _comments(before) - _comments(after)) != Counter():
        message = f"the comment {next(iter(lost))[:60]!r} has no place in canonical form"
        raise NotCanonical(_problem(source, message, "put it on a line of its own before a key"))
    return text


def _composed(source: Source) -> Composed:
    composed = compose_topic(source)
    if isinstance(composed, Problem):
        raise NotCanonical(composed)
    if composed.findings:
        raise NotCanonical(composed.findings[0].problem)
    data = composed.data
    listed = (data.get("questions") or ()) if isinstance(data, dict) else None
    if not isinstance(listed, tuple):
        problem = _problem(source, "it has no list of questions", "add questions: and a list")
        raise NotCanonical(problem)
    for index, question in enumerate(listed):
        if not isinstance(question, dict) or not question:
            at = ("questions", index)
            raise NotCanonical(
                composed.problem_at(at, "QB203", "a question is a mapping with an id")
            )
    return composed


def _problem(source: Source, message: str, hint: str = "") -> Problem:
    return Problem("QB203", message, source.path, hint=hint)


def _first_change(before: Data, after: Composed | Problem) -> str:
    """Return a hint at the question that would change."""
    data = after.data if isinstance(after, Composed) else None
    old = before.get("questions") if isinstance(before, dict) else None
    new = data.get("questions") if isinstance(data, dict) else None
    if isinstance(old, tuple) and isinstance(new, tuple):
        for one, other in zip(old, new, strict=False):
            if one != other and isinstance(one, dict):
                return f"spell the texts of {one.get('id', 'it')} in double quotes, or behind |"
    return "spell its texts in double quotes, or behind |"


def _in_lines(composed: Composed) -> str:
    """Return the text with every question in lines, and no comment in brackets."""
    source, root = composed.source, composed.root
    assert isinstance(root, yaml.MappingNode)
    text = unbracketed(_undivided(composed), root, tuple(_texts(source.text, root, ())))
    if text != source.text:
        root = _composed(Source(source.path, text)).root
    return lifted(text, root, tuple(_texts(text, root, ())))


def _undivided(composed: Composed) -> str:
    """Return the text with blanks for the --- above it, which would part it from its comments."""
    lines = composed.source.text.split("\n")
    behind = composed.root.start_mark.line + 1
    return "\n".join(
        [*(_DIVIDER.sub("   ", line, count=1) for line in lines[:behind]), *lines[behind:]]
    )


def _verbatim(
    source: Source, node: yaml.Node, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield the lists in brackets that are read as their source text, with that text."""
    if _is_verbatim(node, path):
        raw = source.text[node.start_mark.index : node.end_mark.index]
        yield path, " ".join(line.strip() for line in raw.split("\n"))
    elif isinstance(node, yaml.SequenceNode):
        for index, inner in enumerate(node.value):
            yield from _verbatim(source, inner, (*path, index))
    elif isinstance(node, yaml.MappingNode):
        for key, inner in node.value:
            yield from _verbatim(source, inner, (*path, key.value))


def _is_verbatim(node: yaml.Node, path: tuple[str | int, ...]) -> bool:
    """Whether a value is a list in brackets that is read as its source text."""
    in_brackets = isinstance(node, yaml.CollectionNode) and bool(node.flow_style)
    return in_brackets and topic_spelling(path) == "source"


def _ordered(composed: Composed) -> str:
    """Return a text whose indentation is canonical with its keys and questions in order."""
    lines = composed.source.text.removesuffix("\n").split("\n")
    chunks, closing, _ = parts(composed.root, lines, 0, len(lines))
    preamble = chunks[0].lead
    chunks[0] = replace(chunks[0], lead=[])
    order = {name: place for place, name in enumerate(HEAD_ORDER)}
    chunks.sort(key=lambda chunk: (chunk.key == "questions", order.get(chunk.key, len(order))))
    result = [MODELINE, *trimmed([line for line in preamble if not _MODELINE.match(line.strip())])]
    for chunk in chunks:
        result += chunk.lead
        listed = chunk.key == "questions" and isinstance(chunk.node, yaml.SequenceNode)
        result += _questions(chunk, lines) if listed and chunk.node.value else chunk.body
    tail = trimmed(closing)
    if tail and not keeps_blanks(chunks[-1].node, lines):
        result.append("")
    return "\n".join([*result, *tail]) + "\n"


def _questions(chunk: Chunk, lines: list[str]) -> list[str]:
    """Return the line `questions:` and the questions behind it."""
    nodes = chunk.node.value
    starts = [_dash_line(lines, node) for node in nodes]
    ends = [*starts[1:], chunk.start + len(chunk.body)]
    result = [lines[chunk.start]]
    lead = trimmed(lines[chunk.start + 1 : starts[0]])
    gap = [""]
    for node, start, end in zip(nodes, starts, ends, strict=True):
        shown = lines
        first = node.start_mark.line
        if start != first:  # a comment stands behind the dash
            behind = lines[start].lstrip()[1:].strip()
            lead += [*([behind] if behind else []), *trimmed(lines[start + 1 : first])]
        else:
            shown = [*lines[:first], f"{' ' * _KEY}{lines[first][_KEY:]}", *lines[first + 1 :]]
        keys, trailing, following = parts(node, shown, first, end, _KEY, outer=_KEY - 1)
        order = {name: place for place, name in enumerate(QUESTION_ORDER)}
        keys.sort(key=lambda one: order.get(one.key, len(order)))
        lead += keys[0].lead
        result += [*gap, *indented(lead, _DASH), f"{' ' * _DASH}- {keys[0].body[0][_KEY:]}"]
        result += keys[0].body[1:]
        for one in keys[1:]:
            result += [*indented([line for line in one.lead if line], _KEY), *one.body]
        result += indented([line for line in trailing if line], _KEY)
        lead = trimmed(following, end=False)
        gap = [] if not trailing and keeps_blanks(keys[-1].node, lines) else [""]
    rest = trimmed(lead)
    return [*result, *(gap if rest else []), *indented(rest, _DASH)]


def _dash_line(lines: list[str], node: yaml.Node) -> int:
    """Return the line of the dash before a question, at or above its first key."""
    line: int = node.start_mark.line
    while not lines[line].startswith(f"{' ' * _DASH}-"):
        line -= 1
    return line


def _comments(composed: Composed | Problem) -> Counter[str]:
    """Return every comment of a file but the modeline."""
    if isinstance(composed, Problem):
        return Counter()
    text = composed.source.text
    kept: list[str] = []
    end = 0
    for start, stop in _texts(text, composed.root, ()):
        kept.append(text[end:start])
        end = stop
    kept.append(text[end:])
    found = (match.group(1).rstrip() for match in _COMMENT.finditer("".join(kept)))
    return Counter(comment for comment in found if not _MODELINE.match(comment))


def _texts(text: str, node: yaml.Node, path: tuple[str | int, ...]) -> Iterator[Span]:
    """Yield where scalars, and lists that are read as their source, begin and end, in the file's
    order."""
    if isinstance(node, yaml.ScalarNode):
        start = node.start_mark.index
        if node.style in ("|", ">"):
            start = text.find("\n", start)
        yield start, node.end_mark.index
    elif _is_verbatim(node, path):
        yield node.start_mark.index, node.end_mark.index
    elif isinstance(node, yaml.SequenceNode):
        for index, inner in enumerate(node.value):
            yield from _texts(text, inner, (*path, index))
    elif isinstance(node, yaml.MappingNode):
        for key, inner in node.value:
            yield from _texts(text, key, ())
            yield from _texts(text, inner, (*path, key.value))
