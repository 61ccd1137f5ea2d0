"""What the catalogue holds: families by topic, one family, the named slips."""

from __future__ import annotations

import argparse
import textwrap
from collections import Counter
from typing import Any

from engines import api
from engines.api import Variant
from engines.commands import forms
from engines.commands.running import family_named, write_variant
from engines.commands.writing import FINE, one_of, write, write_json
from engines.params import bounds_text
from engines.values import show_value

_WRAPPED: Any = {
    "initial_indent": "  ",
    "subsequent_indent": "  ",
    "break_on_hyphens": False,
    "break_long_words": False,
}


def list_families(options: argparse.Namespace) -> int:
    """Write the families by topic, or those of one topic."""
    known = list(api.families())
    if options.topic is not None:
        topic = one_of(options.topic, "topic", tuple({family.topic for family in known}))
        known = [family for family in known if family.topic == topic]
    topics = Counter(family.topic for family in known)
    if options.json:
        return write_json(
            {
                "families": [forms.summary(family) for family in known],
                "topics": dict(topics),
                "count": len(known),
            }
        )
    width = max(len(family.name) for family in known)
    for topic, count in topics.items():
        write(f"{topic}: {count}")
        for family in known:
            if family.topic == topic:
                write(f"  {family.name:<{width}}  {family.title}")
        write()
    on = "one topic" if len(topics) == 1 else f"{len(topics)} topics"
    write(f"{len(known)} {'family' if len(known) == 1 else 'families'} on {on}")
    return FINE


def list_slips(options: argparse.Namespace) -> int:
    """Write each slip with what goes wrong and where it lives."""
    texts = api.slip_names()
    wanted = tuple(texts)
    if options.name is not None:
        wanted = (one_of(options.name, "slip", wanted),)
    homes: dict[str, list[str]] = {name: [] for name in wanted}
    for family in api.families():
        for name in dict.fromkeys(slip.name for slip in family.slips.values()):
            if name in homes:
                homes[name].append(family.name)
    if options.json:
        listed = [{"name": n, "text": texts[n], "families": homes[n]} for n in wanted]
        return write_json({"slips": listed})
    for name in wanted:
        write(name)
        for text in (texts[name], ", ".join(homes[name])):
            write(textwrap.fill(text, 100, **_WRAPPED))
        write()
    return FINE


def show_family(options: argparse.Namespace) -> int:
    """Write what a family computes, its parameters, formula, slips and an example."""
    family = family_named(options.family)
    made = api.variant(family.name, family.ask.params)
    if options.json:
        return write_json(forms.description(family) | {"example": forms.variant_form(made)})
    write(f"{family.name}  {family.title} ({family.topic})")
    write(f"\n  {family.formula}\n")
    for param in family.params:
        default = "" if param.default is None else f" (default {show_value(param.default)})"
        default = f" (default: as {param.same_as})" if param.same_as else default
        write(f"  {param.name:<5} {param.doc}; {bounds_text(param)}{default}")
    write("\nAsked as\n")
    write(_indented(_filled(family.ask.prompt, made)))
    write("\nExample\n")
    write_variant(made)
    if family.slips:
        write("\nSlips")
        for slip_id, slip in family.slips.items():
            text = _filled(slip.text.replace("{{value}}", "..."), made)
            write(f"  {slip_id} [{slip.name}]: {text}")
    if family.inverses:
        write("\nBackwards: " + ", ".join(family.inverses))
    for source in family.ask.sources:
        write(f"Source: {source}")
    return FINE


def _filled(text: str, made: Variant) -> str:
    for name, value in made.params.items():
        shown = show_value(value)
        text = text.replace(f"{{{{{name}}}}}", shown).replace(f"{{{{{name}:matrix}}}}", shown)
    return text


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" if line else "" for line in text.splitlines())
