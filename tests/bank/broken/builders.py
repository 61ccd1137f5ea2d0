"""Broken banks that no single small file can hold: several files, odd bytes, sizes and paths.

Each builder fills a folder that has a good `bank.yaml`; the table below says what is wrong with it:
the file, the code, line and column.
"""

from __future__ import annotations

import gzip
import io
import os
import socket
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Found = tuple[str, str, int, int]
"""A file's name, a code, a line and a column."""

BANK = "format: 1\nid: test-bank\ntitle: Test bank\n"
HEAD = "format: 1\ntopic: x\ntitle: X\n"
RECALL = """\
  - id: why-relu
    kind: recall
    level: beginner
    prompt: Why is ReLU used so often?
    answer: Its slope does not shrink.
    points: [{must: names the slope of 1}]
    sources: [Nair & Hinton 2010]
"""
QUESTIONS = HEAD + "questions:\n"
GOOD = QUESTIONS + RECALL
BROKEN = GOOD.replace("beginner", "easy")
CHOICE = """\
  - id: choice-{0}
    kind: choice
    level: beginner
    prompt: Which one is it, of {0}?
    options:
      - {{text: The longest one, correct: true}}
      - {{text: Short, why: No.}}
    explanation: The longest one it is.
    sources: [Nobody 2020]
"""
CODE = """\
  - id: size-function
    kind: code
    level: beginner
    family: conv2d.output_size
    entry: size
    signature: size(H, K, S, P, D)
    prompt: Write a function for the side of the output.
    params: {H: 12, K: 3, S: 1, P: 0}
    vary: {}
    solution: |
      import json
      import torch
      def size(H, K, S, P, D):
          return (H + 2 * P - K) // S + 1
    explanation: It is {{answer}}.
    sources: [Nobody 2020]
"""
CLAIM = """\
  - id: conv-size
    family: conv2d.output_size
    params: {{H: 12, K: 3, S: 1, P: 0}}
    vary: {{}}
    asked: often
    expect: "{}"
"""
N = 100_000
MOST = 200_000
"""Values that a file may have."""
BEFORE = 9
"""Values before the first entry of the list of questions."""


@dataclass(frozen=True)
class Built:
    """A bank that a function makes, and everything that is wrong with it.

    `without_runs`: nothing runs PyTorch. `soak`: it lasts until a program is stopped.
    """

    make: Callable[[Path], None]
    expected: tuple[Found, ...]
    without_runs: bool = False
    soak: bool = False


def text(content: str, name: str = "x.yaml") -> Callable[[Path], None]:
    """Return a builder of one file."""
    return data(content.encode("utf-8", "surrogatepass"), name)


def data(content: bytes, name: str = "x.yaml") -> Callable[[Path], None]:
    """Return a builder of one file of these bytes."""

    def make(folder: Path) -> None:
        (folder / name).write_bytes(content)

    return make


def files(**contents: str) -> Callable[[Path], None]:
    """Return a builder of several files."""

    def make(folder: Path) -> None:
        for name, content in contents.items():
            (folder / f"{name}.yaml").write_text(content, encoding="utf-8")

    return make


def instead(make: Callable[[Path], object], name: str = "bank.yaml") -> Callable[[Path], None]:
    """Return a builder that puts something else where the file `name` is, beside a good topic."""

    def build(folder: Path) -> None:
        (folder / "x.yaml").write_text(GOOD, encoding="utf-8")
        (folder / name).unlink(missing_ok=True)
        make(folder / name)

    return build


def link(target: str) -> Callable[[Path], None]:
    """Return a function that makes a symbolic link at a path."""

    def make(path: Path) -> None:
        path.symlink_to(target)

    return make


def link_to_a_good_file(path: Path) -> None:
    """A link that leads out of the bank to a file that would do."""
    outside = path.parent.parent / "outside.yaml"
    outside.write_text(BANK if path.name == "bank.yaml" else GOOD, encoding="utf-8")
    path.symlink_to(outside)


