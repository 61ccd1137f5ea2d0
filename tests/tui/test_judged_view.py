"""The screen after a verdict: what fits without scrolling, and the learner's own number."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quizapp.session.events import Begin, Command, Dealt, Planned, Receipt, Recorded, Submit, Ticked
from quizapp.session.item import Item
from quizapp.session.loop import Outcome
from quizapp.session.stages import Judged, Proof, Study
from quizapp.session.study import step
from quizapp.srs.state import Rating
from quizapp.tui.glyphs import ASCII
from quizapp.tui.layout import Look
from quizapp.tui.views.judged import JudgedView, Opened, judged_view, preview_text
from tests.tui.canned import choice, conv, recall, snippet

LOOK = Look(80, 19)


def judged(item: Item, *answers: str, mode: str = "study") -> Study:
    """The state after these answers to `item`, on disk."""
    state, _ = step(Study(mode=mode), Begin(30, 0.0))  # type: ignore[arg-type]
    state, _ = step(state, Planned((item.key,), 0.0))
    state, _ = step(state, Dealt(item, 0.0))
    for text in answers:
        ticking = state.loop is not None and state.loop.stage == "ticking"
        state, _ = step(state, Ticked(text, 1.0) if ticking else Submit(text, 1.0))  # type: ignore[arg-type]
    outcome = state.loop.outcome if state.loop else None
    assert isinstance(outcome, Outcome)
    again = outcome.suggested == Rating.AGAIN
    receipt = Receipt(1, outcome.suggested, None if again else 11, 600.0 if again else None)
    state, _ = step(state, Recorded(receipt, 2.0))
    return state


def rows(view: JudgedView) -> list[str]:
    return [line.plain.rstrip() for line in view.lines]


def shown(item: Item, *answers: str, look: Look = LOOK, opened: Opened | None = None) -> list[str]:
    return rows(judged_view(judged(item, *answers), look, opened or Opened()))


def test_wrong_shows_the_slip_the_steps_and_the_own_number_without_scrolling() -> None:
    found = shown(conv(), "16x19x19", "16x19x19")
    assert " ✗ wrong, and you were sure     you (16, 19, 19)     right (16, 21, 21)" in found
    assert "   19 is what comes out when padding is added on one side only." in found
    assert "     height with padding    41 + 3 + 3        47    yours 44" in found
    assert "     channels               one per filter    16" in found
    assert "   Padding goes on both sides of each dimension, so it counts twice." in found
    assert "   run  on its way" in found
    assert any(r.startswith("   back in about 10 minutes with other numbers") for r in found)
    assert any(r.endswith("rated  again") for r in found)
    assert len(found) <= LOOK.height


def test_an_answer_marked_not_sure_is_not_called_sure() -> None:
    found = shown(conv(), "16x19x19?", "16x19x19")
    assert " ✗ wrong     you (16, 19, 19)     right (16, 21, 21)" in found


def test_right_on_a_card_met_before_takes_two_lines_and_the_run() -> None:
    found = shown(conv(), "16 21 21")
    verdict = next(i for i, row in enumerate(found) if row.startswith(" ✓ right"))
    assert found[verdict].startswith(" ✓ right    (16, 21, 21)")
    assert found[verdict].endswith("next in 11 days · good")
    assert [row for row in found[verdict + 1 :] if row] == ["   run  on its way"]


@pytest.mark.parametrize(("item", "answer"), [(conv(met=False), "16 21 21"), (conv(), "16 21 21?")])
def test_steps_open_by_themselves_at_a_first_meeting_and_after_doubt(
    item: Item, answer: str
) -> None:
    found = shown(item, answer)
    assert any("41 + 3 + 3" in row for row in found)
    assert not any("yours" in row for row in found)


def test_question_mark_alone_is_no_claim() -> None:
    found = shown(conv(), "?")
    assert " – not known yet     right (16, 21, 21)" in found
    assert not any("you were sure" in row for row in found)


def test_from_120_columns_the_steps_stand_at_the_right() -> None:
    view = judged_view(judged(conv(), "1 2 3", "?"), Look(120, 35), Opened())
    side = [line.plain for line in view.side]
    assert any("41 + 3 + 3" in row for row in side)
    assert not any("41 + 3 + 3" in row for row in rows(view))
    assert all(line.cell_length <= 52 for line in view.side)


def test_what_is_folded_is_said_and_opens_whole() -> None:
    state = judged(conv(), "1 2 3", "1 2 3")
    view = judged_view(state, LOOK, Opened())
    assert view.folded
    everything = judged_view(state, LOOK, Opened(everything=True))
    assert not everything.folded
    assert any("window's left edge" in row for row in rows(everything))
    assert "   source   Dumoulin & Visin 2016" in rows(everything)


def test_a_long_prompt_gives_way_to_the_verdict_and_the_steps() -> None:
    item = conv()
    long = replace(item, presented=replace(item.presented, prompt="Very long words. " * 80))
    view = judged_view(judged(long, "16x19x19", "16x19x19"), LOOK, Opened())
    assert len(view.lines) <= LOOK.height
    assert view.folded
    assert any(row.startswith(" ✗ wrong") for row in rows(view))
    assert any("yours 44" in row for row in rows(view))


def test_the_smallest_screen_keeps_verdict_and_date() -> None:
    view = judged_view(judged(conv(), "16x19x19", "16x19x19"), Look(60, 13), Opened())
    assert any("✗ wrong" in row for row in rows(view))
    assert any("rated  again" in row for row in rows(view))
    assert all(line.cell_length <= 60 for line in view.lines)


def test_a_wrong_option_is_answered_with_its_own_sentence() -> None:
    found = shown(choice(), "b")
    assert "   That is what the shifted form gives." in found
    assert any("right a  [nan, nan]" in row for row in found)


def test_recall_shows_the_ticks_and_the_model_answer() -> None:
    state = judged(recall(), "slope of 1", "y", "n", "n")
    found = rows(judged_view(state, LOOK, Opened()))
    assert " ~ partly right, 50 %" in found
    assert "   ✓  its slope is 1 for positive inputs, so gradients survive" in found
    assert "   ✗  units can die" in found
    assert "   ✓  you did not claim: that ReLU is linear" in found
    assert "   a model answer" in found


def test_a_recall_that_was_only_shown_ticks_nothing() -> None:
    found = rows(judged_view(judged(recall(), "?"), LOOK, Opened()))
    assert " – not known yet" in found
    assert "   –  units can die" in found
    assert "   –  not: that ReLU is linear" in found
    assert not any("✗" in row or "✓" in row for row in found)


def test_after_a_choice_the_right_option_and_the_wrong_one_chosen_are_marked() -> None:
    found = shown(choice(), "b")
    assert "     ✓ a  [nan, nan]" in found
    assert "     ✗ b  [0.269, 0.731]" in found
    assert "     ○ c  List[int] of [/b] inf" in found


def test_the_run_line_follows_and_keeps_its_columns() -> None:
    state = judged(snippet(), "5")
    assert isinstance(state.stage, Judged)
    line = "Conv2d(3, 16, 7)   agrees, (16, 21, 21)   cuda:0"
    ran = replace(state, stage=replace(state.stage, proof=Proof("ran", line)))
    assert f"   ran  {line}" in rows(judged_view(ran, LOOK, Opened()))
    missing = replace(state, stage=replace(state.stage, proof=Proof("not-run", "not run: x")))
    assert "   run  not run: x" in rows(judged_view(missing, LOOK, Opened()))


def test_the_rating_bar_marks_the_rating_in_force_and_says_where_each_leads() -> None:
    state = judged(conv(), "16 21 21")
    bar = Opened(bar=True, previews={Rating.AGAIN: "10 min", Rating.GOOD: "11 days"})
    found = rows(judged_view(state, LOOK, bar))
    assert "   1 again 10 min    2 hard    ● 3 good 11 days    4 easy" in found
    assert "   hard is a pass" in found
    assert [preview_text(0, 10), preview_text(1, 0), preview_text(120, 0)] == [
        "10 min",
        "1 day",
        "4 months",
    ]


def test_practice_says_that_the_schedule_stays() -> None:
    state = judged(conv(), "1 2 3", "?", mode="practice")
    found = rows(judged_view(state, LOOK, Opened(bar=True)))
    assert "   practice: the schedule stays as it is" in found
    assert not any("rated" in row or "4 easy" in row for row in found)


def test_nothing_is_promised_before_the_answer_is_on_disk() -> None:
    item = conv()
    state, _ = step(Study(), Begin(30, 0.0))
    state, _ = step(state, Planned((item.key,), 0.0))
    state, _ = step(state, Dealt(item, 0.0))
    state, _ = step(state, Submit("16 21 21", 1.0))
    found = rows(judged_view(state, LOOK, Opened()))
    assert any(row.startswith(" ✓ right") for row in found)
    assert not any("next in" in row or "rated" in row for row in found)


def test_ascii_is_ascii() -> None:
    for item, answer in ((conv(), "1 2 3"), (choice(), "b"), (recall(), "?"), (snippet(), "6")):
        state = judged(
            item, *([answer, "?"] if item.asked and not item.presented.options else [answer])
        )
        view = judged_view(state, Look(80, 19, ASCII), Opened(everything=True))
        assert all(row.isascii() for row in rows(view)), rows(view)


def test_a_proof_can_be_taken_back_by_a_command_of_the_session() -> None:
    state = judged(conv(), "16 21 21")
    state, effects = step(state, Command("undo", 3.0))
    assert [type(effect).__name__ for effect in effects] == ["TakeBack"]


def test_a_question_forgotten_again_and_again_says_what_it_rests_on() -> None:
    state = judged(replace(conv(), needs=("padding-same",)), "1 2 3", "?")
    assert isinstance(state.stage, Judged)
    assert not any("Missed" in row for row in rows(judged_view(state, LOOK, Opened())))
    receipt = replace(state.stage.receipt, lapses=4)
    found = rows(
        judged_view(replace(state, stage=replace(state.stage, receipt=receipt)), LOOK, Opened())
    )
    assert any("Missed 4 times by now. What it rests on: padding-same." in row for row in found)
