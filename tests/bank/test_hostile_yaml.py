"""Hostile files: each gets one clean problem, quickly, and the good file beside it still loads."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.bank.loader import Loaded, load_bank

GOOD = "  - id: good-one\n    kind: recall\n    prompt: Why?\n    answer: Because.\n"
HEAD = "format: 1\ntopic: x\ntitle: X\n"
N = 100_000
LIMIT = 5.0
STACK = 256 * 1024


def load_in_small_thread(path: Path) -> Loaded:
    """Load in a thread with a stack of 256 KiB, which deep nesting would run out of."""
    results: list[Loaded] = []
    size = threading.stack_size(STACK)
    try:
        thread = threading.Thread(target=lambda: results.append(load_bank(path)))
        thread.start()
        thread.join(60)
    finally:
        threading.stack_size(size)
    assert results, "loading did not end"
    return results[0]


ALIAS_BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(7)
)

CASES: dict[str, tuple[str | bytes, str]] = {
    "alias bomb": (ALIAS_BOMB, "QB109"),
    "an alias of itself": ("a: &a [*a]\n", "QB109"),
    "open brackets": ("[" * N, "QB107"),
    "open mappings": ("{a: " * N, "QB107"),
    "nested dashes": ("- " * N, "QB107"),
    "nested question marks": ("? " * N, "QB107"),
    "nested by indentation": ("\n".join("  " * i + "a:" for i in range(200)), "QB107"),
    "a large file": (b"a" * (9 * 1024 * 1024), "QB103"),
    "a million questions": (HEAD + "questions:\n" + "  - {}\n" * 1_000_000, "QB108"),
    "python object": (HEAD + "questions: !!python/object/apply:os.system [echo]\n", "QB110"),
    "binary": (HEAD + "questions: !!binary aGVsbG8=\n", "QB110"),
    "own tag": (HEAD + "questions: !mine [a]\n", "QB110"),
    "tag directive": ("%TAG ! tag:x,2000:\n---\n" + HEAD, "QB110"),
    "yaml directive": ("%YAML 1.1\n---\n" + HEAD, "QB110"),
    "merge key": (HEAD + "<<: {questions: []}\nquestions: []\n", "QB111"),
    "duplicate keys": (HEAD + "title: Y\nquestions: []\n", "QB112"),
    "byte order mark": (b"\xef\xbb\xbf" + HEAD.encode(), "QB104"),
    "utf-16": (HEAD.encode("utf-16"), "QB104"),
    "utf-16 without mark": (HEAD.encode("utf-16-le"), "QB105"),
    "latin-1": (HEAD.encode() + b"# caf\xe9\n", "QB104"),
    "nul": (HEAD.encode() + b"questions: [a\x00b]\n", "QB105"),
    "tab": (HEAD + "questions:\n\t- id: a\n", "QB105"),
    "escape sequence": (HEAD + "questions: [\x1b]52;c;aGk=\x07]\n", "QB105"),
    "empty": ("", "QB114"),
    "comment only": ("# nothing\n", "QB114"),
    "two documents": (HEAD + "questions: []\n---\n" + HEAD, "QB114"),
    "a scalar": ("hello", "QB203"),
    "a list": ("- 1\n- 2\n", "QB203"),
    "a list as key": (HEAD + "questions: []\n? [a, b]\n: 1\n", "QB113"),
    "a number of 10^5 digits": (HEAD + "questions: []\nextra: " + "9" * N + "\n", "QB106"),
    "a number beyond float64": (HEAD + "questions: []\nextra: 1e999999\n", "QB106"),
    "a scalar of 7 MB": (HEAD + "questions: []\nextra: " + "x" * 7_000_000, "QB201"),
    "unclosed quote": (HEAD + 'title: "X\n', "QB106"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_file_gets_its_problem_and_the_good_one_loads(
    name: str, make_bank: Callable[..., Path]
) -> None:
    content, code = CASES[name]
    data = content.encode() if isinstance(content, str) else content
    folder = make_bank(evil=data, good=GOOD)
    began = time.monotonic()
    loaded = load_in_small_thread(folder)
    assert time.monotonic() - began < LIMIT
    assert [question.id for question in loaded.questions] == ["good-one"]
    evil = [problem for problem in loaded.problems if problem.path.name == "evil.yaml"]
    assert code in {problem.code for problem in evil}
    assert all(len(problem.snippet) <= 100 for problem in evil)
    assert all(len(problem.message) < 300 for problem in evil)


def test_a_folder_with_a_files_name_is_refused(make_bank: Callable[..., Path]) -> None:
    folder = make_bank(good=GOOD)
    (folder / "x.yaml").mkdir()
    loaded = load_bank(folder)
    assert [(p.code, p.message) for p in loaded.problems] == [
        ("QB101", "it is a folder; a bank holds regular files only")
    ]
    assert len(loaded.questions) == 1


def test_links_pipes_and_devices_are_not_opened(make_bank: Callable[..., Path]) -> None:
    folder = make_bank(good=GOOD)
    outside = folder.parent / "outside.yaml"
    outside.write_text(HEAD + "questions: []\n")
    (folder / "link.yaml").symlink_to(outside)
    (folder / "dangling.yaml").symlink_to(folder / "nothing.yaml")
    (folder / "device.yaml").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe.yaml")
    loaded = load_in_small_thread(folder)
    said = {problem.path.name: problem.message for problem in loaded.problems}
    assert set(said) == {"link.yaml", "dangling.yaml", "device.yaml", "pipe.yaml"}
    assert "a symbolic link" in said["link.yaml"]
    assert "a named pipe" in said["pipe.yaml"]
    assert len(loaded.questions) == 1


def test_a_file_that_claims_200_mb_is_refused_by_its_size(make_bank: Callable[..., Path]) -> None:
    folder = make_bank(good=GOOD)
    with (folder / "huge.yaml").open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    loaded = load_bank(folder)
    assert [problem.code for problem in loaded.problems] == ["QB103"]
    assert "209.7 MB" in loaded.problems[0].message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_said(make_bank: Callable[..., Path]) -> None:
    folder = make_bank(good=GOOD, locked=GOOD.replace("good-one", "locked-one"))
    (folder / "locked.yaml").chmod(0)
    loaded = load_bank(folder)
    assert [problem.code for problem in loaded.problems] == ["QB102"]


def test_an_id_cannot_be_a_path_or_look_like_another_alphabet(
    make_bank: Callable[..., Path],
) -> None:
    bad = ["../up", "Conv", "a--b", "-a", "a_b", "с-cyrillic", "a\\u202eb", "x" * 81, "a/b", ""]
    entries = "".join(
        f'  - id: "{name}"\n    kind: recall\n    prompt: P\n    answer: A\n' for name in bad
    )
    loaded = load_bank(make_bank(bad=entries, good=GOOD))
    assert [question.id for question in loaded.questions] == ["good-one"]
    assert len(loaded.problems) == len(bad)
    assert {problem.code for problem in loaded.problems} <= {"QB301", "QB204"}
    assert [problem.column for problem in loaded.problems] == [9] * len(bad)


def test_recursion_limits_are_not_what_protects(make_bank: Callable[..., Path]) -> None:
    limit = sys.getrecursionlimit()
    load_bank(make_bank(evil="[" * 5000, good=GOOD))
    assert sys.getrecursionlimit() == limit