def bind_socket(path: Path) -> None:
    """A socket in the file system; its name is bound from its folder, as names are limited."""
    before = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(path.name)
    finally:
        os.chdir(before)


def unreadable(path: Path) -> None:
    """A file that its owner may not read."""
    path.write_text(GOOD, encoding="utf-8")
    path.chmod(0)


def sparse(size: int) -> Callable[[Path], None]:
    """Return a builder of a file that claims a size and takes no room."""

    def make(folder: Path) -> None:
        with (folder / "x.yaml").open("wb") as file:
            file.truncate(size)

    return make


def zipped(folder: Path) -> None:
    """An archive with a name that leads out of the folder, under a topic file's name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(zipfile.ZipInfo("../../x.yaml"), GOOD)
    (folder / "x.yaml").write_bytes(stream.getvalue())


def python_files(folder: Path) -> None:
    """Modules whose names the app imports; none of them may run."""
    (folder / "x.yaml").write_text(QUESTIONS + CODE, encoding="utf-8")
    for name in ("torch", "json", "sitecustomize", "usercustomize", "yaml"):
        told = f"open({str(folder / 'it-ran')!r}, 'w').close()\n"
        (folder / f"{name}.py").write_text(told, encoding="utf-8")
    (folder / "engines").mkdir()
    (folder / "engines" / "__init__.py").write_text("raise SystemExit(3)\n", encoding="utf-8")


def hostile_name(name: str) -> Callable[[Path], None]:
    """Return a builder of a file of this name with a mistake in it."""
    return text(BROKEN, name)


def name_of_bytes(folder: Path) -> None:
    """A file whose name is no UTF-8."""
    path = os.path.join(os.fsencode(folder), b"x\xff.yaml")  # noqa: PTH118
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(BROKEN.encode())


def taken_in_a_file_with_a_hostile_name(folder: Path) -> None:
    """An id that is taken: the hint names the other file."""
    (folder / "a\x1b[2J.yaml").write_text(GOOD, encoding="utf-8")
    (folder / "x.yaml").write_text(GOOD, encoding="utf-8")


def choices(count: int) -> str:
    """Return choice questions of which the right option is always the longest."""
    return QUESTIONS + "".join(CHOICE.format(i) for i in range(count))


def many_keys(count: int) -> str:
    """Return a question with many unknown keys."""
    return GOOD + "".join(f"    z{i}: 1\n" for i in range(count))


def without_id(path: Path) -> None:
    """A bank's own file without what progress hangs on."""
    path.write_text("format: 1\ntitle: T\n", encoding="utf-8")


def bank_of(content: str) -> Callable[[Path], None]:
    """Return a builder of a bank with another `bank.yaml`."""

    def make(path: Path) -> None:
        path.write_text(content, encoding="utf-8")

    return instead(make)


def roles_of(content: str) -> Callable[[Path], None]:
    """Return a builder of a bank with a `roles.yaml`."""

    def make(path: Path) -> None:
        path.write_text(content, encoding="utf-8")

    return instead(make, "roles.yaml")


def at(code: str, line: int = 1, column: int = 1, name: str = "x.yaml") -> tuple[Found, ...]:
    """Return the one thing that is wrong."""
    return ((name, code, line, column),)


def mkdir(path: Path) -> None:
    """A folder with a file's name."""
    path.mkdir()


def in_circle(one: str, other: str) -> str:
    """Return a topic file with a question that needs another."""
    return QUESTIONS + RECALL.replace("why-relu", one) + f"    needs: [{other}]\n"


