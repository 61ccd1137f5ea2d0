"""Taking a question out of its file: for good, or into another topic's file."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import yaml

from quizapp.bank.authoring import slug, topic_file
from quizapp.bank.chunks import last_line
from quizapp.bank.compose import compose, find
from quizapp.bank.edits import Edit, edited, key_of, with_words, without_words
from quizapp.bank.folder import Entry, Folder, cannot, listed
from quizapp.bank.insertion import CannotWrite, insert
from quizapp.bank.moving import Change
from quizapp.bank.naming import concerned, named_in
from quizapp.bank.positions import bank_spelling
from quizapp.bank.problems import Problem
from quizapp.bank.references import REFERENCES
from quizapp.bank.source import Source
from quizapp.bank.topicfile import compose_topic


class StillNamed(CannotWrite):
    """Other questions refer to the one that is to go."""


@dataclass(frozen=True, slots=True)
class _Lines:
    """Where an entry stands: its comments above from `lead`, its dash at `start`, up to `end`."""

    lead: int
    start: int
    end: int


def removed(
    folder: Folder, name: str, *, force: bool = False, mine: Folder | None = None
) -> Change:
    """Return the change that removes a question and retires its id and its earlier ids.

    With `force` the references to it go too, and a patch of it in one's own bank. Raises StillNamed
    where there are some and `force` is not given, CannotWrite where a file cannot be changed.
    """
    entry = folder.entry(name)
    naming = [
        other
        for other in concerned(folder, mine)
        if other.data is not entry.data and named_in(other, folder.id, name)
    ]
    referrers = tuple(other.name for other in naming)
    if naming and not force:
        raise StillNamed(
            f"{', '.join(referrers)} still refer to {name}; nothing was removed.",
            hint="Change them first, or drop the references with --force.",
        )
    edits: dict[Path, list[Edit]] = defaultdict(list)
    gone = [entry, *(other for other in naming if "patch" in other.data and _patches(other, name))]
    for other in gone:
        edits[other.path] += _out(other)
    for other in naming:
        if other not in gone:
            edits[other.path] += _unnamed(other, name)
    texts = {path: edited(_text(folder, mine, path), found) for path, found in edits.items()}
    ids = [name, *map(str, entry.data.get("formerly") or ())]
    texts[folder.bank.source.path] = _retired(folder, ids)
    _prove(texts, folder, mine, gone, name)
    return Change(texts, referrers)


def moved(folder: Folder, name: str, topic: str) -> Change:
    """Return the change that puts a question, with the comments above it, at the end of the file
    of `topic`, which is made where it is missing. Raises CannotWrite."""
    entry = folder.entry(name)
    if entry.topic == slug(topic):
        raise CannotWrite(f"{name} is in the topic {slug(topic)} already.")
    path, text = topic_file(folder.path, topic)
    lines = entry.file.source.text.split("\n")
    place = _place(entry)
    column = entry.node.start_mark.column
    first = " " * column + lines[place.start][column:]
    body = "\n".join(
        _dedented(line, column) for line in [first, *lines[place.start + 1 : place.end]]
    )
    changed, line = insert(path, text, body)
    comments = [one.strip() for one in lines[place.lead : place.start]]
    shown = changed.split("\n")
    indent = shown[line - 1][: len(shown[line - 1]) - len(shown[line - 1].lstrip())]
    shown[line - 1 : line - 1] = [f"{indent}{comment}" for comment in comments]
    texts = {entry.path: edited(entry.file.source.text, _out(entry)), path: "\n".join(shown)}
    _prove({entry.path: texts[entry.path]}, folder, None, [entry], None)
    after = compose_topic(Source(path, texts[path]))
    if isinstance(after, Problem) or listed(after)[-1] != entry.data:
        raise cannot(entry.path)
    return Change(texts)


def _text(folder: Folder, mine: Folder | None, path: Path) -> str:
    topics = [*folder.topics, *(mine.topics if mine is not None else ())]
    return next(topic.source.text for topic in topics if topic.source.path == path)


def _patches(entry: Entry, name: str) -> bool:
    return str(entry.data["patch"]).endswith(f"/{name}")


def _unnamed(entry: Entry, name: str) -> list[Edit]:
    """Return the edits that take a question out of every list of an entry which names it."""
    edits: list[Edit] = []
    for field in REFERENCES:
        edits += without_words(entry.file.source.text, entry.node, field, name)
    return edits


def _retired(folder: Folder, names: list[str]) -> str:
    """Return `bank.yaml` with further retired ids."""
    text = folder.bank.source.text
    found = key_of(folder.bank.root, "retired")
    if found is None:
        changed = f"{text.rstrip()}\nretired: [{', '.join(names)}]\n"
    else:
        changed = edited(text, [with_words(text, *found, names)])
    after = compose(Source(folder.bank.source.path, changed), bank_spelling)
    before = folder.bank.data if isinstance(folder.bank.data, dict) else {}
    if isinstance(after, Problem) or after.data != {**before, "retired": (*folder.retired, *names)}:
        raise cannot(folder.bank.source.path)
    return changed


def _place(entry: Entry) -> _Lines:
    """Return the lines of an entry of a block list. Raises CannotWrite for a list in brackets."""
    _, node = find(entry.file.root, ("questions",))
    lines = entry.file.source.text.split("\n")
    column = node.start_mark.column
    if not isinstance(node, yaml.SequenceNode) or node.flow_style:
        raise cannot(entry.path)
    start = entry.node.start_mark.line
    while not lines[start].startswith(f"{' ' * column}-"):
        start -= 1
    end = last_line(entry.node, entry.node) + 1
    while end < len(lines) and _is_comment(lines[end]) and _depth(lines[end]) > column:
        end += 1
    lead = start
    top = node.value[entry.index - 1] if entry.index else None
    floor = last_line(top, top) + 1 if top is not None else node.start_mark.line - 1
    while lead - 1 >= max(floor, 0) and _is_comment(lines[lead - 1]):
        lead -= 1
    return _Lines(lead, start, end)


def _out(entry: Entry) -> list[Edit]:
    """Return the edits that take an entry out of its list; the last one leaves `[]` behind."""
    text = entry.file.source.text
    key, node = find(entry.file.root, ("questions",))
    place = _place(entry)
    lines = text.split("\n")
    lead, end = place.lead, place.end
    while lead > 0 and not lines[lead - 1].strip() and not "".join(lines[end : end + 1]).strip():
        lead -= 1  # the blank line that parted it from the one before
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    edits = [Edit(starts[lead], min(starts[end], len(text)), "")]
    if len(node.value) == 1 and key is not None:
        colon = text.index(":", key.end_mark.index) + 1
        edits.append(Edit(colon, colon, " []"))
    return edits


def _prove(
    texts: dict[Path, str],
    folder: Folder,
    mine: Folder | None,
    gone: list[Entry],
    name: str | None,
) -> None:
    """Raise CannotWrite where a topic file would have changed but for `gone` and references to
    `name`."""
    lost = {id(entry.data) for entry in gone}
    topics = [*folder.topics, *(mine.topics if mine is not None else ())]
    for topic in topics:
        path = topic.source.path
        if path not in texts:
            continue
        after = compose_topic(Source(path, texts[path]))
        kept = [_without(one, name) for one in listed(topic) if id(one) not in lost]
        if isinstance(after, Problem) or [_without(one, None) for one in listed(after)] != kept:
            raise cannot(path)


def _without(entry: object, name: str | None) -> object:
    """Return an entry without references to `name` and without empty lists of references."""
    if not isinstance(entry, dict):
        return entry
    result = dict(entry)
    for field in REFERENCES:
        words = entry.get(field)
        if isinstance(words, tuple):
            result[field] = tuple(word for word in words if word != name)
            if not result[field]:
                del result[field]
    return result


def _dedented(line: str, column: int) -> str:
    return line[column:] if not line[:column].strip() else line.lstrip()


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())
