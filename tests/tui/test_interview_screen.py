"""A mock interview driven by keys: held verdicts, sureness, the clock, the scorecard."""

from __future__ import annotations

from textual.widgets import Input

from quizapp.session.events import Begin
from quizapp.session.interview_events import AskFor, HandIn, Sure, TickPoint, Wish
from quizapp.session.interview_stages import Answering, Over, Sureness, Ticking
from quizapp.session.terms import Terms
from quizapp.tui.screens.home import HomeScreen
from quizapp.tui.screens.interview import InterviewScreen
from quizapp.tui.screens.scorecard import ScorecardScreen
from quizapp.tui.screens.study import StudyScreen
from quizapp.tui.screens.terms import TermsScreen
from tests.tui.canned import choice, conv, recall
from tests.tui.rounds import Rounds, held_round
from tests.tui.test_study_screen import busy, settle

TERMS = Terms(15, seed=3)


def stage_of(rounds: Rounds) -> object:
    return rounds.desk.state.stage


async def test_home_agrees_on_a_round_and_starts_it() -> None:
    async with held_round(conv()) as rounds:
        await rounds.press("i")
        assert isinstance(rounds.held.app.screen, TermsScreen)
        await rounds.press("2", "plus", "l", "f")
        text = rounds.held.text()
        assert "● 2   debugging" in text
        assert "level      advanced" in text
        await rounds.press("enter")
        terms = rounds.desk.state.terms
        assert (terms.round, terms.minutes, terms.level, terms.feedback) == (
            "debugging",
            20,
            "advanced",
            "now",
        )
        assert isinstance(rounds.held.app.screen, InterviewScreen)
        assert rounds.held.rows()[0] == (
            " Mock interview · advanced · debugging                          1 of 1   20 min"
        )


async def test_sureness_comes_before_any_verdict_and_no_verdict_before_the_end() -> None:
    async with held_round(conv(), choice(), terms=TERMS) as rounds:
        await rounds.give("16 19 19")
        assert isinstance(stage_of(rounds), Sureness)
        assert "How sure are you?    enter  sure    ?  not sure" in rounds.held.text()
        assert "21" not in rounds.held.text()
        await rounds.press("question_mark")
        assert isinstance(stage_of(rounds), Answering)
        assert not rounds.desk.state.lines[0].sure
        assert "wrong" not in rounds.held.text()
        assert " 2 of 2 " in rounds.held.rows()[0]


async def test_a_key_pressed_too_soon_never_says_how_sure() -> None:
    async with held_round(recall(), choice(), terms=TERMS) as rounds:
        await rounds.pilot.press("a", "enter", "enter", "enter", "enter")
        await rounds.press()
        await rounds.pilot.pause()
        assert not any(isinstance(event, Sure) for event in rounds.desk.events)


async def test_what_is_typed_while_the_next_question_is_drawn_waits_in_its_field() -> None:
    async with held_round(conv(), choice(), terms=TERMS) as rounds:
        await rounds.give("16 21 21")
        rounds.held.clock.advance(1)
        with busy(rounds.held):
            await rounds.pilot.press("enter", *"pac", "enter")
        await rounds.press()
        await settle(rounds.pilot, rounds.held)
        assert " 2 of 2 " in rounds.held.rows()[0]
        assert rounds.held.app.screen.query_one("#line", Input).value == "pac"
        assert sum(isinstance(event, HandIn) for event in rounds.desk.events) == 1


async def test_a_key_pressed_as_the_points_come_ticks_none() -> None:
    async with held_round(recall(), choice(), terms=TERMS) as rounds:
        await rounds.give("its slope is 1")
        rounds.held.clock.advance(1)
        with busy(rounds.held):
            await rounds.pilot.press("enter", *"yes")
        await settle(rounds.pilot, rounds.held)
        await rounds.pilot.press("y", "n")
        await settle(rounds.pilot, rounds.held)
        assert isinstance(stage_of(rounds), Ticking)
        assert not any(isinstance(event, TickPoint) for event in rounds.desk.events)


