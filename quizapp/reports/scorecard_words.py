"""What a scorecard says, in sentences that every face shares: screen, lines, Markdown."""

from __future__ import annotations

from datetime import date

from quizapp.dates import short_day
from quizapp.reports.scorecard import (
    BARS,
    BEST,
    HEADLINE_FROM,
    RESAMPLINGS,
    ROW_FROM,
    AnswerLine,
    Row,
    Scorecard,
)
from quizapp.wording import plural

ALOUD = ("explaining aloud", "only a listener can tell")
"""The row that no program can fill."""
UNSEEN = "not enough seen"
_DEBRIEF = {
    "Above the bar": "At this score a debrief often asks only how deep it goes.",
    "Near the bar": "At this score a debrief often looks for one clear strength, or asks again.",
    "Below the bar": "At this score a debrief often says: knows the words, not yet the numbers.",
    "Far from the bar": "At this score a debrief often ends early, and says what to read first.",
}


def headline(card: Scorecard) -> str:
    """Return the score out of four, or why there is none."""
    return card.words if card.headline is None else f"{card.headline:.1f} of {BEST:.0f}"


def likely(card: Scorecard) -> str:
    """Return the range, empty where there is none."""
    return "" if card.low is None else f"likely {card.low:.1f} to {card.high:.1f}"


def row_basis(row: Row) -> str:
    """Return how many answers a row has and where their verdicts come from."""
    if row.mean is None:
        seen = f", {row.answers} of {ROW_FROM}" if row.answers else ""
        return f"{UNSEEN}{seen}"
    answers = plural(row.answers, "answer")
    if row.run == row.answers:
        return f"{answers}, all run"
    if row.ticked == row.answers:
        return f"{answers}, your ticks"
    counts = ((row.run, "run"), (row.ticked, "ticked"), (row.passed, "passed"))
    parts = [f"{count} {word}" for count, word in counts if count]
    return ", ".join([answers, *(parts or ["by the solution"])])


def cost(line: AnswerLine) -> tuple[str, str]:
    """Return what an answer cost: the topic with what was missed, and the reason."""
    if line.came == "right" and not line.hints:
        return line.topic, f"{clock(line.seconds)} of {clock(line.budget)}, right but slow"
    what = f"{line.topic}: {line.missed}" if line.missed else line.topic
    match line.came:
        case "right":
            return what, f"right, with {plural(line.hints, 'hint')}"
        case "partly" if line.by == "ticks":
            return what, "must point missed"
        case "partly":
            return what, f"{round(line.share * 100)} % right"
        case "wrong" if line.sure:
            return what, "sure, and wrong"
        case "wrong":
            return what, "wrong, not sure"
        case _:
            return what, "passed"


def sureness(card: Scorecard) -> str:
    """Return how sureness and truth went together."""
    parts = []
    for word, sure in (("Sure", True), ("Not sure", False)):
        right, wrong = card.counted(sure=sure)
        parts.append(f"{word}  {right} right, {wrong} wrong")
    return "     ".join([*parts, f"Passed  {card.passed}"])


def sources(card: Scorecard) -> str:
    """Return where the verdicts come from, in one sentence."""
    count, run = card.judged, card.from_source("run")
    if not count:
        return "Every question was passed: there is no verdict to trust or doubt."
    ticks, key = card.from_source("ticks"), card.from_source("key")
    comes = "comes" if run == 1 else "come"
    parts = [f"{run} of {count} verdicts {comes} from a run"]
    parts += [f"{key} from the solution alone"] * bool(key)
    parts += [f"{ticks} from your own ticks"] * bool(ticks)
    return f"{', '.join(parts)}."


def home_line(card: Scorecard, day: date) -> str:
    """Return one line for the home screen: ``26 Nov: 2.7 of 4, trade-offs not seen yet``."""
    when = short_day(day)
    if card.headline is None:
        asked = plural(len(card.lines), "question")
        return f"{when}: {card.right} of {asked} right, too few to score"
    unseen = [row.title for row in card.rows if row.mean is None]
    gap = f", {' and '.join(unseen)} not seen yet" if unseen else ""
    return f"{when}: {card.headline:.1f} of {BEST:.0f}{gap}"


def rule_lines(card: Scorecard) -> list[str]:
    """Return the rule of the score with this interview's numbers put in, line by line."""
    lines = [
        "Right is 4; partly right 1 + 3 × share; wrong or passed 1; sure and wrong 0.",
        "Each hint takes one off a right answer, never below 1.",
        "",
    ]
    lines += [
        f"{place}. {line.topic}, {line.skill}: {_reckoned(line)}"
        for place, line in enumerate(card.lines, 1)
    ]
    lines += ["", f"A row is the mean of its answers, from {ROW_FROM} answers on."]
    lines += [_row_rule(row, card) for row in card.rows]
    lines += ["", *_headline_rule(card)]
    return lines


def _reckoned(line: AnswerLine) -> str:
    whole = line.rule.endswith((": 4", ": 1", ": 0"))
    return line.rule if whole else f"{line.rule} = {line.score:.1f}"


def _row_rule(row: Row, card: Scorecard) -> str:
    if row.mean is None:
        return f"{row.title}: {plural(row.answers, 'answer')}, no mean."
    scores = [f"{line.score:.1f}" for line in card.lines if line.skill == row.skill]
    return f"{row.title}: ({' + '.join(scores)}) / {row.answers} = {row.mean:.2f}"


def _headline_rule(card: Scorecard) -> list[str]:
    if card.headline is None:
        return [f"One number for all needs {HEADLINE_FROM} answers and one row with a mean."]
    shown = [row.mean for row in card.rows if row.mean is not None]
    sums = " + ".join(f"{mean:.2f}" for mean in shown)
    word = next((word for bar, word in BARS if card.headline >= bar), "Far from the bar")
    bars = ", ".join(f"{word.lower()} from {bar}" for bar, word in BARS)
    mean = f"({sums}) / {len(shown)} = {card.headline:.2f}"
    return [
        f"The headline is the mean of the rows shown: {mean}",
        f"{likely(card).capitalize()}: the middle 90 % of {RESAMPLINGS} seeded resamplings.",
        f"In words: {bars}.",
        _DEBRIEF[word],
    ]


def clock(seconds: float) -> str:
    """Return seconds as ``m:ss``."""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
