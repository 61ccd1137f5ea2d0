"""What line mode says: session states to lines. Pure; label first, one fact a line."""

from __future__ import annotations

import re

from quizapp.grading.verdict import Correct, Partial
from quizapp.session.events import Receipt
from quizapp.session.item import Item
from quizapp.session.loop import Loop, Notice, Outcome, opens_steps
from quizapp.session.stages import Judged, Proof, Study
from quizapp.session.tally import Tally
from quizapp.spoken import spoken
from quizapp.srs.state import Rating
from quizapp.textsafe import clean
from quizapp.wording import first_sentence, plural

LETTERS = "abcdefghijkl"
RECALL = "Say it or type it, in a line. Then the points are asked one by one."

POINT_QUESTIONS = {
    "must": "Did you say",
    "nice": "Did you also say",
    "red_flag": "Did you claim",
    "ask": "Did you ask or state first",
}


def question_lines(state: Study, loop: Loop) -> list[str]:
    """Return the question as it is read out: place, prompt, options, the form of the answer."""
    shown = loop.item.presented
    head = f"Question {state.number}. {shown.topic}, {shown.level}."
    lines = [f"{head} {plural(state.minutes_left, 'minute')} left."]
    if loop.item.why == "sure-and-wrong":
        lines.append("You were sure of this one last time, and it was wrong.")
    return lines + prompt_lines(loop)


def prompt_lines(loop: Loop, recall: str = RECALL) -> list[str]:
    """Return what is asked: prompt, code, options, the form of the answer. `recall` is said where
    the learner ticks the points."""
    shown = loop.item.presented
    lines = text_lines(shown.prompt)
    if shown.code:
        lines.append("Code:")
        lines += [f"  {line}" for line in clean(shown.code).splitlines()]
    if shown.wanted:
        lines.append("It must print:")
        lines += [f"  {line}" for line in clean(shown.wanted).splitlines()]
    if shown.starter:
        lines.append("It begins with:")
        lines += [f"  {line}" for line in clean(shown.starter).rstrip().splitlines()]
    for item in shown.items:
        first, *rest = text_lines(item.text) or [""]
        lines += [f"{item.mark}: {first}", *(f"   {line}" for line in rest)]
    for letter, option in zip(LETTERS, shown.options, strict=False):
        first, *rest = text_lines(option.text) or [""]
        lines += [f"{letter}: {first}", *(f"   {line}" for line in rest)]
    if shown.kind == "recall":
        lines.append(recall)
    elif shown.answer_help:
        lines.append(spoken(shown.answer_help))
    return lines


def notice_lines(notice: Notice, given: str) -> list[str]:
    """Return what is said of an answer that did not end the question."""
    text = spoken(notice.text)
    match notice.sort:
        case "not-yet":
            return [f"Not yet. {text}".rstrip(), *(spoken(line) for line in notice.evidence)]
        case "unreadable":
            where = ""
            if notice.position is not None and given.strip():
                head = given[: notice.position].rstrip()
                where = f" after {head!r}" if head else " at the beginning"
            return [f"Can't read this{where}: {stopped(text)} No try is used."]
        case "not-run":
            return [f"Can't run this: {stopped(text)} No try is used."]
        case "near":
            return [f"Almost: {stopped(text)} The form is asked again, no try is used."]
        case "engine":
            return [f"The engine failed, not you. {text}"]


def outcome_lines(loop: Loop, outcome: Outcome) -> list[str]:
    """Return the verdict, the worked steps, the explanation's first sentence."""
    item = loop.item
    lines = [verdict_line(outcome, item.right)]
    if outcome.right and not opens_steps(loop, outcome):
        shown = outcome.evidence if item.takes_program else ()
        return lines + [spoken(line) for line in shown]
    if outcome.sentence and not outcome.right:
        lines.append(spoken(outcome.sentence))
    lines += [spoken(line) for line in outcome.evidence]
    lines += solution_lines(item)
    if item.presented.model_answer:
        lines += ["A model answer:", *text_lines(item.presented.model_answer)]
    lines += step_lines(outcome)
    if item.presented.explanation:
        lines.append(spoken(first_sentence(item.presented.explanation)))
    return lines


def solution_lines(item: Item) -> list[str]:
    """Return the author's own function, where one was asked for."""
    if not item.presented.solution:
        return []
    own = clean(item.presented.solution).splitlines()
    return ["A solution:", *(f"  {line}" for line in own)]


