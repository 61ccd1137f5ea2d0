"""What an interview says in line mode: states to lines. Pure; label first, one fact a line."""

from __future__ import annotations

from quizapp.bank.presented import EvidenceShown
from quizapp.plain import words
from quizapp.reports import scorecard_words
from quizapp.reports.scorecard import AnswerLine
from quizapp.reports.scorecard_filed import Filed
from quizapp.session.interview_stages import Answered, Answering, Interview, started_minutes
from quizapp.session.loop import Outcome
from quizapp.spoken import spoken
from quizapp.wording import first_sentence, plural

RECALL = "Type what you would say; an empty line hands it in. Or say it, and type /aloud."
WORDS_LINE = "Words: /ask, /aloud, /hint, /pass, /pause, /clock, /stop, /help."


def opening_lines(state: Interview) -> list[str]:
    """Return what was agreed, before the first question."""
    terms = state.terms
    told = "at once" if terms.feedback == "now" else "at the end"
    length = f"{plural(round(terms.seconds / 60), 'minute')}, {state.total} questions"
    lines = [
        f"Mock interview. Round: {terms.round}. Level: {terms.level}. {length}.",
        f"Verdicts are told {told}. The first readable answer counts; there is no undo.",
        WORDS_LINE,
    ]
    if state.left_out:
        lines.append(f"Left out without PyTorch: {state.left_out}.")
    return lines


def question_lines(state: Interview, asked: Answering, at: float, *, clock: bool) -> list[str]:
    """Return the question as it is read out; `at` is the time now."""
    loop = asked.loop
    shown = loop.item.presented
    follows = "A follow-up. " if asked.follows else ""
    place = f"Question {state.number} of {state.total}."
    head = f"{place} {follows}{spoken(shown.topic)}, {shown.level}."
    lines = [f"{head} {time_line(state, asked, at)}" if clock else head]
    lines += words.prompt_lines(loop, RECALL)
    if shown.evidence:
        lines.append("There is evidence to ask for: /ask and a few words.")
    return lines


def time_line(state: Interview, asked: Answering, at: float) -> str:
    """Return the time left for the round, and what the question has taken of its own."""
    left = f"{duration(state.seconds_left(at))} left"
    used = int(state.question_seconds(at) // 60)
    about = plural(max(round(asked.budget / 60), 1), "minute")
    if not used:
        return f"{left}, about {about} for this one."
    return f"{left}, {used} of about {about} used."


def duration(seconds: float) -> str:
    """Return whole minutes, and seconds only in the last one."""
    if seconds < 60:
        return f"{int(seconds)} seconds"
    return plural(started_minutes(seconds), "minute")


def evidence_line(evidence: EvidenceShown) -> str:
    """Return a piece of evidence."""
    return f"Evidence, {spoken(evidence.on[0])}: {spoken(evidence.show)}"


def came_line(line: AnswerLine, outcome: Outcome) -> str:
    """Return the verdict of one answer."""
    right = "" if outcome.ticks or not line.right else f" The right answer is {spoken(line.right)}."
    match line.came:
        case "right":
            read = f" {spoken(outcome.read_as)}." if outcome.read_as else ""
            return f"Right{'' if line.sure else ', and you were not sure'}.{read}"
        case "partly":
            return f"Partly right, {round(line.share * 100)} percent.{right}"
        case "wrong":
            sure = ", and you were sure" if line.sure else ""
            return f"Wrong{sure}.{right}"
        case _:
            return f"Passed.{right}"


def through_lines(answered: Answered) -> list[str]:
    """Return one answer with its truth and its steps."""
    loop, line = answered.asked.loop, answered.line
    outcome = loop.outcome
    if outcome is None:
        return []
    lines = [came_line(line, outcome)]
    if line.given and line.came != "right":
        lines.insert(0, f"Your answer: {' / '.join(words.text_lines(line.given))}")
    if outcome.sentence and line.came != "right" and not outcome.ticks:
        lines.append(spoken(outcome.sentence))
    marks = {"y": "yes", "n": "no", "p": "partly"}
    lines += [
        f"{words.POINT_QUESTIONS[point.role]}: {spoken(point.text)}: {marks[mark]}."
        for point, mark in zip(loop.rubric, outcome.ticks, strict=False)
        if line.came != "passed"
    ]
    if loop.item.takes_program:
        lines += [spoken(told) for told in outcome.evidence]
    lines += words.solution_lines(loop.item)
    if loop.item.presented.model_answer:
        lines += ["A model answer:", *words.text_lines(loop.item.presented.model_answer)]
    lines += words.step_lines(outcome)
    if loop.item.presented.explanation:
        lines.append(spoken(first_sentence(loop.item.presented.explanation)))
    run = words.proof_line(answered.proof)
    return [*lines, run] if run else lines


def scorecard_lines(filed: Filed) -> list[str]:
    """Return the scorecard, a fact a line."""
    card = filed.card
    asked = plural(len(card.lines), "question")
    title = words.sentence(spoken(", ".join(filed.parts)))
    lines = [f"Practice scorecard. {title}. {plural(filed.minutes, 'minute')}, {asked}."]
    if not filed.finished:
        lines.append("The round was broken off; this is what was answered.")
    if card.headline is None:
        lines.append(f"{card.words}.")
    else:
        said = f"{scorecard_words.headline(card)}, {scorecard_words.likely(card)}"
        lines.append(f"{card.words}: {said}.")
    for row in card.rows:
        mean = "" if row.mean is None else f"{row.mean:.1f}, "
        lines.append(f"{words.sentence(row.title)}: {mean}{scorecard_words.row_basis(row)}.")
    lines.append(f"{words.sentence(scorecard_words.ALOUD[0])}: {scorecard_words.ALOUD[1]}.")
    for place, line in enumerate(card.costs, 1):
        what, why = scorecard_words.cost(line)
        lines.append(f"Cost {place}. {words.stopped(spoken(what))} {words.sentence(why)}.")
    lines += [f"Carried you. {spoken(line.topic)}: {spoken(line.gained)}" for line in card.carried]
    for name, sure in (("Sure", True), ("Not sure", False)):
        right, wrong = card.counted(sure=sure)
        lines.append(f"{name}: {right} right, {wrong} wrong.")
    lines += [f"Passed: {card.passed}.", scorecard_words.sources(card)]
    if filed.left_out:
        lines.append(f"Left out without PyTorch: {filed.left_out}.")
    return lines
