"""The JSON Schema of a topic file, generated from the models, in the part of draft 7 that editors
understand: no `$defs`, no `prefixItems`, no discriminators."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from quizapp.bank.fields import KEY_PATTERN
from quizapp.bank.model import KINDS, TopicHead

SCHEMA_FILE = "bank.schema.json"
MODELINE = f"# yaml-language-server: $schema=schema/{SCHEMA_FILE}"

_DROPPED = frozenset({"title", "default", "discriminator", "prefixItems"})

_TYPED = frozenset({"expect"})
_AS_TYPED = {"description": "An answer as a person would type it; quotes are not needed."}
"""What stands there is read as its source text, whatever YAML would make of it."""


def schema() -> dict[str, Any]:
    """Return the schema of a topic file as plain data."""
    kinds = {kind: _inline(model) for kind, model in KINDS.items()}
    head = _inline(TopicHead)
    head["properties"]["questions"] = {
        "description": "The questions of the topic, or patches in one's own bank.",
        "type": "array",
        "items": {"anyOf": [*kinds.values(), _four_lines(kinds), _patch(kinds)]},
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Topic file of a question bank",
        **head,
        "description": "Questions on one topic. Format 1.",
        "required": [*head["required"], "questions"],
    }


def schema_text() -> str:
    """Return the schema as the file that is laid into a bank."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


def _inline(model: type[BaseModel]) -> dict[str, Any]:
    raw = model.model_json_schema(by_alias=True)
    definitions = raw.pop("$defs", {})
    found = _plain(raw, definitions)
    found["properties"].pop("place", None)
    return dict(found)


def _plain(node: Any, definitions: dict[str, Any]) -> Any:
    """Return the schema without references and without what draft 7 does not have."""
    if isinstance(node, list):
        return [_plain(entry, definitions) for entry in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _plain(definitions[node["$ref"].rsplit("/", 1)[-1]], definitions)
    result: dict[str, Any] = {}
    for key, value in node.items():
        if key == "properties":
            result[key] = {
                name: dict(_AS_TYPED) if name in _TYPED else _plain(part, definitions)
                for name, part in value.items()
                if name != "place"
            }
        elif key == "oneOf":
            result["anyOf"] = _plain(value, definitions)
        elif key == "const":
            result["enum"] = [value]
        elif key not in _DROPPED:
            result[key] = _plain(value, definitions)
    if "anyOf" in result:
        _drop_null(result)
    if "required" in result:
        result["required"] = [name for name in result["required"] if name != "place"]
    return result


def _drop_null(node: dict[str, Any]) -> None:
    """A field that may be left out is never written as null."""
    branches = [branch for branch in node["anyOf"] if branch != {"type": "null"}]
    if len(branches) == 1:
        del node["anyOf"]
        node.update(branches[0])
    else:
        node["anyOf"] = branches


def _four_lines(kinds: dict[str, Any]) -> dict[str, Any]:
    """A question whose family supplies the kind."""
    properties = {
        name: part
        for kind in ("design", "choice", "compute")
        for name, part in kinds[kind]["properties"].items()
        if name != "kind"
    }
    return {
        "description": "A question whose family supplies the kind.",
        "type": "object",
        "properties": properties,
        "required": ["id", "family"],
        "additionalProperties": False,
    }


def _patch(kinds: dict[str, Any]) -> dict[str, Any]:
    """Changed fields of a question of another bank, in one's own."""
    properties = {
        name: part
        for kind in kinds.values()
        for name, part in kind["properties"].items()
        if name not in ("id", "kind", "formerly")
    }
    return {
        "description": "Changed fields of a question of a read-only bank.",
        "type": "object",
        "properties": {"patch": {"type": "string", "pattern": KEY_PATTERN}, **properties},
        "required": ["patch"],
        "additionalProperties": False,
    }
