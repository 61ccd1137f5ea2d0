"""A bank's questions in parts that several machines check: the same question, the same part."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from quizapp.errors import UsageError

_FORM = re.compile(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,3})\Z")


@dataclass(frozen=True, slots=True)
class Shard:
    """Part `number` (from 1) of `of`."""

    number: int
    of: int

    def has(self, key: str) -> bool:
        """Return whether the question of this key (`bank-id/question-id`) belongs to the part."""
        digest = hashlib.blake2b(key.encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") % self.of == self.number - 1

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


def shard_from(text: str) -> Shard:
    """Return the part that `i/n` names. Raises UsageError for another form."""
    match = _FORM.match(text)
    if match is None or int(match[1]) > int(match[2]):
        raise UsageError(
            f"{text[:40]} is no shard.", hint="Write 2/4 for the second of four parts."
        )
    return Shard(int(match[1]), int(match[2]))