async def test_a_recall_is_handed_in_with_enter_twice_and_ticked() -> None:
    async with held_round(recall(), terms=TERMS) as rounds:
        await rounds.give("its slope is 1")
        assert isinstance(stage_of(rounds), Sureness)
        assert "▏ its slope is 1" in rounds.held.text()
        await rounds.press("enter")
        assert isinstance(stage_of(rounds), Ticking)
        assert "1 of 3" in rounds.held.text()
        await rounds.press("y", "p", "n")
        assert isinstance(stage_of(rounds), Over)
        assert rounds.desk.state.lines[0].share == 0.75


async def test_words_behind_a_slash_are_obeyed_and_nothing_else() -> None:
    async with held_round(conv(), recall(), terms=TERMS) as rounds:
        await rounds.give("/hint")
        assert "hint 1  Find the height with padding first." in rounds.held.text()
        await rounds.give("/clock")
        assert " min" not in rounds.held.rows()[0]
        assert "this question" not in rounds.held.text()
        await rounds.give("/skip")
        assert "There is no command /skip." in rounds.held.text()
        await rounds.give("/ask the loss")
        assert any(isinstance(event, AskFor) for event in rounds.desk.events)
        assert "There is nothing on that." in rounds.held.text()
        await rounds.give("/pause")
        assert "The clock stands, the question is hidden." in rounds.held.text()
        assert "41×41" not in rounds.held.text()
        await rounds.press("enter")
        assert "41×41" in rounds.held.text()
        await rounds.give("/pass")
        assert rounds.desk.state.lines[0].came == "passed"
        assert not any(isinstance(event, HandIn) for event in rounds.desk.events)


async def test_unreadable_input_stays_in_the_field() -> None:
    async with held_round(conv(), terms=TERMS) as rounds:
        await rounds.give("16x19x")
        assert isinstance(stage_of(rounds), Answering)
        assert "can't read  16x19x" in rounds.held.text()


async def test_the_clock_is_in_minutes_and_in_seconds_only_at_the_end() -> None:
    async with held_round(conv(), terms=Terms(2, seed=3)) as rounds:
        screen = rounds.held.app.screen
        assert isinstance(screen, InterviewScreen)
        for seconds, shown in ((0, "2 min"), (59, "2 min"), (10, "51 s"), (60, "time is over")):
            rounds.held.clock.advance(seconds)
            screen.paint()
            await rounds.pilot.pause()
            assert rounds.held.rows()[0].endswith(shown)
        assert "The time is over: finish this one." in rounds.held.text()


async def play_out(rounds: Rounds) -> None:
    """Conv wrong and sure, the choice right and not sure."""
    await rounds.give("16 19 19")
    await rounds.press("enter")
    await rounds.give("a?")


async def test_the_scorecard_says_what_it_knows_and_takes_late_runs_in() -> None:
    async with held_round(conv(), choice(), terms=TERMS) as rounds:
        await play_out(rounds)
        assert isinstance(rounds.held.app.screen, ScorecardScreen)
        text = rounds.held.text()
        assert "Too little was asked for one number" in text
        assert "explaining aloud     –      only a listener can tell" in text
        assert "sure, and wrong" in text
        assert "0 of 2 verdicts come from a run" in text
        assert "study the miss, 1 min" in text
        rounds.desk.prove("Conv2d(3, 16, 7)   agrees, (16, 21, 21)   cpu")
        await rounds.press()
        await rounds.pilot.pause()
        await rounds.press("shift")
        assert "1 of 2 verdicts comes from a run" in rounds.held.text()


