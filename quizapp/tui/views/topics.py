"""The list of topics, as lines."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from quizapp.reports.home import TopicLine
from quizapp.tui.layout import Lines, Look, columns, cut, padded, styled
from quizapp.tui.prose import plain_line


def topic_lines(topics: Sequence[TopicLine], at: int, look: Look) -> Lines:
    """The window of topics around number `at`, which a sign and reverse video mark."""
    if not topics:
        return [Content(""), styled(("   There are no topics: the bank is empty.", "$quiet"))]
    room = max(look.height - 2, 1)
    first = min(max(at - room // 2, 0), max(len(topics) - room, 0))
    shown = topics[first : first + room]
    head = [
        styled(("topic", "$quiet")),
        styled(("met", "$quiet")),
        styled(("recall", "$quiet")),
        styled(("the slip you make" if any(t.slip for t in topics) else "", "$quiet")),
    ]
    rows = [head]
    for number, topic in enumerate(shown, first):
        here = f"{look.signs.prompt} " if number == at else "  "
        recall = look.signs.dash if topic.recall is None else f"{round(topic.recall * 100)} %"
        title = cut(Content(here + plain_line(topic.title, look)), 40, look)
        rows.append(
            [
                title,
                Content(f"{topic.met} / {topic.total}"),
                Content(recall),
                Content(plain_line(topic.slip, look)),
            ]
        )
    rows[0][0] = rows[0][0].pad_left(2)
    lines = columns(rows, gap=4, right=(1, 2))
    body = [padded(line.pad_left(1), look.width - 2, look) for line in lines]
    marked = at - first + 1
    body[marked] = body[marked].stylize("reverse")
    return [Content(""), *(line.pad_left(1) for line in body)]
