"""Next card plus a durable answer: our store beside raw sqlite3, interleaved in one run.

usage: python benchmarks/store.py [CARDS=100000] [ROUNDS=9] [PER_ROUND=200]

CARDS cards and ten times as many log rows, made once from a seed under $BENCH_DIR (default
.bench), WAL, synchronous=FULL. `raw` does with the standard library what is least: one row of nine
columns read by its due date, one card updated, one row of eight columns logged, one commit. `store`
does the product's work: the next due card with the person's marks looked at, and an answer with its
41 columns and the card's state, refused if another window was first. `by key` takes the card by its
name, as a session with a plan does. The aim: at most twice raw. Anki's own figure for the same work
needs its library in a separate environment.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import sys
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from quizapp.clock import SystemClock
from quizapp.srs.state import CardState, Phase, Rating
from quizapp.store.engine import Store, open_store
from quizapp.store.records import CardRecord, Conflict, NewAnswer

CARDS, ROUNDS, PER_ROUND = (*map(int, sys.argv[1:4]), *(100_000, 9, 200)[len(sys.argv) - 1 :])
FOLDER = Path(os.environ.get("BENCH_DIR", ".bench")) / "store"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = 20_777
RAW_TABLES = """
create table card(id integer primary key, question text not null, deck integer not null,
  state integer not null, due integer not null, stability real, difficulty real,
  last_review integer, repetitions integer not null, lapses integer not null,
  suspended integer not null);
create table log(id integer primary key, card integer not null references card(id),
  rating integer not null, at integer not null, elapsed integer, stability real, difficulty real,
  milliseconds integer, state integer);
create index ix_card_due on card(deck, suspended, due);
create index ix_log_card on log(card, at);
"""


class Raw:
    """The floor: the standard library, as few columns as can be."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=wal", "synchronous=full", "foreign_keys=on"):
            self.db.execute(f"pragma {pragma}")

    def next(self) -> Any:
        return self.db.execute(
            "select id,question,state,due,stability,difficulty,last_review,repetitions,lapses "
            "from card where deck=1 and suspended=0 and due<=? order by due limit 1",
            (DAY,),
        ).fetchone()

    def answer(self, row: Any, turn: int) -> None:
        execute = self.db.execute
        execute("begin immediate")
        execute(
            "update card set due=?,stability=?,difficulty=?,last_review=?,"
            "repetitions=repetitions+1 where id=?",
            (DAY + 5 + turn % 90, row[4] * 1.5, row[5], DAY, row[0]),
        )
        execute(
            "insert into log(card,rating,at,elapsed,stability,difficulty,milliseconds,state) "
            "values(?,?,?,?,?,?,?,?)",
            (row[0], 3, DAY, 5, row[4], row[5], 4000, 2),
        )
        execute("commit")

    def close(self) -> None:
        self.db.close()


class Ours:
    """The product's store, next card by due date."""

    def __init__(self, path: Path) -> None:
        self.store: Store = open_store(path, clock=SystemClock())

    def next(self) -> CardRecord:
        card = self.store.next_due(DAY, NOW)
        if card is None:
            raise RuntimeError("nothing is due: make the database again")
        return card

    def answer(self, card: CardRecord, turn: int) -> None:
        if card.state is None:
            raise RuntimeError("a due card has a state")
        state = replace(
            card.state,
            stability=card.state.stability * 1.5,
            due_day=DAY + 5 + turn % 90,
            last_day=DAY,
            repetitions=card.state.repetitions + 1,
        )
        done = self.store.record(
            NewAnswer(
                key=card.key,
                mode="study",
                at=NOW,
                offset_minutes=60,
                study_day=DAY,
                verdict="correct",
                family="conv2d.output_size",
                parameters={"H": 41, "K": 7, "S": 2, "P": 3},
                seed=turn,
                tries=({"text": "16x21x21", "verdict": "correct"},),
                seconds=31.0,
                device="cpu",
                suggested=Rating.GOOD,
                rating=Rating.GOOD,
                scheduler=1,
                session=1,
                predicted=0.9,
                state=state,
            ),
            seen=card.last_review,
        )
        if isinstance(done, Conflict):
            raise RuntimeError("nobody else answers here")

    def close(self) -> None:
        self.store.close()


class ByKey(Ours):
    """The product's store, next card by its name."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.keys = iter([card.key for card in self.store.due(DAY, NOW, limit=PER_ROUND)])

    def next(self) -> CardRecord:
        card = self.store.card(next(self.keys))
        if card is None:
            raise RuntimeError("a planned card exists")
        return card


def make_raw(path: Path) -> None:
    """Fill the floor's database."""
    rng = random.Random(1)
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma journal_mode=wal")
        db.executescript(RAW_TABLES)
        db.executemany(
            "insert into card values(?,?,1,2,?,?,?,?,10,1,0)",
            (
                (
                    i,
                    f"question-{i:06d}",
                    DAY + rng.randint(-30, 300),
                    rng.uniform(1, 300),
                    rng.uniform(2, 8),
                    DAY - 30,
                )
                for i in range(1, CARDS + 1)
            ),
        )
        db.executemany(
            "insert into log(card,rating,at,elapsed,stability,difficulty,milliseconds,state) "
            "values(?,?,?,?,12.5,5.5,4000,2)",
            (
                (rng.randint(1, CARDS), rng.choice((1, 2, 3, 3, 3, 4)), i, rng.randint(0, 100))
                for i in range(CARDS * 10)
            ),
        )
        db.commit()
        db.execute("pragma wal_checkpoint(truncate)")


