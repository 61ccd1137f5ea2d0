"""A topic file without brackets around the file, its list of questions, or a question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml

from quizapp.bank.bracket_comments import Span, comments, dash_before, without

_DASH = "  "


def unbracketed(text: str, root: yaml.MappingNode, scalars: Sequence[Span]) -> str:
    """Return the text of a file that is a mapping, with each key and each question on lines of its
    own; a comment that stood in such brackets or behind them stands above the question.

    `scalars` are the spans of the texts that hold no comments, in order.
    """
    parts: list[str] = []
    at = 0
    for (start, end), lines in _Brackets(text, scalars).opened(root):
        parts += [text[at:start], "\n".join(lines)]
        at = end
    return "".join([*parts, text[at:]])


@dataclass(frozen=True, slots=True)
class _Brackets:
    text: str
    scalars: Sequence[Span]

    def opened(self, root: yaml.MappingNode) -> Iterator[tuple[Span, list[str]]]:
        """Yield what is to be replaced, in the file's order, and the lines in its place."""
        if root.flow_style:
            start = self.text.rfind("\n", 0, root.start_mark.index) + 1
            span = (start, len(self.text))
            yield span, [*self._file(root, span), ""]
            return
        for key, value in root.value:
            if not _lists_questions(key, value):
                continue
            if value.flow_style:
                span = (key.start_mark.index, self._line_end(value.end_mark.index))
                yield span, self._pair(key, value, span)
                continue
            for item in value.value:
                if item.flow_style and isinstance(item, yaml.MappingNode):
                    dash = dash_before(self.text, item)
                    start = self.text.rfind("\n", 0, dash) + 1
                    span = (start, self._line_end(item.end_mark.index))
                    yield span, self._question(item, span, self.text[start:dash])

    def _file(self, root: yaml.MappingNode, span: Span) -> list[str]:
        pairs = [(key.start_mark.index, value.end_mark.index) for key, value in root.value]
        lines: list[str] = []
        for (key, value), region in zip(root.value, self._regions(pairs, span), strict=True):
            lines += self._pair(key, value, region)
        return lines

    def _pair(self, key: yaml.Node, value: yaml.Node, region: Span) -> list[str]:
        """Return a key of the file with its value, below the comments of both."""
        if not _lists_questions(key, value):
            return [*self._comments(region), *self._plain_pair(key, value, "")]
        begin, end = region
        lines = [*self._comments((begin, key.end_mark.index)), "questions:"]
        items = [(item.start_mark.index, item.end_mark.index) for item in value.value]
        regions = self._regions(items, (key.end_mark.index, end))
        for item, around in zip(value.value, regions, strict=True):
            lines += self._question(item, around, _DASH)
        return lines

    def _question(self, item: yaml.MappingNode, region: Span, margin: str) -> list[str]:
        inner = f"{margin}  "
        pairs = [self._plain_pair(key, value, inner) for key, value in item.value]
        lines = [line for pair in pairs for line in pair]
        above = [f"{margin}{comment}" for comment in self._comments(region)]
        return [*above, f"{margin}- {lines[0].lstrip()}", *lines[1:]]

    def _plain_pair(self, key: yaml.Node, value: yaml.Node, margin: str) -> list[str]:
        """Return the lines of a key and a value that stays as it is, but for its comments."""
        shown, *rest = self._bare(value).split("\n")
        further = [f"{margin}  {line.lstrip()}" for line in rest]
        return [f"{margin}{self._bare(key)}: {shown}".rstrip(), *further]

    def _bare(self, node: yaml.Node) -> str:
        start, end = node.start_mark.index, node.end_mark.index
        cuts = [(at - start, until - start) for at, until in self._spans((start, end))]
        return without(self.text[start:end], cuts)

    def _comments(self, span: Span) -> list[str]:
        return [self.text[start:end].rstrip() for start, end in self._spans(span)]

    def _spans(self, span: Span) -> Iterator[Span]:
        return comments(self.text, span, self.scalars)

    def _regions(self, parts: Sequence[Span], span: Span) -> Iterator[Span]:
        """Yield for each part of a whole the span whose comments are its own: what stands before
        it, within it, and behind it on its last line; the last one has all that follows."""
        at, end = span
        for (_, until), following in zip(parts, [*parts[1:], None], strict=True):
            behind = min(self._line_end(until), following[0]) if following is not None else end
            yield at, behind
            at = behind

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return end if end >= 0 else len(self.text)


def _lists_questions(key: yaml.Node, value: yaml.Node) -> bool:
    return key.value == "questions" and isinstance(value, yaml.SequenceNode) and bool(value.value)
