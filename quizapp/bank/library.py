"""The banks in use together: which of them, which wins where ids agree, and their questions."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any

from quizapp.bank.cache import ParsedCache
from quizapp.bank.families import EngineFamilies, Families
from quizapp.bank.loader import Files, Loaded, load_bank
from quizapp.bank.model import Question, Role, Roles
from quizapp.bank.patches import OWN_BANK, Patch, patched
from quizapp.bank.problems import Problem, in_order, nearest

MINE = OWN_BANK
"""The id of one's own bank and the name of its folder in the data folder."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where banks are looked for, in the order in which they win.

    `named`: by the command line, or else the settings; where it is empty the bundled bank is
    asked. `data`: the data folder, whose `banks` folder is searched and which holds `mine`.
    """

    named: tuple[Path, ...] = ()
    data: Path | None = None
    bundled: Path | None = field(default_factory=lambda: bundled_bank())


@dataclass(frozen=True, slots=True)
class Library:
    """Every question in use. `original` gives the question that a patch in `mine` changed."""

    banks: tuple[Loaded, ...]
    questions: tuple[Question, ...]
    roles: Mapping[str, Role]
    problems: tuple[Problem, ...]
    own: frozenset[str] = frozenset()
    """The ids of the banks that can be written to."""
    _originals: Mapping[str, Question] = field(default_factory=dict)
    _by_key: Mapping[str, Question] = field(default_factory=dict)

    def question(self, key: str) -> Question | None:
        """Return the question `bank-id/question-id`, also by an earlier id, or None."""
        return self._by_key.get(key)

    def present(self, key: str) -> str | None:
        """Return the key that a question has today, None where it has gone."""
        question = self._by_key.get(key)
        return question.key if question is not None else None

    def moved(self) -> Mapping[str, str]:
        """Return the present key of each question by its earlier keys, of one question the latest
        first; a key that another question has now is not among them."""
        former = [item for item in self._by_key.items() if item[0] != item[1].key]
        return {key: question.key for key, question in reversed(former)}

    def original(self, key: str) -> Question | None:
        """Return the question as its bank has it, where `question(key)` is one's own version."""
        return self._originals.get(key)

    def written(self, question: Question) -> tuple[str, ...]:
        """Return the fields of a question in use that stand in its file, in the file's order, then
        those that a patch of one's own adds."""
        fields = [
            list(bank.written.get(question.id, ()))
            for bank in self.banks
            if bank.bank is not None and bank.bank.id == question.bank
        ]
        patches = [
            list(patch.fields)
            for bank in self.banks
            for patch in bank.patches
            if question.place.yours and patch.target == question.key
        ]
        return tuple(dict.fromkeys(name for names in (*fields, *patches) for name in names))

    def as_written(self, key: str) -> Mapping[str, Any]:
        """Return what the author of the question of this key wrote, without any patch."""
        return _written(self.banks, key)

    def find(self, name: str) -> tuple[Question, ...]:
        """Return the questions of that key, or of that id in any bank."""
        exact = self.question(name)
        if exact is not None:
            return (exact,)
        return tuple(question for question in self.questions if question.id == name)

    def nearest(self, name: str) -> str:
        """Return the nearest spelling of a question that is not there, as a sentence."""
        ids = [question.id for question in self.questions]
        near = nearest(name.rsplit("/", 1)[-1], ids)
        return near if near.startswith("did you mean") else "see `quizapp bank list`"


def bundled_bank() -> Path:
    """Return the folder of the bank that ships with the app."""
    return Path(str(package_files("question_bank")))