def make_ours(path: Path) -> None:
    """Fill the product's database: its own tables, ten answers for each card in random order."""
    with open_store(path, clock=SystemClock()) as store:
        store.begin_session("study", {"items": []}, {})
    rng = random.Random(1)
    state = CardState(12.5, 5.5, DAY, DAY - 30, Phase.REVIEW, None, None, 3, 10, 9, 1, False)
    with closing(sqlite3.connect(path)) as db:
        db.execute(
            "insert into scheduler values(1,'fsrs','6.3.2','[]',0.9,'[10.0]',36500)",
        )
        order = [i % CARDS for i in range(CARDS * 10)]
        rng.shuffle(order)
        last: dict[int, int] = {}

        def rows() -> Any:
            for row, card in enumerate(order, 1):
                before, last[card] = last.get(card), row
                yield (
                    row,
                    f"question-{card:06d}",
                    f"2025-{1 + row % 12:02d}-{1 + row % 28:02d} 12:00:00.000000",
                    DAY - 400 + row * 370 // (CARDS * 10),
                    '{"H":41,"K":7,"S":2,"P":3}',
                    '[{"text":"16x21x21","verdict":"correct"}]',
                    row,
                    rng.choice((1, 2, 3, 3, 3, 4)),
                    before,
                    state.stability,
                    state.difficulty,
                    state.due_day,
                    state.last_day,
                )

        db.executemany(
            "insert into review(id,kind,bank,question,at,offset_minutes,study_day,revision,mode,"
            "session,verdict,sure,hints,seconds,family,parameters,tries,seed,device,suggested,"
            "rating,scheduler,predicted,answers,before,stability,difficulty,due_day,last_day,"
            "phase,stage,repetitions,passes,lapses,sure_wrong) values(?1,'answer','deep-learning',"
            "?2,?3,60,?4,1,'study',1,'correct',1,0,31.0,'conv2d.output_size',?5,?6,?7,'cpu',?8,"
            "?8,1,0.9,10,?9,?10,?11,?12,?13,'review',3,10,9,1,0)",
            rows(),
        )
        db.executemany(
            "insert into card(bank,question,revision,answers,last_review,stability,difficulty,"
            "due_day,last_day,phase,stage,repetitions,passes,lapses,sure_wrong) "
            "values('deep-learning',?,1,10,?,?,?,?,?,'review',3,10,9,1,0)",
            (
                (
                    f"question-{card:06d}",
                    row,
                    rng.uniform(1, 300),
                    rng.uniform(2, 8),
                    DAY + rng.randint(-30, 300),
                    DAY - 30,
                )
                for card, row in sorted(last.items())
            ),
        )
        db.commit()
        db.execute("pragma wal_checkpoint(truncate)")
        db.execute("pragma optimize")


def percentile(values: list[float], share: float) -> float:
    """A percentile, in milliseconds."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1e3


def prepared(name: str, make: Any) -> Path:
    """A seeded database, made at the first run."""
    path = FOLDER / f"{name}{CARDS}.db"
    if not path.exists():
        began = time.perf_counter()
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        make(part)
        part.rename(path)
        print(f"made {path.name}: {time.perf_counter() - began:.1f} s")
    return path


def main() -> None:
    """Print the table."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    variants: dict[str, tuple[Any, Path]] = {}
    for name, kind, base in (
        ("raw sqlite3", Raw, prepared("raw", make_raw)),
        ("store", Ours, prepared("ours", make_ours)),
        ("store by key", ByKey, prepared("ours", make_ours)),
    ):
        copy = FOLDER / f"run-{name.replace(' ', '-')}.db"
        for leftover in FOLDER.glob(f"{copy.name}*"):
            leftover.unlink()
        shutil.copy(base, copy)
        variants[name] = (kind, copy)
    took: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in variants}
    for _ in range(ROUNDS):
        opened = {name: kind(path) for name, (kind, path) in variants.items()}
        for turn in range(PER_ROUND):
            for name, one in opened.items():
                start = time.perf_counter()
                card = one.next()
                middle = time.perf_counter()
                one.answer(card, turn)
                end = time.perf_counter()
                took[name][0].append(middle - start)
                took[name][1].append(end - middle)
        for one in opened.values():
            one.close()
    sums = {name: [a + b for a, b in zip(*pair, strict=True)] for name, pair in took.items()}
    floor = percentile(sums["raw sqlite3"], 0.5)
    floor99 = percentile(sums["raw sqlite3"], 0.99)
    print(
        f"{CARDS} cards, {CARDS * 10} log rows, {ROUNDS * PER_ROUND} answers each; milliseconds\n"
        f"{'':14}{'next p50':>9}{'p99':>8}{'answer p50':>12}{'p99':>8}"
        f"{'both p50':>10}{'p99':>8}{'max':>8}{'ratio p50':>11}{'p99':>7}"
    )
    for name, (following, answering) in took.items():
        both = sums[name]
        print(
            f"{name:14}{percentile(following, 0.5):9.3f}{percentile(following, 0.99):8.3f}"
            f"{percentile(answering, 0.5):12.3f}{percentile(answering, 0.99):8.3f}"
            f"{percentile(both, 0.5):10.3f}{percentile(both, 0.99):8.3f}{max(both) * 1e3:8.2f}"
            f"{percentile(both, 0.5) / floor:11.2f}{percentile(both, 0.99) / floor99:7.2f}"
        )


if __name__ == "__main__":
    main()
