"""Progress as the banks in use ask for it: moved to new ids, reset where a meaning changed."""

from __future__ import annotations

from quizapp.bank.library import Library
from quizapp.srs.state import CardKey
from quizapp.store.engine import Store


def settle(store: Store, library: Library) -> None:
    """Bring progress in line with the questions in use, before anything is planned or shown.

    What hangs on an earlier id (`formerly`) goes to the present one. Where a question's revision is
    higher than at the last answer its meaning has changed: its progress is reset, so that it counts
    as new. A card without a revision is left alone. With nothing to do this is one query.
    """
    studied = store.studied()
    for former, key in library.moved().items():
        old, new = CardKey.parse(former), CardKey.parse(key)
        if old in studied and new not in studied:
            store.adopt(old, new)
            studied[new] = studied.pop(old)
    for question in library.questions:
        answered = studied.get(CardKey.parse(question.key))
        if answered and answered < question.revision:
            store.reset(CardKey.parse(question.key), revision=question.revision)
