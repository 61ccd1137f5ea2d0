"""A mock interview as lines: terms, the question that is open, how sure, what is said of it."""

from __future__ import annotations

from textual.content import Content

from quizapp.session.interview_choice import ROUNDS
from quizapp.session.interview_stages import Answered, Answering, Interview, started_minutes
from quizapp.session.stages import Recording, Study
from quizapp.session.terms import Terms
from quizapp.tui.layout import BLANK, MARGIN, Block, Lines, Look, columns, styled, wrapped
from quizapp.tui.prose import plain_line, prose
from quizapp.tui.views.asking import notice_block, own_words, question_blocks
from quizapp.tui.views.judged import Opened, judged_view
from quizapp.wording import plural

_ABOUT = {
    "fundamentals": "maths and mechanism",
    "debugging": "what is wrong, and how to find it",
    "code": "programs: what they print, where they fail",
    "scope": "trade-offs and choices",
    "project": "your own work",
}


def interview_title(state: Interview, look: Look, at: float, *, clock: bool) -> tuple[str, str]:
    """The two ends of the title line; `at` is the time now."""
    terms = state.terms
    dot = look.signs.dot
    left = f"Mock interview {dot} {terms.level} {dot} {terms.round}"
    if not state.number:
        return left, ""
    place = f"{state.number} of {state.total}"
    return left, f"{place}   {time_left(state.seconds_left(at))}" if clock else place


def time_left(seconds: float) -> str:
    """The round's time: whole minutes, seconds only in the last one."""
    if not seconds:
        return "time is over"
    return f"{int(seconds)} s" if seconds < 60 else f"{started_minutes(seconds)} min"


def spent_line(state: Interview, asked: Answering, at: float, *, clock: bool) -> Content:
    """What the question has taken, under the answer field."""
    if not clock:
        return BLANK
    about = max(round(asked.budget / 60), 1)
    used = int(state.question_seconds(at) // 60)
    over = "" if state.seconds_left(at) else "     The time is over: finish this one."
    return styled((f"   this question  {used} of about {about} min{over}", "$quiet"))


def terms_lines(terms: Terms, look: Look) -> Lines:
    """What can be agreed before a round, each with its key."""
    rows = []
    for place, name in enumerate(ROUNDS, 1):
        chosen = name == terms.round
        sign = look.signs.picked if chosen else look.signs.free
        rows.append(
            [
                styled((f"{sign} ", "bold" if chosen else "$quiet"), (str(place), "bold $key")),
                styled((name, "bold" if chosen else "")),
                styled((_ABOUT[name], "$quiet")),
            ]
        )
    told = "at the end" if terms.feedback == "end" else "at once"
    facts = [
        [styled(("- +", "bold $key")), styled("minutes"), styled((str(terms.minutes), "bold"))],
        [styled(("l", "bold $key")), styled("level"), styled((terms.level, "bold"))],
        [styled(("f", "bold $key")), styled("verdicts"), styled((told, "bold"))],
    ]
    return [
        BLANK,
        styled("   ", ("Which round?", "bold")),
        *[line.pad_left(MARGIN + 2) for line in columns(rows, gap=3)],
        BLANK,
        *[line.pad_left(MARGIN + 2) for line in columns(facts, gap=3)],
        BLANK,
        *prose(
            "The first readable answer counts, and nothing can be taken back. How sure you are is "
            "asked before any verdict. The clock stands while you pause, read evidence or mend "
            "what could not be read.",
            look,
            indent=MARGIN,
        ),
    ]


def answering_blocks(
    state: Interview, asked: Answering, look: Look, chosen: frozenset[int], at: int | None
) -> list[Block]:
    """The question that is open, with the evidence that was asked for."""
    blocks = question_blocks(asked.loop, look, chosen, at)
    notes = [state.note] if state.note else []
    notes += ["A follow-up."] * asked.follows
    if notes:
        lines = [
            line
            for note in notes
            for line in wrapped(styled((f"   {plain_line(note, look)}", "$quiet")), look.width - 1)
        ]
        blocks.insert(0, Block(lines, rank=3, least=len(lines)))
    blocks.append(Block(_evidence_lines(asked, look), rank=8))
    notice = asked.loop.notice
    if notice is not None and notice.sort == "unreadable" and asked.loop.item.asked is None:
        blocks.append(Block(prose(notice.text, look, indent=MARGIN), rank=9))
    return [*blocks, *notice_block(notice, look)]


def _evidence_lines(asked: Answering, look: Look) -> Lines:
    if not asked.loop.item.presented.evidence:
        return []
    if not asked.evidence:
        ask = styled("   There is evidence:  ", ("/ask", "bold $key"), " and a few words")
        return [ask]
    rows = [
        [
            styled((f"{int(second) // 60}:{int(second) % 60:02d}", "$quiet")),
            Content(plain_line(found.on[0], look)),
            Content(plain_line(found.show, look)),
        ]
        for second, found in asked.evidence
    ]
    lines = columns(rows, gap=3)
    return [
        styled("   ", ("Evidence you asked for", "bold")),
        *(part for line in lines for part in wrapped(line.pad_left(5), look.width - 1, hanging=12)),
    ]


def sure_blocks(asked: Answering, look: Look) -> list[Block]:
    """The question folded, the answer handed in, and how sure the learner is of it."""
    loop = asked.loop
    given = loop.tries[-1].text if loop.tries else loop.typed
    head = styled(("   Handed in. No verdict yet.", "$quiet"))
    keys = styled(
        "   ",
        ("How sure are you?", "bold"),
        "    ",
        ("enter", "bold $key"),
        "  sure    ",
        ("?", "bold $key"),
        "  not sure",
    )
    return [
        Block(prose(loop.item.presented.prompt, look, indent=MARGIN, gaps=False), rank=4, least=2),
        Block(own_words(given, "", look), rank=5, least=2),
        Block([head, keys], rank=9, least=2),
    ]


def paused_lines(look: Look) -> Lines:
    """The clock stands, and so the question is not to be read."""
    return [
        BLANK,
        styled("   ", ("Paused.", "bold"), "  The clock stands, the question is hidden."),
        BLANK,
        styled("   ", ("enter", "bold $key"), "  go on"),
    ]


def through_lines(answered: Answered, look: Look) -> Lines:
    """One answer with its truth, its steps, everything that the bank says of it, and its run."""
    state = Study(mode="practice", stage=Recording(answered.asked.loop, answered.proof))
    view = judged_view(state, look, Opened(steps=True, everything=True))
    return [BLANK, *view.lines, *([BLANK, *view.side] if view.side else [])]


def preparing_lines(state: Interview, look: Look) -> Lines:
    """While the round is planned or a question is drawn."""
    what = "the next question" if state.number else f"a round of {state.terms.round}"
    return [BLANK, styled((f"   Preparing {what} {look.signs.more}", "$quiet"))]


def aborted_lines(state: Interview, text: str, look: Look) -> Lines:
    """Why there is no round, or why it cannot go on."""
    kept = f"{plural(len(state.done), 'answer')} of this round: kept." if state.done else ""
    lines = [BLANK, *prose(text, look, indent=MARGIN)]
    return [*lines, BLANK, *prose(kept, look, indent=MARGIN)] if kept else lines