PATHS: dict[str, Built] = {
    "paths/link": Built(instead(link_to_a_good_file, "l.yaml"), at("QB101", name="l.yaml")),
    "paths/link to nothing": Built(instead(link("nothing"), "l.yaml"), at("QB101", name="l.yaml")),
    "paths/link to a device": Built(
        instead(link("/dev/zero"), "l.yaml"), at("QB101", name="l.yaml")
    ),
    "paths/link upwards": Built(
        instead(link("../../etc/passwd"), "l.yaml"), at("QB101", name="l.yaml")
    ),
    "paths/link to itself": Built(instead(link("l.yaml"), "l.yaml"), at("QB101", name="l.yaml")),
    "paths/named pipe": Built(instead(os.mkfifo, "p.yaml"), at("QB101", name="p.yaml")),
    "paths/socket": Built(instead(bind_socket, "s.yaml"), at("QB101", name="s.yaml")),
    "paths/folder": Built(instead(mkdir, "f.yaml"), at("QB101", name="f.yaml")),
    "paths/another ending": Built(text(BROKEN, "x.yml"), at("QB116", name="x.yml")),
    "paths/hidden file": Built(text(BROKEN, ".x.yaml"), ()),
    "paths/archive": Built(zipped, at("QB104", 1, 15)),
    "paths/modules": Built(python_files, ()),
    "paths/name with an escape sequence": Built(
        hostile_name("x\x1b]0;mine\x07.yaml"), at("QB204", 7, 12, "x\x1b]0;mine\x07.yaml")
    ),
    "paths/name with a line break": Built(
        hostile_name("x\ny: QB101.yaml"), at("QB204", 7, 12, "x\ny: QB101.yaml")
    ),
    "paths/name with markup": Built(
        hostile_name("[@click=app.quit]x.yaml"), at("QB204", 7, 12, "[@click=app.quit]x.yaml")
    ),
    "paths/name turned round": Built(
        hostile_name("x\u202elmay.yaml"), at("QB204", 7, 12, "x\u202elmay.yaml")
    ),
    "paths/name that is no UTF-8": Built(name_of_bytes, at("QB204", 7, 12, "x\udcff.yaml")),
    "paths/name like an option": Built(
        hostile_name("--help.yaml"), at("QB204", 7, 12, "--help.yaml")
    ),
    "paths/id taken in a hostile name": Built(
        taken_in_a_file_with_a_hostile_name, at("QB302", 5, 9)
    ),
    "paths/no bank.yaml": Built(instead(lambda path: None), at("QB115", name="bank.yaml")),
    "paths/bank.yaml a link": Built(instead(link_to_a_good_file), at("QB101", name="bank.yaml")),
    "paths/bank.yaml a pipe": Built(instead(os.mkfifo), at("QB101", name="bank.yaml")),
    "paths/bank.yaml a folder": Built(instead(mkdir), at("QB101", name="bank.yaml")),
    "paths/roles.yaml a pipe": Built(
        instead(os.mkfifo, "roles.yaml"), at("QB101", name="roles.yaml")
    ),
    "paths/roles.yaml a link": Built(
        instead(link("/etc/passwd"), "roles.yaml"), at("QB101", name="roles.yaml")
    ),
}

UNREADABLE: dict[str, Built] = {
    "paths/unreadable": Built(instead(unreadable, "u.yaml"), at("QB102", name="u.yaml")),
}
"""What only somebody finds who may not read everything."""

