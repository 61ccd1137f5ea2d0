"""The table of names, and that one module is loaded at a time."""

from __future__ import annotations

import ast
import importlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import engines.families
from engines import api
from engines.names import MODULES

FAMILIES = Path(str(engines.families.__file__)).parent


def _modules_after(code: str) -> set[str]:
    script = f"{code}\nimport json, sys; sys.stdout.write(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-P", "-c", script], capture_output=True, check=True, text=True
    )
    return set(json.loads(done.stdout))


@pytest.mark.parametrize("path", MODULES)
def test_table_and_modules_say_the_same(path: str) -> None:
    families = importlib.import_module(f"engines.families.{path}").FAMILIES
    proofs = importlib.import_module(f"engines.witness.{path}").PROOFS
    assert tuple(families) == MODULES[path]
    assert set(proofs) == set(MODULES[path])
    assert all(family.name == name for name, family in families.items())


def test_names_have_the_form_group_and_thing() -> None:
    names = api.names()
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*", name) for name in names)


def test_asking_for_one_family_loads_no_other_topic() -> None:
    loaded = _modules_after("from engines import api; api.family('softmax.value')")
    topics = {name.split(".")[2] for name in loaded if name.startswith("engines.families.")}
    assert topics - {"functions", "given", "worked"} == {"activations"}


def _imported(path: str) -> set[str]:
    """Return the modules under ``engines.families`` that the module at `path` imports."""
    tree = ast.parse((FAMILIES / f"{path.replace('.', '/')}.py").read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("engines.families."):
            inside = (node.module or "").removeprefix("engines.families.")
            found |= {inside, *(f"{inside}.{alias.name}" for alias in node.names)}
    return {name for name in found if (FAMILIES / f"{name.replace('.', '/')}.py").exists()}


@pytest.mark.parametrize("path", MODULES)
def test_loading_one_group_loads_no_other(path: str) -> None:
    seen: set[str] = set()
    waiting = [path]
    while waiting:
        one = waiting.pop()
        seen.add(one)
        waiting += _imported(one) - seen
    assert seen & MODULES.keys() == {path}


def test_naming_families_loads_none_of_them() -> None:
    loaded = _modules_after("from engines import api; api.names(); api.slip_names()")
    assert not [name for name in loaded if name.startswith("engines.families.")]


def test_the_closed_form_half_is_standard_library_only() -> None:
    loaded = _modules_after(
        "from engines import api\nfor f in api.families(): api.variant(f.name, f.ask.params)"
    )
    tops = {name.split(".")[0] for name in loaded}
    assert not tops & {"torch", "numpy", "quizapp", "pydantic", "yaml"}
    assert not [name for name in loaded if name.startswith("engines.witness")]


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("conv2d.ouput_size", "conv2d.output_size"),
        ("softmax.values", "softmax.value"),
        ("Softmax.Value", "softmax.value"),
        ("con2d.output_shape", "conv2d.output_shape"),
    ],
)
def test_unknown_families_get_the_nearest_spelling(typed: str, nearest: str) -> None:
    with pytest.raises(api.UnknownFamily, match=f"did you mean {nearest}"):
        api.family(typed)


def test_a_name_like_no_other_gets_no_guess() -> None:
    with pytest.raises(api.UnknownFamily) as caught:
        api.family("zzz")
    assert caught.value.nearest == ""


def test_inverses_take_over_parameters_that_both_have() -> None:
    for family in api.families():
        own = {param.name for param in family.params}
        for other, taken in family.inverses.items():
            theirs = {param.name for param in api.family(other).params}
            assert set(taken) <= own & theirs, (family.name, other)


def test_slips_are_a_closed_list_with_explanations() -> None:
    known = api.slip_names()
    used = {slip.name for family in api.families() for slip in family.slips.values()}
    assert used <= set(known)
    assert 25 <= len(known) <= 45
    assert all(text.count(".") >= 1 and 40 < len(text) < 200 for text in known.values())
