"""The first run as a pure machine: its nine steps, what skips them, what is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quizapp.session.first_run import step
from quizapp.session.first_run_effects import (
    Effect,
    Keep,
    KeepPlacement,
    Measure,
    OfferFirst,
    OfferWhatIf,
    Place,
    Prove,
    Remember,
)
from quizapp.session.first_run_events import (
    Broke,
    Event,
    Give,
    Mark,
    Measured,
    Offered,
    Placed,
    Ran,
    Refused,
    Start,
    Taken,
    Wish,
)
from quizapp.session.first_run_stages import (
    AskSetting,
    Broken,
    Done,
    FirstRun,
    OfferPlacement,
    Placing,
    Preparing,
    Stage,
    Stand,
    Tried,
    Trying,
)
from quizapp.session.item import Item
from quizapp.session.stages import Proof
from tests.session_items import choice, compute, recall


def played(*events: Event, state: FirstRun | None = None) -> tuple[FirstRun, list[Effect]]:
    """The state after the events, and every effect on the way."""
    state = state or FirstRun()
    all_effects: list[Effect] = []
    for event in events:
        state, effects = step(state, event)
        all_effects += effects
    return state, all_effects


def tried(text: str) -> tuple[FirstRun, list[Effect]]:
    """The first question answered with `text`."""
    return played(Start(0.0), Offered(compute(), 1.0), Give(text, 2.0))


def changed() -> Item:
    """The question with one number changed."""
    return replace(compute(truth=5), seed=1)


def on_topic(item: Item, topic: str) -> Item:
    """`item` as a question of a topic of its own."""
    shown = replace(item.presented, topic=topic.title(), topic_id=topic)
    return replace(item, presented=shown)


def test_it_begins_with_a_question_and_nothing_else() -> None:
    state, effects = played(Start(0.0))
    assert (state.stage, effects) == (Preparing(), [OfferFirst()])
    state, _ = step(state, Offered(compute(), 1.0))
    assert isinstance(state.stage, Trying)
    assert not state.stage.what_if


def test_right_changes_one_number_at_once_and_keeps_the_verdict_beside_it() -> None:
    state, effects = tried("10")
    assert [type(effect) for effect in effects] == [OfferFirst, Prove, OfferWhatIf]
    state, _ = step(state, Offered(changed(), 3.0))
    assert isinstance(state.stage, Trying)
    assert state.stage.after is not None
    assert state.stage.after.loop.item == compute()
    assert state.stage.after.proof == Proof("pending")


def test_the_run_line_arrives_beside_the_changed_question() -> None:
    state, _ = tried("10")
    ran = Ran("b/conv", 7, "Conv2d(1, 1, 3)   agrees, 10   cpu", "cpu")
    state, _ = played(Offered(changed(), 3.0), ran, state=state)
    assert isinstance(state.stage, Trying)
    assert state.stage.after is not None
    assert state.stage.after.proof == Proof("ran", ran.line)


def test_a_run_of_another_question_is_not_taken_for_this_one() -> None:
    state, _ = tried("?")
    assert step(state, Ran("b/conv", 8, "other numbers", "cpu"))[0] == state


def test_without_a_changed_question_the_verdict_stands_until_one_goes_on() -> None:
    state, _ = tried("10")
    state, _ = step(state, Offered(None, 3.0))
    assert isinstance(state.stage, Tried)
    assert step(state, Wish("next", 4.0))[0].stage == AskSetting("goal_date")


def test_a_miss_is_not_yet_then_the_steps_and_no_changed_question() -> None:
    state, effects = tried("9")
    assert isinstance(state.stage, Trying)
    assert state.stage.loop.notice is not None
    assert state.stage.loop.notice.sort == "not-yet"
    state, more = step(state, Give("8", 3.0))
    assert isinstance(state.stage, Tried)
    assert [type(effect) for effect in [*effects, *more]] == [OfferFirst, Prove]


def test_a_question_mark_shows_the_steps_at_once() -> None:
    state, _ = tried("?")
    assert isinstance(state.stage, Tried)
    assert state.stage.loop.outcome is not None
    assert state.stage.loop.outcome.shown
    assert len(state.stage.loop.outcome.worked) == 3


@pytest.mark.parametrize("event", [Give("  ", 2.0), Wish("skip", 2.0)])
def test_the_first_question_is_skipped_by_enter_and_by_its_word(event: Event) -> None:
    state, _ = played(Start(0.0), Offered(compute(), 1.0), event)
    assert state.stage == AskSetting("goal_date")


def test_enter_alone_skips_the_changed_question() -> None:
    state, _ = tried("10")
    state, effects = played(Offered(changed(), 3.0), Give("", 4.0), state=state)
    assert (state.stage, effects) == (AskSetting("goal_date"), [])


def test_after_a_miss_enter_alone_does_not_skip_the_second_try() -> None:
    state, _ = tried("9")
    state, _ = step(state, Give("", 3.0))
    assert isinstance(state.stage, Trying)
    assert state.stage.loop.notice is not None
    assert state.stage.loop.notice.sort == "unreadable"


def test_a_bank_without_a_question_to_try_goes_straight_to_the_settings() -> None:
    assert played(Start(0.0), Offered(None, 1.0))[0].stage == AskSetting("goal_date")


def test_settings_are_asked_in_turn_and_again_only_when_not_understood() -> None:
    state = FirstRun(stage=AskSetting("goal_date"))
    state, effects = step(state, Give("soonish", 1.0))
    assert effects == (Keep("goal_date", "soonish"),)
    state, _ = step(state, Refused("goal_date", "It cannot be read as a day.", 1.0))
    assert state.stage == AskSetting("goal_date", "It cannot be read as a day.")
    echoes = ("no date yet", "30 minutes a day", "Vision", "advanced")
    for setting, echo in zip(("goal_date", "minutes", "role", "level"), echoes, strict=True):
        assert isinstance(state.stage, AskSetting)
        assert state.stage.setting == setting
        state, _ = played(Wish("skip", 2.0), Taken(setting, echo, 2.0), state=state)
    assert (state.stage, state.echoes) == (OfferPlacement(), echoes)


def test_the_placement_goes_up_after_right_and_down_after_wrong() -> None:
    state, effects = played(Wish("next", 0.0), state=FirstRun(stage=OfferPlacement()))
    assert effects == [Place((), "intermediate")]
    state, effects = played(Placed(on_topic(compute(), "cnn"), 1.0), Give("10", 2.0), state=state)
    assert [type(effect) for effect in effects] == [KeepPlacement, Place]
    assert effects[1] == Place(("cnn",), "advanced")
    state, effects = played(Placed(on_topic(choice(), "losses"), 3.0), Give("b", 4.0), state=state)
    assert effects[1] == Place(("cnn", "losses"), "intermediate")
    state, effects = played(Placed(on_topic(compute(), "rnn"), 5.0), Give("?", 6.0), state=state)
    assert effects[1] == Place(("cnn", "losses", "rnn"), "beginner")
    assert [topic.standing for topic in state.topics] == ["home", "shaky", "new"]
    assert [topic.title for topic in state.weakest] == ["Rnn", "Losses"]


def test_a_recall_of_the_placement_is_typed_and_ticked() -> None:
    state = replace(FirstRun(stage=OfferPlacement()), level=2)
    state, effects = played(
        Wish("next", 0.0),
        Placed(on_topic(recall(), "rnn"), 1.0),
        Give("They shrink through many layers.", 2.0),
        Mark("y", 3.0),
        Mark("y", 4.0),
        Mark("n", 5.0),
        state=state,
    )
    assert isinstance(effects[1], KeepPlacement)
    assert effects[1].outcome.right
    assert [topic.standing for topic in state.topics] == ["home"]
    assert state.level == 2, "there is no level above advanced"


def test_the_placement_ends_after_twelve_or_with_the_last_topic() -> None:
    state, _ = played(Wish("next", 0.0), state=FirstRun(stage=OfferPlacement()))
    for number in range(12):
        item = on_topic(compute(), f"topic-{number}")
        state, effects = played(Placed(item, 1.0), Give("10", 2.0), state=state)
    assert isinstance(effects[1], Measure)
    assert state.counted("home") == 12
    assert state.weakest == ()
    short, effects = played(
        Wish("next", 0.0), Placed(None, 1.0), state=FirstRun(stage=OfferPlacement())
    )
    assert effects[-1] == Measure()
    assert short.stage == Preparing()


@pytest.mark.parametrize("asked", [False, True])
def test_the_placement_is_skipped_before_and_in_the_middle(asked: bool) -> None:
    state = FirstRun(stage=OfferPlacement())
    if asked:
        state, _ = played(Wish("next", 0.0), Placed(compute(), 1.0), state=state)
        assert isinstance(state.stage, Placing)
    state, effects = played(Wish("skip", 2.0), Measured("Honest.", 3.0), state=state)
    assert effects == [Measure()]
    assert state.stage == Stand("Honest.")


def test_four_minutes_on_the_weakest_topic_or_home() -> None:
    state, _ = played(
        Wish("next", 0.0),
        Placed(on_topic(compute(), "attention"), 1.0),
        Give("?", 2.0),
        Placed(None, 3.0),
        Measured("Honest.", 3.0),
        state=FirstRun(stage=OfferPlacement()),
    )
    going, effects = step(state, Wish("next", 4.0))
    assert (going.stage, effects) == (Done(study=True, topic="attention"), (Remember(),))
    assert step(state, Wish("skip", 4.0))[0].stage == Done(study=False, topic="attention")


@pytest.mark.parametrize(
    "stage", [AskSetting("minutes"), OfferPlacement(), Stand("Honest."), Preparing()]
)
def test_leaving_is_possible_everywhere_and_keeps_what_was_kept(stage: Stage) -> None:
    state = FirstRun(stage=stage, echoes=("Mon 14 Dec, 21 days",))
    left, effects = step(state, Wish("leave", 9.0))
    assert (left.stage, effects) == (Done(study=False), (Remember(),))
    assert left.echoes == state.echoes


def test_what_cannot_be_kept_ends_it_with_the_reason() -> None:
    state, _ = step(FirstRun(), Broke("Nothing can be saved in /x.", 3))
    assert state.stage == Broken("Nothing can be saved in /x.", 3)
