"""The event pass: what must be known of a YAML text before it may be composed.

Composing recurses on the C stack, so that nesting alone can end the process. Parsing into events
does not; this pass bounds depth and nodes, and refuses every feature that makes one node stand for
another. It stops at the first finding.
"""

from __future__ import annotations

import yaml

from quizapp.bank.problems import Problem
from quizapp.bank.source import Source

MAX_DEPTH = 32
MAX_NODES = 200_000

_STARTS = (yaml.SequenceStartEvent, yaml.MappingStartEvent)
_NODES = (yaml.ScalarEvent, *_STARTS)
_ENDS = (yaml.SequenceEndEvent, yaml.MappingEndEvent)


def event_pass(source: Source) -> Problem | None:
    """Return why the text must not be composed, with its position, or None when it may be."""
    depth = nodes = documents = 0
    try:
        for event in yaml.parse(source.text, Loader=yaml.CSafeLoader):
            refusal = _refusal(event)
            if isinstance(event, _STARTS):
                depth += 1
            elif isinstance(event, _ENDS):
                depth -= 1
            nodes += isinstance(event, _NODES)
            documents += isinstance(event, yaml.DocumentStartEvent)
            if depth > MAX_DEPTH:
                refusal = "QB107", f"nested more than {MAX_DEPTH} deep", "close what is open"
            elif nodes > MAX_NODES:
                refusal = (
                    "QB108",
                    f"more than {MAX_NODES:,} values in one file",
                    "split it by topic",
                )
            elif documents > 1:
                refusal = "QB114", "a second document begins here", "one file holds one document"
            if refusal is not None:
                return _stop(source, event, *refusal)
    except yaml.YAMLError as error:
        return _syntax(source, error)
    if nodes == 0:
        hint = "a topic file begins with format, topic, title and questions"
        return source.problem("QB114", "the file is empty", 1, 1, hint=hint)
    return None


def _refusal(event: yaml.Event) -> tuple[str, str, str] | None:
    """Return code, message and hint where an event by itself may not stand in a bank."""
    if isinstance(event, yaml.AliasEvent):
        message = f"the alias *{str(event.anchor)[:40]} stands for another value"
        return "QB109", message, "write the value out"
    if isinstance(event, yaml.DocumentStartEvent) and (event.version or event.tags):
        return "QB110", "a % directive may not stand in a bank's file", "delete the line"
    if isinstance(event, _NODES):
        if event.anchor is not None:
            return "QB109", f"the anchor &{event.anchor[:40]} names a value", "delete it"
        if event.tag is not None:
            message = f"the tag {str(event.tag)[:60]} may not stand here"
            return "QB110", message, "delete it: a bank is plain data"
    return None


def _stop(source: Source, event: yaml.Event, code: str, message: str, hint: str) -> Problem:
    mark = event.start_mark
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    return source.problem(code, message, line, column, hint=hint)


def _syntax(source: Source, error: yaml.YAMLError) -> Problem:
    mark = None
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
    if isinstance(error, yaml.MarkedYAMLError) and mark is not None:
        line, column = mark.line + 1, mark.column + 1
        message = error.problem or error.context or "this is not YAML"
    else:
        line, column = source.at(max(getattr(error, "position", 0), 0))
        message = str(getattr(error, "reason", "this is not YAML"))
    # The parser names the place where it gave up, which may be behind the last line.
    line = min(line, len(source.line_starts()))
    return source.problem(
        "QB106", f"YAML: {message}", line, column, hint=_syntax_hint(source, line)
    )


def _syntax_hint(source: Source, line: int) -> str:
    for near in (line, line - 1):
        if "{{" in source.line_text(near):
            return "quote the text that holds {{...}}, or write it as a block behind |"
    text = source.line_text(line)
    if text.count(": ") > 1:
        return "a text that holds ': ' needs quotes, or a block behind |"
    return "check the indentation and the quotes of this line and the one before it"