def verdict_line(outcome: Outcome, right: str) -> str:
    """Return the first line after an answer."""
    shown = spoken(right)
    match outcome.verdict:
        case Correct():
            read = f" {spoken(outcome.read_as)}." if outcome.read_as else ""
            return f"Right.{read}"
        case Partial(score):
            tail = f" The right answer is {shown}." if shown else ""
            return f"Partly right, {round(score * 100)} percent.{tail}"
    tail = f" The right answer is {shown}." if shown else ""
    if not outcome.attempts and not outcome.ticks:
        return f"Shown.{tail}"
    sure = ", and you were sure" if outcome.sure and outcome.attempts else ""
    return f"Wrong{sure}.{tail}"


def step_lines(outcome: Outcome) -> list[str]:
    """Return the worked solution, a step a line, the learner's own number where it parts."""
    count = len(outcome.worked)
    lines = []
    for number, step in enumerate(outcome.worked, 1):
        shows_own = step.yours and not outcome.right
        yours = f" Yours comes to {step.yours} here." if shows_own else ""
        what, numbers = spoken(step.what), spoken(step.numbers)
        lines.append(
            f"Step {number} of {count}. {sentence(what)}: {numbers} is {spoken(step.value)}.{yours}"
        )
    return lines


def receipt_line(item: Item, receipt: Receipt) -> str:
    """Return the rating and when the question comes back, with other numbers if it has any."""
    rated = f"Rated {receipt.rating.name.lower()}."
    if receipt.in_seconds is not None:
        wait = max(round(receipt.in_seconds / 60), 1)
        numbers = " with other numbers" if item.params else ""
        return f"{rated} Back in about {plural(wait, 'minute')}{numbers}."
    if receipt.in_days is not None:
        if receipt.in_days <= 0:
            return f"{rated} Next today."
        days = "tomorrow" if receipt.in_days == 1 else f"in {receipt.in_days} days"
        return f"{rated} Next {days}."
    return "Practice: the schedule is left alone."


def proof_line(proof: Proof) -> str:
    """Return the run line; empty while there is nothing to say."""
    match proof.sort:
        case "ran" | "contradicts":
            return f"Run: {spoken(re.sub(' {2,}', ', ', proof.line))}."
        case "not-run":
            return f"Run: {spoken(proof.line)}".rstrip(".") + "."
        case _:
            return ""


def point_lines(loop: Loop) -> list[str]:
    """Return the rubric point that is asked now."""
    point = loop.point
    if point is None:
        return []
    place = f"Point {len(loop.ticks) + 1} of {len(loop.rubric)}."
    return [f"{place} {POINT_QUESTIONS[point.role]}: {spoken(point.text)}"]


def summary_lines(tally: Tally, left: int, tomorrow: str) -> list[str]:
    """Return how the session ended: what was done, what to look at once more, what comes next."""
    count = len(tally.answers)
    if not count:
        return ["Nothing answered this time; nothing is lost."]
    questions = plural(count, "question")
    minutes = plural(max(round(tally.seconds / 60), 1), "minute")
    lines = [f"Done. {questions} in {minutes}, {tally.right} right."]
    if tally.met:
        lines.append(f"Met for the first time: {tally.met}.")
    for answer in tally.sure_and_wrong:
        truth = f" Right is {spoken(answer.truth)}." if answer.truth else ""
        lines.append(f"Sure and wrong: {answer.topic}.{truth} {spoken(answer.sentence)}".rstrip())
    if left:
        lines.append(f"Left for another time: {left}. They wait without blame.")
    if tomorrow:
        lines.append(tomorrow)
    return lines


def rating_line(judged: Judged) -> str:
    """Return the choice of ratings."""
    names = ", ".join(f"{rating.value} {rating.name.lower()}" for rating in Rating)
    return f"Ratings: {names}. Hard is a pass. Now: {judged.receipt.rating.name.lower()}."


def text_lines(text: str) -> list[str]:
    """Return a text line by line, spoken, empty lines dropped."""
    return [spoken(line).rstrip() for line in text.splitlines() if line.strip()]


def stopped(text: str) -> str:
    """Return `text` with a full stop at its end, unless it ends a sentence already."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def sentence(text: str) -> str:
    """Return `text` with its first letter as a capital, the rest untouched."""
    return text[:1].upper() + text[1:]