BYTES: dict[str, Built] = {
    "bytes/nothing": Built(data(b""), at("QB114")),
    "bytes/byte order mark": Built(data(b"\xef\xbb\xbf" + GOOD.encode()), at("QB104")),
    "bytes/utf-16": Built(data(GOOD.encode("utf-16")), at("QB104")),
    "bytes/utf-16, large end first": Built(
        data(b"\xfe\xff" + GOOD.encode("utf-16-be")), at("QB104")
    ),
    "bytes/utf-16 without its mark": Built(data(GOOD.encode("utf-16-le")), at("QB105", 1, 2)),
    "bytes/utf-32": Built(data(GOOD.encode("utf-32")), at("QB104")),
    "bytes/latin-1": Built(data(GOOD.encode() + b"# caf\xe9\n"), at("QB104", 12, 6)),
    "bytes/cut within a letter": Built(data(GOOD.encode() + b"# caf\xc3"), at("QB104", 12, 6)),
    "bytes/overlong": Built(data(GOOD.encode() + b"# \xc0\xaf\n"), at("QB104", 12, 3)),
    "bytes/surrogate": Built(text(GOOD + "# \ud800\n"), at("QB104", 12, 3)),
    "bytes/nul": Built(text(GOOD.replace("slope does", "slope\0does")), at("QB105", 9, 22)),
    "bytes/escape": Built(
        text(GOOD.replace("slope does", "slope \x1b]52;c;aGk=\x07does")), at("QB105", 9, 23)
    ),
    "bytes/c1": Built(text(GOOD.replace("slope does", "slope \x9b31m")), at("QB105", 9, 23)),
    "bytes/delete": Built(text(GOOD.replace("slope does", "slope\x7f")), at("QB105", 9, 22)),
    "bytes/line separator": Built(
        text(GOOD.replace("slope does", "slope\u2028")), at("QB105", 9, 22)
    ),
    "bytes/carriage returns": Built(text(GOOD.replace("\n", "\r")), at("QB105", 1, 10)),
    "bytes/gzip": Built(data(gzip.compress(GOOD.encode(), mtime=0)), at("QB104", 1, 2)),
    "bytes/windows lines": Built(text(BROKEN.replace("\n", "\r\n")), at("QB204", 7, 12)),
}

SIZES: dict[str, Built] = {
    "sizes/8 MB and one": Built(sparse(8 * 1024 * 1024 + 1), at("QB103")),
    "sizes/50 MB": Built(sparse(50_000_000), at("QB103")),
    "sizes/200 MB": Built(sparse(200_000_000), at("QB103")),
    "sizes/brackets": Built(text("[" * N), at("QB107", 1, 33)),
    "sizes/mappings": Built(text("{a: " * N), at("QB107", 1, 1 + 4 * 32)),
    "sizes/dashes": Built(text("- " * N), at("QB107", 1, 1 + 2 * 32)),
    "sizes/question marks": Built(text("? " * N), at("QB107", 1, 1 + 2 * 32)),
    "sizes/a quarter of a million questions": Built(
        text(QUESTIONS + "  - {}\n" * 250_000), at("QB108", 4 + MOST - BEFORE + 1, 5)
    ),
    "sizes/a line of a million": Built(
        text(GOOD.replace("Its slope", "x" * 1_000_000)), at("QB204", 9, 13)
    ),
    "sizes/an id of a million": Built(
        text(GOOD.replace("why-relu", "x" * 1_000_000)), at("QB204", 5, 9)
    ),
    "sizes/a key of a million": Built(
        text(GOOD + "    " + '"' + "x" * 1000 + '": 1\n'), at("QB201", 12, 5)
    ),
    "sizes/a key of 7 MB": Built(text(GOOD + "    ? " + "x" * 7_000_000), at("QB201", 12, 7)),
    "sizes/a claim of digits": Built(text(QUESTIONS + CLAIM.format("9" * N)), at("QB501", 10, 13)),
    "sizes/a claim of signs": Built(text(QUESTIONS + CLAIM.format("-" * N)), at("QB501", 10, 13)),
    "sizes/a claim of brackets": Built(
        text(QUESTIONS + CLAIM.format("(" * N)), at("QB501", 10, 13)
    ),
    "sizes/thousands of unknown keys": Built(
        text(many_keys(3000)), tuple(("x.yaml", "QB201", 12 + i, 5) for i in range(3000))
    ),
}