def load_library(
    shelf: Shelf,
    *,
    cache: ParsedCache | None = None,
    families: Families | None = None,
) -> Library:
    """Return all questions of the banks on the shelf, with patches applied and every problem."""
    families = families if families is not None else EngineFamilies()
    files = Files()
    loaded: list[Loaded] = []
    problems: list[Problem] = []
    taken: dict[str, Path] = {}
    own: set[str] = set()
    for path in _folders(shelf):
        bank = load_bank(path, cache=cache, families=families, files=files)
        problems += bank.problems
        name = bank.bank.id if bank.bank is not None else None
        if name is not None and name in taken:
            problems.append(_loses(path, name, taken[name]))
            continue
        if name is not None:
            taken[name] = path
            if path != shelf.bundled:
                own.add(name)
        loaded.append(bank)
    questions = {
        question.key: question
        for bank in loaded
        for question in bank.questions
        if not question.draft or question.bank in own
    }
    patches = [
        patch
        for bank in loaded
        for patch in bank.patches
        # With some banks named alone, patches of the others wait until those are in use again.
        if not shelf.named or patch.target.partition("/")[0] in taken
    ]
    originals, patch_problems = _apply_patches(questions, patches, loaded, files, families)
    return Library(
        tuple(loaded),
        tuple(questions.values()),
        _roles(loaded),
        in_order([*problems, *patch_problems]),
        frozenset(own),
        originals,
        _with_former_ids(questions.values()) | questions,
    )


def _folders(shelf: Shelf) -> list[Path]:
    """Return the banks' folders in the order in which they win."""
    found: list[Path] = []
    mine: list[Path] = []
    if shelf.data is not None:
        mine = [shelf.data / MINE] if (shelf.data / MINE).is_dir() else []
        try:
            with os.scandir(shelf.data / "banks") as entries:
                found = sorted(Path(entry.path) for entry in entries if entry.is_dir())
        except OSError:
            found = []
    bundled = [shelf.bundled] if shelf.bundled is not None and not shelf.named else []
    ordered = [*(_folder(path) for path in shelf.named), *mine, *found, *bundled]
    return list(dict.fromkeys(ordered))


def _folder(path: Path) -> Path:
    """Return the folder of a bank that was named by one of its files."""
    return path.parent if path.name.endswith(".yaml") and path.is_file() else path


def _loses(path: Path, name: str, winner: Path) -> Problem:
    message = f"the bank {name} is taken from {winner}; this one is not used"
    hint = "name the one you want with --bank, or give one of them another id"
    return Problem("QB307", message, path / "bank.yaml", hint=hint, severity="note")


def _roles(loaded: Iterable[Loaded]) -> dict[str, Role]:
    roles: dict[str, Role] = {}
    for bank in loaded:
        given = bank.roles if bank.roles is not None else Roles(roles={})
        for name, role in given.roles.items():
            roles.setdefault(name, role)
    return roles


def _apply_patches(
    questions: dict[str, Question],
    patches: Iterable[Patch],
    loaded: Sequence[Loaded],
    files: Files,
    families: Families,
) -> tuple[dict[str, Question], list[Problem]]:
    """Replace patched questions in place; return the originals and what is wrong with patches."""
    originals: dict[str, Question] = {}
    problems: list[Problem] = []
    for patch in patches:
        composed = files.of(patch.place.path)
        if composed is None:
            continue
        original = questions.get(patch.target)
        if original is None:
            at = ("questions", patch.place.index, "patch")
            message = f"there is no question {patch.target} in the banks in use"
            near = nearest(patch.target, questions)
            hint = near if near.startswith("did") else ""
            problems.append(composed.problem_at(at, "QB308", message, hint))
            continue
        written = _written(loaded, patch.target)
        changed = patched(original, written, patch, composed, families)
        if isinstance(changed, tuple):
            problems += changed
        else:
            originals.setdefault(patch.target, original)
            questions[patch.target] = changed
    return originals, problems


def _written(banks: Iterable[Loaded], key: str) -> Mapping[str, Any]:
    """Return what the author of the question of this key wrote."""
    bank_id, _, name = key.partition("/")
    found = (one.written for one in banks if one.bank is not None and one.bank.id == bank_id)
    return next(written[name] for written in found if name in written)


def _with_former_ids(questions: Iterable[Question]) -> dict[str, Question]:
    return {
        f"{question.bank}/{name}": question for question in questions for name in question.formerly
    }
