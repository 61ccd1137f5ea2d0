"""Every example of the guide for authors prints what the guide shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.guide import ROOT, Example, Shell, agrees, examples

GUIDE = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
EXAMPLES = tuple(examples(GUIDE))

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def test_every_example_prints_what_is_shown(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    others: list[str] = []
    for example in EXAMPLES:
        lines = shell.run(example)
        crashed = "something unexpected happened" in "\n".join(lines)
        if crashed or not agrees(example.shown, lines):
            others.append("\n".join([f"line {example.line}: $ {example.command}", *lines]))
    assert others == []


def test_every_command_of_the_table_has_an_example() -> None:
    from quizapp.cli.bank import COMMANDS

    said = "\n".join(example.command for example in EXAMPLES)
    missing = [name for name in COMMANDS if f"quizapp bank {name}" not in said]
    assert missing == []
    assert "quizapp add" in said
    assert "quizapp completion" in said


@pytest.mark.parametrize(
    ("shown", "lines", "same"),
    [
        (["a", "b"], ["a", "b"], True),
        (["a"], ["a", "b"], False),
        (["a", "..."], ["a", "b"], True),
        (["...", "b"], ["a", "b"], True),
        (["a", "...", "d"], ["a", "b", "c", "d"], True),
        (["a", "...", "x", "...", "d"], ["a", "b", "c", "d"], False),
        (["..."], [], True),
        (["a", "...", "a"], ["a"], False),
        (["ran on cpu"], ["ran on cuda:0"], True),
        (["took 3 ms"], ["took 4.5 ms"], True),
        (["took 3"], ["took 4"], False),
    ],
)
def test_dots_stand_for_any_lines_and_volatile_parts_for_each_other(
    shown: list[str], lines: list[str], same: bool
) -> None:
    assert agrees(shown, lines) is same


def test_commands_are_found_with_their_outputs() -> None:
    text = "x\n```console\n$ a \\\n  b\none\n\n$ c\n```\n```yaml\n$ no\n```\n"
    assert list(examples(text)) == [
        Example(3, "console", "a \\\n  b", ("one", "")),
        Example(7, "console", "c", ()),
    ]
