"""A process that answers questions until it is killed, and says so after each one.

usage: writer.py DATABASE SEED. Each line of stdout is an acknowledged change: the word, the row.
"""

import os
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from quizapp.clock import SystemClock
from quizapp.srs.state import CardKey, Rating
from quizapp.store.engine import open_store
from quizapp.store.records import Conflict, Recorded, Undone
from tests.answering import study_answer


def main() -> None:
    path, rng = Path(sys.argv[1]), random.Random(sys.argv[2])
    clock = SystemClock()
    store = open_store(path, clock=clock)
    while True:
        key = CardKey("bank", f"q{rng.randrange(12)}")
        card = store.card(key)
        done: Recorded | Undone | Conflict | None
        match rng.randrange(8):
            case 0:
                done = store.undo()
            case 1:
                done = store.redo()
            case _:
                answer = study_answer(clock, card, rng.choice(list(Rating)), key=key)
                done = store.record(answer, seen=card.last_review if card else None)
        if done is not None and not isinstance(done, Conflict):
            os.write(1, f"{type(done).__name__} {done.row}\n".encode())
        elif isinstance(done, Conflict):
            os.write(1, b"Conflict 0\n")


if __name__ == "__main__":
    main()
