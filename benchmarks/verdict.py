"""Enter to verdict of closed-form questions, in one run: warm worker, and worker still cold.

usage: python benchmarks/verdict.py [ROUNDS=200]

Plays fresh draws of every closed-form question of the bundled bank through the real session and
store, and prints p50, p95 and the worst time from `Submit` to the state that acknowledges it,
beside the same number of raw durable SQLite writes in the same run.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path

from quizapp.config import Config
from quizapp.drive.dealing import item_of
from quizapp.drive.house import House, open_house
from quizapp.drive.study import StudyDrive
from quizapp.session.events import Begin, Dealt, Submit
from quizapp.session.stages import Judged


def verdicts(house: House, rounds: int) -> list[float]:
    """Return seconds from each right answer to its acknowledged, durable verdict."""
    families = [q for q in house.library.questions if q.family and q.kind == "compute"]
    drive = StudyDrive(house, "practice")
    drive.post(Begin(600, drive.now()))
    times: list[float] = []
    for number in range(rounds):
        question = families[number % len(families)]
        item = item_of(question, number, "plain", None)
        drive.post(Dealt(item, drive.now()))
        began = time.perf_counter()
        drive.post(Submit(item.right, drive.now()))
        times.append(time.perf_counter() - began)
        if not isinstance(drive.state.stage, Judged):
            raise SystemExit(f"{item.key}: its shown answer {item.right!r} was not accepted")
    return times


def raw_writes(folder: Path, count: int) -> list[float]:
    """Return seconds of durable single-row transactions in plain sqlite3."""
    connection = sqlite3.connect(folder / "raw.db", isolation_level=None)
    connection.execute("pragma journal_mode=wal")
    connection.execute("pragma synchronous=full")
    connection.execute("create table log(id integer primary key, text text)")
    times = []
    for number in range(count):
        began = time.perf_counter()
        connection.execute("begin immediate")
        connection.execute("insert into log(text) values(?)", (str(number),))
        connection.execute("commit")
        times.append(time.perf_counter() - began)
    connection.close()
    return times


def row(name: str, times: list[float], floor: float) -> str:
    """Return one line of the table, in milliseconds and as a ratio of medians."""
    ordered = sorted(times)
    p95 = ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)]
    median = statistics.median(ordered)
    return (
        f"{name:34} n={len(times):4}  p50 {median * 1e3:7.2f} ms  p95 {p95 * 1e3:7.2f} ms  "
        f"max {ordered[-1] * 1e3:7.2f} ms  {median / floor:6.1f} × raw write"
    )


def main() -> None:
    """Print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with open_house(Config(data=folder / "cold")) as house:
            cold = verdicts(house, rounds)
        with open_house(Config(data=folder / "warm")) as house:
            house.client.hello().result()
            warm = verdicts(house, rounds)
        raw = raw_writes(folder, max(len(warm), 50))
    floor = statistics.median(raw)
    print(row("raw sqlite3 durable write", raw, floor))
    print(row("enter to verdict, worker warm", warm, floor))
    print(row("enter to verdict, worker cold", cold, floor))


if __name__ == "__main__":
    main()