DOCUMENTS: dict[str, Built] = {
    "documents/no id": Built(instead(without_id), at("QB202", name="bank.yaml")),
    "documents/id": Built(bank_of(BANK.replace("test-", "Test ")), at("QB301", 2, 5, "bank.yaml")),
    "documents/format": Built(bank_of(BANK.replace("1", "2", 1)), at("QB204", 1, 9, "bank.yaml")),
    "documents/unknown key": Built(
        bank_of(BANK + "author: Nobody\n"), at("QB201", 4, 1, "bank.yaml")
    ),
    "documents/version": Built(
        bank_of(BANK + 'version: "one two"\n'), at("QB204", 4, 10, "bank.yaml")
    ),
    "documents/retired": Built(bank_of(BANK + "retired: old\n"), at("QB203", 4, 10, "bank.yaml")),
    "documents/retired and used": Built(bank_of(BANK + "retired: [why-relu]\n"), at("QB305", 5, 9)),
    "documents/title with an escape": Built(
        bank_of(BANK.replace("Test bank", r'"Test \e]0;x\abank"')), at("QB406", 3, 14, "bank.yaml")
    ),
    "documents/empty": Built(bank_of(""), at("QB114", name="bank.yaml")),
    "documents/a list": Built(bank_of("- 1\n"), at("QB203", name="bank.yaml")),
    "documents/no YAML": Built(bank_of("title: a: b\n"), at("QB106", 1, 9, "bank.yaml")),
    "documents/alias": Built(bank_of(BANK + "retired: *a\n"), at("QB109", 4, 10, "bank.yaml")),
    "documents/role without topics": Built(
        roles_of("roles:\n  vision: {title: Vision}\n"), at("QB202", 2, 11, "roles.yaml")
    ),
    "documents/role of no weight": Built(
        roles_of("roles:\n  vision: {title: Vision, topics: {cnn: 0}}\n"),
        at("QB204", 2, 41, "roles.yaml"),
    ),
    "documents/role with an unknown key": Built(
        roles_of("roles:\n  vision: {title: Vision, topics: {cnn: 1}, weight: 2}\n"),
        at("QB201", 2, 45, "roles.yaml"),
    ),
    "documents/role with an escape": Built(
        roles_of('roles:\n  vision: {title: "Vi\\e[2Jsion", topics: {cnn: 1}}\n'),
        at("QB406", 2, 22, "roles.yaml"),
    ),
}

SEVERAL: dict[str, Built] = {
    "several/id taken": Built(files(a=GOOD, b=GOOD), at("QB302", 5, 9, "b.yaml")),
    "several/id looks like another": Built(
        files(a=GOOD.replace("why-relu", "l1"), b=GOOD.replace("why-relu", "ll")),
        at("QB303", 5, 9, "b.yaml"),
    ),
    "several/circle": Built(
        files(a=in_circle("one", "two"), b=in_circle("two", "one")),
        at("QB306", 12, 13, "b.yaml"),
    ),
    "several/reference": Built(
        files(a=GOOD, b=in_circle("two", "why-rel")), at("QB304", 12, 13, "b.yaml")
    ),
    "several/reference to a broken file": Built(
        files(a=GOOD + "    level: easy\n", b=in_circle("two", "why-relu")),
        at("QB112", 12, 5, "a.yaml"),
    ),
    "several/one broken file of two": Built(files(a=GOOD, b="["), at("QB106", 1, 1, "b.yaml")),
    "several/right option longest": Built(text(choices(24)), at("QB607", name="bank.yaml")),
    "several/not run": Built(text(QUESTIONS + CODE), at("QB514", 14, 15), without_runs=True),
}

LOOPS: dict[str, Built] = {
    "code/endless loop": Built(
        text(QUESTIONS + CODE.replace("import torch", "while True: pass")),
        at("QB502", 14, 15),
        soak=True,
    ),
}

BUILT: dict[str, Built] = PATHS | BYTES | SIZES | DOCUMENTS | SEVERAL | LOOPS
"""Every bank that is made here, but for those of UNREADABLE."""
