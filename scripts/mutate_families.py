"""Break formulas on purpose and see that a test notices.

usage: python scripts/mutate_families.py [--count 20] [--seed 0] [FAMILY ...]

Of each family one operator, comparison or number that its truth runs through is changed, in a copy
of the tree, so that the truth of some draw changes by more than rounding; then the family's tests
are run there at full n. Prints a line for each and ends with 1 where a change went unnoticed.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from engines import api
from engines.agreement import largest_difference, largest_size
from engines.values import from_json

ROOT = Path(__file__).resolve().parents[1]
FAMILIES = ROOT / "engines" / "families"
TESTS = ("tests/engines/test_truths.py", "tests/engines/test_second_opinions.py")
DRAWS = 20

SWAPS: dict[type[ast.AST], ast.AST] = {
    ast.Add: ast.Sub(),
    ast.Sub: ast.Add(),
    ast.Mult: ast.Add(),
    ast.Div: ast.Mult(),
    ast.FloorDiv: ast.Mult(),
    ast.Mod: ast.FloorDiv(),
    ast.Pow: ast.Mult(),
    ast.Lt: ast.LtE(),
    ast.LtE: ast.Lt(),
    ast.Gt: ast.GtE(),
    ast.GtE: ast.Gt(),
    ast.Eq: ast.NotEq(),
}


@dataclass(frozen=True)
class Mutant:
    """A changed source: where, what stood there, what stands there now."""

    path: Path
    line: int
    before: str
    after: str
    source: str


def executed(name: str) -> set[tuple[Path, int]]:
    """Return the lines under ``engines/families`` that the family's truth runs through."""
    family = api.family(name)
    lines: set[tuple[Path, int]] = set()

    def trace(frame: FrameType, _event: str, _arg: Any) -> Any:
        path = Path(frame.f_code.co_filename)
        if FAMILIES not in path.parents:
            return None
        lines.add((path, frame.f_lineno))
        return trace

    drawn = [api.draw(name, "mutate", seed, "live") for seed in range(3)]
    sys.settrace(trace)
    try:
        for params in drawn:
            family.truth(params)
    finally:
        sys.settrace(None)
    return lines


def mutants(path: Path, lines: set[int]) -> Iterator[Mutant]:
    """Yield every source that differs from the file's in one place on one of the lines."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    texts = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in ast.walk(node)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.expr) or id(node) in texts or node.lineno not in lines:
            continue
        new = changed(node)
        if new is None:
            continue
        before = ast.get_source_segment(source, node) or ""
        after = ast.unparse(new)
        start = offset(source, node.lineno, node.col_offset)
        end = start + len(before)
        yield Mutant(path, node.lineno, before, after, f"{source[:start]}({after}){source[end:]}")


def changed(node: ast.AST) -> ast.expr | None:
    """Return the node with one operator or number changed, or None where it has none."""
    match node:
        case ast.BinOp(left, op, right) if type(op) in SWAPS:
            return ast.BinOp(left, SWAPS[type(op)], right)  # type: ignore[arg-type]
        case ast.Compare(left, [op], right) if type(op) in SWAPS:
            return ast.Compare(left, [SWAPS[type(op)]], right)  # type: ignore[list-item]
        case ast.Constant(bool()):
            return None
        case ast.Constant(int(number)):
            return ast.Constant(number + 1)
    return None


def offset(source: str, line: int, column: int) -> int:
    """Return the place in the text of a line (from 1) and a column in UTF-8 bytes."""
    rows = source.splitlines(keepends=True)
    return sum(map(len, rows[: line - 1])) + len(rows[line - 1].encode()[:column].decode())


_TRUTHS = f"""
import sys
from engines import api
from engines.values import to_json
import json
name = sys.argv[1]
drawn = [api.draw(name, "mutate", seed, "live") for seed in range({DRAWS})]
sys.stdout.write(json.dumps([to_json(api.family(name).truth(p).value) for p in drawn]))
"""


def same(right: str, wrong: str) -> bool:
    """Return whether two lists of truths differ by rounding at most; an error is a difference."""
    if not wrong:
        return False
    values, others = from_json(json.loads(right)), from_json(json.loads(wrong))
    return largest_difference(values, others) <= 1e-9 * largest_size(values)


def python(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python on the copy of the tree."""
    return subprocess.run(
        [sys.executable, "-P", *arguments],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1", "SOAK": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def verdict(name: str, tree: Path, chooser: random.Random) -> str:
    """Break the family in the copy and return what came of it."""
    right = python(tree, "-c", _TRUTHS, name)
    by_file: dict[Path, set[int]] = {}
    for path, line in executed(name):
        if path.name not in ("given.py", "worked.py"):
            by_file.setdefault(path, set()).add(line)
    found = [one for path, lines in sorted(by_file.items()) for one in mutants(path, lines)]
    chooser.shuffle(found)
    for mutant in found:
        target = tree / mutant.path.relative_to(ROOT)
        target.write_text(mutant.source, encoding="utf-8")
        try:
            wrong = python(tree, "-c", _TRUTHS, name)
            if same(right.stdout, wrong.stdout):
                continue
            where = f"{mutant.path.relative_to(FAMILIES)}:{mutant.line}"
            change = f"{where}  {mutant.before}  ->  {mutant.after}"
            tests = python(
                tree,
                "-m",
                "pytest",
                "-q",
                "-x",
                "-p",
                "no:cacheprovider",
                *TESTS,
                "-k",
                f"[{name}]",
            )
            told = [line for line in tests.stdout.splitlines() if line.startswith("FAILED")]
            if tests.returncode != 1 or not told:
                return f"SURVIVED  {name}  {change}"
            return f"noticed   {name}  {change}  by {told[0].split('::')[1].split('[')[0]}"
        finally:
            target.write_text(mutant.path.read_text(encoding="utf-8"), encoding="utf-8")
    return f"nothing to change in  {name}"


def main() -> int:
    """Break as many families as asked and return 1 where a test noticed nothing."""
    parser = argparse.ArgumentParser(description="Break formulas and see that a test notices.")
    parser.add_argument("families", nargs="*")
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    chooser = random.Random(options.seed)
    names = options.families or chooser.sample(api.names(), min(options.count, len(api.names())))
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(".git", ".venv", "__pycache__"))
        for name in names:
            lines.append(verdict(name, tree, chooser))
            print(lines[-1], flush=True)
    survived = sum(line.startswith("SURVIVED") for line in lines)
    print(f"{len(lines)} formulas changed, {survived} unnoticed")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
