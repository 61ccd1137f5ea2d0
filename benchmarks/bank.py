"""Checking a bank: the static check against the YAML loader's own time, and variants a second.

usage: python benchmarks/bank.py [QUESTIONS=5000] [ROUNDS=5]

Copies the bundled questions under new ids until there are QUESTIONS, in topic files of at most 300.
Prints in one run, as the best of ROUNDS taken in turns: what yaml.CSafeLoader takes for the files
(reading them included), and the static check cold and from its cache beside it. Then, with
`--seeds 50` and without PyTorch, verified variants a second: of the bundled bank in one process and
in one for each core, and of the large one, where what is paid once weighs less. Last, of both banks
the questions with a closed form, each different variant run by PyTorch in the worker as well.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

import question_bank
from quizapp.bank.check import How, check_paths
from quizapp.bank.loader import RESERVED, Files, load_bank
from quizapp.bank.model import Compute
from quizapp.bank.outline import OutlineCache
from quizapp.bank.static import check_static
from quizapp.drive.check_setting import Setting, cores
from quizapp.drive.checking import verifying

BUNDLED = Path(str(question_bank.__file__)).parent
LARGEST = 300
"""Questions in a topic file."""
COLD, CACHED = 1.6, 0.16
"""What is aimed at, as shares of the loader's time."""
SEEDS = 50
RATE = 3000
"""Variants a second that are aimed at on two cores."""

_ID = re.compile(r"^(  - id: )(\S+)$", re.MULTILINE)
_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def make_bank(folder: Path, wanted: int) -> int:
    """Write a bank of at least `wanted` questions made of the bundled ones; returns how many."""
    (folder / "bank.yaml").write_text("format: 1\nid: large\ntitle: Large\n", encoding="utf-8")
    paths = [path for path in sorted(BUNDLED.glob("*.yaml")) if path.name not in RESERVED]
    topics = [path.read_text(encoding="utf-8").split("\nquestions:\n", 1) for path in paths]
    ids = {match[2] for _, questions in topics for match in _ID.finditer(questions)}
    count = 0
    copies = -(-wanted // len(ids))
    for path, (head, questions) in zip(paths, topics, strict=True):
        own = len(_ID.findall(questions))
        together = max(1, LARGEST // own)
        for first in range(0, copies, together):
            numbers = range(first, min(first + together, copies))
            body = "\n".join(_renamed(questions, ids, number) for number in numbers)
            name = folder / f"{path.stem}-{first}.yaml"
            name.write_text(f"{head}\nquestions:\n{body}\n", encoding="utf-8")
            count += own * len(numbers)
    return count


def _renamed(questions: str, ids: set[str], number: int) -> str:
    """Return questions under ids of their own, with the references to each other."""

    def copied(match: re.Match[str]) -> str:
        # A one-word id may be a word of a text; a hyphenated one hardly is.
        word = match[0]
        return f"{word}-copy{number}" if "-" in word and word in ids else word

    text = _WORD.sub(copied, questions)
    return _ID.sub(lambda m: f"{m[1]}{m[2]}{'' if '-' in m[2] else f'-copy{number}'}", text)


def best(rounds: int, *works: Callable[[], object]) -> list[float]:
    """Return the least processor seconds of each piece of work, taken in turns."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for work, row in zip(works, times, strict=True):
            began = time.process_time()
            work()
            row.append(time.process_time() - began)
    return [min(row) for row in times]


def static(wanted: int, rounds: int) -> Iterator[str]:
    """Yield the lines of the first table."""
    with tempfile.TemporaryDirectory() as name:
        folder, cache = Path(name) / "bank", OutlineCache(Path(name) / "cache")
        folder.mkdir()
        count = make_bank(folder, wanted)
        read = check_static(folder, cache)
        if len(read.questions) != count:
            raise SystemExit(f"{len(read.questions)} of {count} questions could be read")

        def loader() -> None:
            for path in sorted(folder.glob("*.yaml")):
                yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)

        own, cold, cached = best(
            rounds, loader, lambda: check_static(folder), lambda: check_static(folder, cache)
        )
    yield f"{count} questions, processor seconds, best of {rounds}"
    yield f"yaml.CSafeLoader alone    {own:7.3f} s"
    yield f"static check, cold        {cold:7.3f} s   {cold / own:5.2f} × (aim {COLD})"
    yield f"static check, from cache  {cached:7.3f} s   {cached / own:5.2f} × (aim {CACHED})"


def rate(bank: Path, jobs: int, rounds: int) -> str:
    """Return the line of one number of processes; families are loaded before the clock starts."""
    fastest = 0.0
    for _ in range(rounds):
        files = Files()
        with verifying(Setting(SEEDS, run=False), jobs, files) as verify:
            began = time.perf_counter()
            checked = check_paths([bank], seeds=SEEDS, how=How(verify=verify, files=files))
            seconds = time.perf_counter() - began
        fastest = max(fastest, checked.tally.variants / seconds)
    count = f"{checked.tally.questions:,} questions, {jobs} process{'es' if jobs > 1 else ''}"
    return f"{count}: {checked.tally.variants:,} variants, {fastest:,.0f} a second"


def proved(bank: Path, jobs: int) -> str:
    """Return the line of the closed forms proved by the worker, its start included."""
    files = Files()
    loaded = load_bank(bank, files=files)
    questions = [q for q in loaded.questions if isinstance(q, Compute) and q.family is not None]
    with verifying(Setting(SEEDS, run=True), jobs, files) as verify:
        began = time.perf_counter()
        tallies = [verified.tally for verified in verify(questions)]
        seconds = time.perf_counter() - began
    variants, runs = sum(t.variants for t in tallies), sum(t.runs for t in tallies)
    done = (
        f"{len(questions):,} questions: {variants:,} variants, {runs:,} of them different and run"
    )
    return f"{done}, {seconds:.1f} s, {variants / seconds:,.0f} a second"


def main() -> None:
    """Print both tables."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    for line in static(wanted, rounds):
        print(line, flush=True)
    with tempfile.TemporaryDirectory() as name:
        large = Path(name)
        make_bank(large, wanted)
        print(f"\nfull check, --seeds {SEEDS}, wall time, best of {rounds} (the large bank: once)")
        print(rate(BUNDLED, 1, rounds))
        print(rate(BUNDLED, cores(), rounds), f"(aim {RATE:,} on two cores)")
        print(rate(large, cores(), 1))
        print("\nclosed forms, run by PyTorch as well, a process and a worker a core")
        for bank in (BUNDLED, large):
            print(proved(bank, cores()), flush=True)


if __name__ == "__main__":
    main()