async def test_a_contradicting_run_takes_the_answer_off_the_scorecard() -> None:
    async with held_round(conv(), choice(), terms=TERMS) as rounds:
        await play_out(rounds)
        rounds.desk.prove("Conv2d(3, 16, 7)   gives (16, 20, 20)   cpu", contradicts=True)
        await rounds.press("shift", "shift")
        text = rounds.held.text()
        assert "counts for nothing" in text.replace("\n  ", "")
        assert "· 1 question" in text
        assert "sure, and wrong" not in text


async def test_going_through_it_shows_truth_and_steps_and_comes_back() -> None:
    async with held_round(conv(), choice(), terms=TERMS) as rounds:
        await play_out(rounds)
        await rounds.press("enter")
        text = rounds.held.text()
        assert "answer 1 of 2" in rounds.held.rows()[0]
        assert "wrong, and you were sure" in text
        assert "height with padding" in text
        await rounds.press("enter")
        assert "answer 2 of 2" in rounds.held.rows()[0]
        assert "✓ right" in rounds.held.text()
        await rounds.press("backspace", "enter", "enter")
        assert "What it cost" in rounds.held.text()


async def test_the_rule_is_shown_with_the_rounds_own_numbers() -> None:
    async with held_round(conv(), choice(), terms=TERMS) as rounds:
        await play_out(rounds)
        await rounds.press("x")
        assert "1. Convolution, mechanism: sure and wrong: 0" in rounds.held.text()
        await rounds.press("q")
        assert "What it cost" in rounds.held.text()


async def test_the_scorecards_other_keys() -> None:
    async with held_round(conv(), choice(), terms=TERMS) as rounds:
        await play_out(rounds)
        await rounds.press("m")
        assert "Written to /data/scorecards/2026-12-02-1.md" in rounds.held.text()
        await rounds.press("s")
        assert isinstance(rounds.held.app.screen, StudyScreen)
        begin = rounds.held.desk.events[0]
        assert isinstance(begin, Begin)
        assert begin.keys == ("bundled/conv-shape",)
        await rounds.press("q")
        assert isinstance(rounds.held.app.screen, ScorecardScreen)
        await rounds.press("a")
        assert rounds.desk.state.terms.seed == 4
        assert rounds.desk.state.terms.keys == ("bundled/conv-shape", "bundled/softmax-nan")
        assert len(rounds.desks) == 2


async def test_feedback_at_once_shows_each_verdict() -> None:
    async with held_round(conv(), choice(), terms=Terms(15, feedback="now")) as rounds:
        await rounds.give("16 21 21?")
        assert "✓ right" in rounds.held.text()
        await rounds.press("enter")
        assert isinstance(stage_of(rounds), Answering)


async def test_stopping_keeps_what_was_answered_and_an_empty_round_goes_home() -> None:
    async with held_round(conv(), choice(), terms=TERMS) as rounds:
        await rounds.give("16 21 21?")
        await rounds.give("/stop")
        assert isinstance(rounds.held.app.screen, ScorecardScreen)
        await rounds.press("q")
        assert isinstance(rounds.held.app.screen, HomeScreen)
    async with held_round(conv(), terms=TERMS) as rounds:
        await rounds.press("escape", "q")
        assert any(event == Wish("stop", rounds.held.clock.seconds) for event in rounds.desk.events)
        assert isinstance(rounds.held.app.screen, HomeScreen)
        assert rounds.held.app.notice == "Nothing was answered, so there is no scorecard."


async def test_too_few_questions_are_told_and_enter_goes_back() -> None:
    async with held_round(terms=TERMS) as rounds:
        assert "The banks in use have 0 questions for a code round." in rounds.held.text()
        await rounds.press("enter")
        assert isinstance(rounds.held.app.screen, HomeScreen)


async def test_a_small_window_says_so_and_keeps_the_round() -> None:
    async with held_round(conv(), terms=TERMS, size=(50, 12)) as rounds:
        assert "50 x 12 is too small." in rounds.held.text()
        await rounds.pilot.resize_terminal(80, 24)
        await rounds.press("shift")
        assert "41×41" in rounds.held.text()
