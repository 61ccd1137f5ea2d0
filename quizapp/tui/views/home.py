"""The home screen as lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from textual.content import Content

from quizapp.dates import day_name, short_day
from quizapp.reports.home import HomeView, Readiness, TopicLine
from quizapp.tui.layout import (
    MARGIN,
    Block,
    Lines,
    Look,
    columns,
    cut,
    fit,
    indented,
    spread,
    styled,
)
from quizapp.tui.prose import plain_line
from quizapp.wording import plural

_TOPICS = 3
_TITLE = 28


def home_title(view: HomeView | None, today: date) -> tuple[str, str]:
    """The two ends of the title line."""
    right = day_name(today)
    if view is not None and view.goal is not None and view.goal >= today:
        left = (view.goal - today).days
        away = {0: "today", 1: "tomorrow"}.get(left, f"in {left} days")
        right = f"{right}   interview {away} ({short_day(view.goal)})"
    return "quizapp", right


def home_lines(view: HomeView | None, minutes: int, look: Look, foot: str = "") -> Lines:
    """The body: today first, then where the person stands. `foot` is one quiet last line.

    Without a view (the bank is still being read) only today's minutes are known.
    """
    last: Lines = [styled((f"   {foot}", "$quiet"))] if foot else []
    rows = look.height - len(last)
    if view is None:
        wait = f"     Opening your questions {look.signs.more}"
        lines = [_heading(f"Today, {plural(minutes, 'minute')}"), styled((wait, "$quiet"))]
    else:
        blocks = [
            Block(today_lines(view, minutes, look), rank=9, least=4),
            Block(_notes(view, look), rank=5),
            Block(_readiness_lines(view.readiness, view.goal, minutes, look), rank=6),
            Block(_topic_lines(view, look), rank=4, least=2),
            Block(_minutes_lines(view, look), rank=3),
            Block(_interview_line(view, look), rank=2),
        ]
        lines, _ = fit(blocks, rows, look.signs.more)
    filler = [Content("")] * max(rows - len(lines), 0)
    return [cut(line, look.width, look) for line in (*lines, *filler, *last)]


def today_lines(view: HomeView, minutes: int, look: Look) -> Lines:
    """What there is to do today and the key that starts it."""
    head = _heading(f"Today, {plural(minutes, 'minute')}")
    adjust = styled(("- +", "bold $key"), "  a shorter, a longer day")
    start = "start" if view.unfinished is None else f"go on, question {view.unfinished}"
    keys = columns([[styled(("enter", "bold $key"), f"  {start}"), adjust]], gap=19)
    if view.away is not None:
        lines = [Content(f"{view.away} days away. {minutes} minutes, nothing new today.")]
        if view.due:
            lines += _counts(view, new=False)
    elif not view.due and view.unfinished is None:
        if view.new:
            lines = [
                Content(
                    f"Nothing due. {view.new} new, about {plural(view.new_minutes, 'minute')}, "
                    "or practise (p)."
                )
            ]
        else:
            lines = [Content("Nothing due and nothing new today. Practise (p) what you like.")]
            keys = [styled(("p", "bold $key"), "  practise")]
    else:
        lines = _counts(view, new=True)
    return [head, *indented([*lines, *keys], MARGIN + 2)]


def _counts(view: HomeView, *, new: bool) -> Lines:
    rows = []
    if view.due:
        again = (
            f"{view.sure_and_wrong} of them you were sure of and got wrong"
            if view.sure_and_wrong
            else ""
        )
        rows.append((str(view.due), "due", f"about {view.due_minutes} min", again))
    if new and view.new:
        rows.append((str(view.new), "new", f"about {view.new_minutes} min", "the most asked first"))
    counted = [
        [styled((n, "bold"), f" {what}".ljust(4)), Content(time), styled((said, "$quiet"))]
        for n, what, time, said in rows
    ]
    return columns(_flush(counted), gap=6)


def _flush(rows: Sequence[list[Content]]) -> list[list[Content]]:
    """The rows with their first cells ending in one column."""
    width = max((row[0].cell_length for row in rows), default=0)
    return [[row[0].pad_left(width - row[0].cell_length), *row[1:]] for row in rows]


def _notes(view: HomeView, look: Look) -> Lines:
    return [Content("   " + plain_line(note, look)) for note in view.notes]


def _readiness_lines(ready: Readiness | None, goal: date | None, minutes: int, look: Look) -> Lines:
    if ready is None or not ready.asked_most:
        return []
    of = f"of the {ready.asked_most} questions asked most"
    head = spread(
        _heading("Ready by the day" if goal else "Ready"), styled((of, "$quiet"), " "), look
    )
    line = styled("     known today ", (str(ready.known), "bold"))
    if ready.on_the_day is not None and goal is not None:
        line = styled(
            line,
            f"     on {short_day(goal)}, at {minutes} min a day  {look.signs.about} ",
            (str(ready.on_the_day), "bold"),
        )
        if ready.low is not None and ready.high is not None:
            line = styled(line, f"   ({ready.low} to {ready.high})")
    elif goal is None:
        line = styled(line, ("     g  set the day of the interview", "$quiet"))
    return [head, line]


def _topic_lines(view: HomeView, look: Look) -> Lines:
    if not view.topics:
        return []
    shown = view.topics[:_TOPICS]
    head = [
        styled(("Where the points are", "bold")),
        styled(("met", "$quiet")),
        styled(("recall", "$quiet")),
        styled(("the slip you make" if any(t.slip for t in shown) else "", "$quiet")),
    ]
    rows = [head, *(_topic_cells(topic, look) for topic in shown)]
    width = max(_TITLE, look.width // 3) if look.width >= 100 else _TITLE
    rows = [[cut(row[0], width, look), *row[1:]] for row in rows]
    lines = columns(_indent_cells(rows), gap=4, right=(1, 2))
    lines = [cut(line, look.width - 1, look) for line in lines]
    more = view.more_topics + len(view.topics) - len(shown)
    if more > 0:
        lines.append(styled(f"     {more} more topics  ", ("b", "bold $key")))
    return lines


def _indent_cells(rows: Sequence[list[Content]]) -> list[list[Content]]:
    head, *rest = rows
    return [[head[0].pad_left(MARGIN), *head[1:]]] + [
        [row[0].pad_left(MARGIN + 2), *row[1:]] for row in rest
    ]


def _topic_cells(topic: TopicLine, look: Look) -> list[Content]:
    recall = look.signs.dash if topic.recall is None else f"{round(topic.recall * 100)} %"
    return [
        Content(plain_line(topic.title, look)),
        Content(f"{topic.met} / {topic.total}"),
        Content(recall),
        Content(plain_line(topic.slip, look)),
    ]


def _minutes_lines(view: HomeView, look: Look) -> Lines:
    if not any(view.days):
        return []
    count = len(view.days)
    dates = [view.today - timedelta(days=count - 1 - index) for index in range(count)]
    letters = ["mtwtfss"[day.weekday()] for day in dates]
    values = [
        (look.signs.dot if index == count - 1 else look.signs.dash) if done is None else str(done)
        for index, done in enumerate(view.days)
    ]
    first = next(index for index, done in enumerate(view.days) if done is not None)
    held = view.days[first:] if view.days[-1] is not None else view.days[first:-1]
    days = f"{sum(done is not None for done in held)} of {plural(len(held), 'day')}"
    gaps = ["  " if index and day.weekday() == 0 else "" for index, day in enumerate(dates)]
    top = "".join(gap + letter.rjust(3) for gap, letter in zip(gaps, letters, strict=True))
    low = "".join(gap + value.rjust(3) for gap, value in zip(gaps, values, strict=True))
    pad = " " * (MARGIN + 13)
    return [
        styled("   ", ("Minutes", "bold"), pad[10:], (top, "$quiet")),
        styled(pad, low, (f"      {days}", "$quiet")),
    ]


def _interview_line(view: HomeView, look: Look) -> Lines:
    if not view.last_interview:
        return []
    told = plain_line(view.last_interview, look)
    return [styled("   ", ("Mock interview", "bold"), f"     {told}")]


def _heading(text: str) -> Content:
    return styled("   ", (text, "bold"))
