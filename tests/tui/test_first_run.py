"""The first run on the screen, over a real house with a small bank: nine steps, each skippable."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from quizapp.config import Config, load_config
from quizapp.drive.house import House
from quizapp.session.first_run_events import Give
from quizapp.session.first_run_stages import AskSetting, OfferPlacement, Placing, Stand, Tried
from quizapp.session.first_run_stages import Trying as TryingStage
from quizapp.torchstate import TorchState
from quizapp.tui.app import QuizApp
from quizapp.tui.doors import real_doors
from quizapp.tui.glyphs import ASCII
from quizapp.tui.layout import Look
from quizapp.tui.screens.first_run import FirstRunScreen
from quizapp.tui.screens.first_study import FirstStudyScreen
from quizapp.tui.screens.home import HomeScreen
from quizapp.tui.screens.study import StudyScreen
from quizapp.tui.views.first_run import standing_lines
from tests.frozen import FrozenClock
from tests.houses import NO_TORCH, ToldClient, small_house, write_bank

RECALL = """\
format: 1
topic: rnn
title: Recurrent
questions:
  - id: why-vanish
    kind: recall
    level: beginner
    asked: often
    prompt: Why do gradients vanish?
    answer: Each step multiplies by a slope.
    points:
      - must: it multiplies slopes
    explanation: A product of small numbers is tiny.
    sources: ["Bengio et al. 1994"]
"""
CHOICE = """\
format: 1
topic: resnet
title: Residual networks
questions:
  - id: what-residual
    kind: choice
    level: beginner
    asked: often
    prompt: What does a residual block compute?
    options:
      - text: x + F(x)
        correct: true
      - text: F(x) alone
        why: That is a plain block.
    explanation: The input is added.
    sources: ["He et al. 2016"]
"""
ROLES = """\
format: 1
roles:
  deep-learning:
    title: Any deep learning
    topics: {cnn: 1}
  vision:
    title: Vision
    topics: {cnn: 3}
"""


@dataclass
class Walk:
    """An app on its first run and what a test may look at."""

    pilot: Pilot[int]
    app: QuizApp
    clock: FrozenClock

    @property
    def screen(self) -> FirstRunScreen:
        """The first run's screen."""
        assert isinstance(self.app.screen, FirstRunScreen)
        return self.app.screen

    @property
    def stage(self) -> Any:
        """Where the first run stands."""
        return self.screen.state.stage

    def rows(self) -> list[str]:
        """The screen as rows of text, blanks at their ends cut."""
        return [
            "".join(segment.text for segment in strip).rstrip()
            for strip in self.app.screen._compositor.render_strips()
        ]

    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.rows())

    async def settle(self) -> None:
        """Wait until the drive's thread has nothing left and the screen has taken it in."""
        for _ in range(4):
            await asyncio.wrap_future(self.app.runner.submit(lambda _: None))
            await self.pilot.pause()
        self.clock.advance(1)

    async def press(self, *keys: str) -> None:
        """Press keys once the guard is open, and let everything settle."""
        await self.pilot.press(*keys)
        await self.settle()

    async def give(self, text: str) -> None:
        """Type a line and hand it in."""
        self.app.screen.query_one("#line", Input).value = text
        await self.press("enter")


@asynccontextmanager
async def walking(
    tmp: Path,
    *,
    size: tuple[int, int] = (80, 24),
    client: ToldClient | None = None,
    done: bool = False,
    start: str = "home",
    ascii_only: bool = False,
    opens_after: threading.Event | None = None,
) -> AsyncIterator[Walk]:
    clock = FrozenClock()

    def opening(_: Config) -> House:
        assert opens_after is None or opens_after.wait(30)
        return small_house(tmp, clock, client)

    config = Config(data=tmp / "data", reduced_motion=True, first_run_done=done)
    doors = replace(real_doors(lambda: config), open_house=opening)
    app = QuizApp(config, doors=doors, clock=clock, start=start, ascii_only=ascii_only)  # type: ignore[arg-type]
    async with app.run_test(size=size) as pilot:
        walk = Walk(pilot, app, clock)
        await (walk.settle() if opens_after is None else pilot.pause())
        yield walk
    app.runner.close()


async def to_settings(walk: Walk) -> None:
    """Skip the question."""
    await walk.press("enter")
    assert walk.stage == AskSetting("goal_date")


async def to_placement(walk: Walk) -> None:
    """Skip the question, take every default."""
    await to_settings(walk)
    for _ in range(4):
        await walk.press("enter")
    assert isinstance(walk.stage, OfferPlacement)


async def test_it_opens_with_one_question_and_how_it_is_read(tmp_path: Path) -> None:
    async with walking(tmp_path) as walk:
        assert len(walk.rows()) == 24
        assert walk.rows()[0].endswith("one question, no set-up")
        assert isinstance(walk.stage, TryingStage)
        await walk.pilot.press(*"10x")
        await walk.pilot.pause()
        assert any("can't read  10x" in row for row in walk.rows())


async def test_a_shape_is_asked_with_the_ways_to_type_it(tmp_path: Path) -> None:
    topic = (tmp_path / "bank" / "cnn.yaml").parent
    topic.mkdir()
    (topic / "bank.yaml").write_text(
        "format: 1\nid: small\ntitle: Small\nversion: '1'\n", encoding="utf-8"
    )
    (topic / "cnn.yaml").write_text(
        "format: 1\ntopic: cnn\ntitle: Convolution\nquestions:\n"
        "  - id: conv-output-size\n    family: conv2d.spatial_size\n    asked: often\n"
        "    params: {H: 12, K: 3, S: 1, P: 0}\n",
        encoding="utf-8",
    )
    async with walking(tmp_path) as walk:
        assert "   type it like 7x7, 7 7 or (7, 7): all are understood" in walk.rows()
        await walk.pilot.press(*"10 10")
        await walk.pilot.pause()
        assert "     read as  (10, 10)" in walk.rows()


async def test_right_leads_to_the_doubled_stride_with_the_run_line(tmp_path: Path) -> None:
    async with walking(tmp_path) as walk:
        await walk.give("10")
        rows = walk.rows()
        at = next(i for i, row in enumerate(rows) if row.startswith(" ✓ right. Now the stride"))
        assert rows[at].endswith("what then?   enter skips")
        assert rows[at + 1] == "   ran  conv2d.output_size()   agrees, 10   cpu"
        assert "stride 2" in walk.text()
        assert walk.screen.typed == ""
        await walk.press("enter")
        assert walk.stage == AskSetting("goal_date")


async def test_the_changed_question_gets_its_own_verdict(tmp_path: Path) -> None:
    async with walking(tmp_path) as walk:
        await walk.give("10")
        await walk.give("5")
        assert type(walk.stage) is Tried
        assert any(row.startswith(" ✓ right") for row in walk.rows())
        await walk.press("enter")
        assert walk.screen.state.stage == AskSetting("goal_date")


async def test_wrong_is_named_gets_a_second_try_and_then_the_steps(tmp_path: Path) -> None:
    async with walking(tmp_path) as walk:
        await walk.give("9")
        assert any(row.startswith(" ✗ not yet") for row in walk.rows())
        assert any(row.endswith("enter  try again    ?  show me") for row in walk.rows())
        assert walk.screen.typed == ""
        await walk.give("9")
        assert type(walk.stage) is Tried
        assert any(row.startswith(" ✗ wrong, and you were sure") for row in walk.rows())
        assert any("yours 9" in row for row in walk.rows())
        await walk.press("s")
        assert walk.screen.state.stage == AskSetting("goal_date")


async def test_a_question_mark_shows_the_steps_at_once(tmp_path: Path) -> None:
    async with walking(tmp_path) as walk:
        await walk.give("?")
        assert any(row.startswith(" – not known yet") for row in walk.rows())
        assert any("room to slide" in row for row in walk.rows())


async def test_without_torch_the_verdict_stands_and_says_what_is_missing(tmp_path: Path) -> None:
    async with walking(tmp_path, client=ToldClient(NO_TORCH)) as walk:
        await walk.give("10")
        assert any(row.startswith(" ✓ right.") for row in walk.rows())
        assert any("not run" in row for row in walk.rows())


async def test_how_far_torch_is_stands_in_one_line_at_the_bottom(tmp_path: Path) -> None:
    client = ToldClient()
    client.state = "starting"
    async with walking(tmp_path, client=client) as walk:
        assert walk.rows()[-3] == "   PyTorch is loading, not needed yet"
        walk.app.torch_line = "PyTorch 41 %, not needed yet"
        walk.screen.paint()
        await walk.pilot.pause()
        assert walk.rows()[-3] == "   PyTorch 41 %, not needed yet"


async def test_the_worker_looks_again_when_torch_was_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    states = [TorchState("downloading", 41), TorchState("ready")]
    monkeypatch.setattr("quizapp.torchstate.torch_state", lambda: states[0])
    client = ToldClient()
    async with walking(tmp_path, client=client) as walk:
        assert walk.rows()[-3] == "   PyTorch 41 %, not needed yet"
        before = client.warmed
        states.pop(0)
        walk.app._look_at_torch()
        await walk.settle()
        assert walk.rows()[-3] == ""
        assert client.warmed == before + 1


async def test_keys_pressed_for_the_answer_never_skip_what_comes_after(tmp_path: Path) -> None:
    async with walking(tmp_path) as walk:
        walk.screen.query_one("#line", Input).value = "10"
        await walk.pilot.press("enter", "enter")
        await asyncio.wrap_future(walk.app.runner.submit(lambda _: None))
        await walk.pilot.pause()
        await walk.pilot.press("enter")
        await walk.pilot.pause()
        assert isinstance(walk.stage, TryingStage)
        assert walk.stage.what_if


async def test_what_is_typed_before_the_first_question_waits_in_its_field(tmp_path: Path) -> None:
    let_go = threading.Event()
    async with walking(tmp_path, opens_after=let_go) as walk:
        await walk.pilot.press(*"7x7", "enter")
        let_go.set()
        await walk.settle()
        assert isinstance(walk.stage, TryingStage)
        assert walk.screen.typed == "7x7"


async def test_what_is_typed_behind_one_setting_waits_for_the_next(tmp_path: Path) -> None:
    async with walking(tmp_path) as walk:
        await to_settings(walk)
        let_go = threading.Event()
        walk.app.runner.submit(lambda _: let_go.wait(30))
        await walk.pilot.press(*"none", "enter", *"45", "enter")
        let_go.set()
        await walk.settle()
        assert walk.stage == AskSetting("minutes")
        assert walk.screen.typed == "45"


async def test_settings_are_echoed_refused_in_place_and_kept(tmp_path: Path) -> None:
    (write_bank(tmp_path / "bank") / "roles.yaml").write_text(ROLES, encoding="utf-8")
    async with walking(tmp_path) as walk:
        await to_settings(walk)
        assert any(row.endswith("Interview date?  (enter: none yet)") for row in walk.rows())
        await walk.give("soonish")
        assert walk.screen.typed == "soonish", "what was refused stays to be mended"
        assert any('✗ "soonish" cannot be read as a day.' in row for row in walk.rows())
        walk.screen.query_one("#line", Input).value = "in 3 weeks"
        await walk.pilot.pause()
        assert "     read as  Wed 23 Dec, 21 days" in walk.rows()
        await walk.press("enter")
        assert "     Interview date    Wed 23 Dec, 21 days" in walk.rows()
        assert any(row.endswith("Minutes a day?  (enter: 30)") for row in walk.rows())
        await walk.give("45")
        assert any(row.endswith("Which job?  (enter: 1)") for row in walk.rows())
        assert "     1 Any deep learning   2 Vision" in walk.rows()
        await walk.give("2")
        level = next(row for row in walk.rows() if "Level?" in row)
        assert level.endswith("Level?  (enter: 2)")
        assert "Which job?  Vision" in level
        await walk.give("3")
        assert isinstance(walk.stage, OfferPlacement)
        assert "     Level             advanced" in walk.rows()
    kept = load_config()
    assert (kept.minutes, kept.role, kept.level) == (45, "vision", "advanced")
    assert str(kept.goal_date) == "2026-12-23"


async def test_s_takes_the_default_of_a_setting(tmp_path: Path) -> None:
    async with walking(tmp_path) as walk:
        await to_settings(walk)
        for setting in ("minutes", "role", "level"):
            await walk.give("s")
            assert walk.stage == AskSetting(setting)


async def test_the_placement_asks_every_kind_and_says_where_one_stands(tmp_path: Path) -> None:
    bank = write_bank(tmp_path / "bank")
    (bank / "rnn.yaml").write_text(RECALL, encoding="utf-8")
    (bank / "resnet.yaml").write_text(CHOICE, encoding="utf-8")
    async with walking(tmp_path) as walk:
        await to_placement(walk)
        await walk.press("enter")
        assert isinstance(walk.stage, Placing)
        assert "? is welcome" in walk.text()
        seen = []
        while isinstance(stage := walk.stage, Placing):
            shown = stage.loop.item.presented
            seen.append(shown.kind)
            if stage.loop.item.asked is not None:
                if shown.options:
                    await walk.press("down")
                    assert walk.screen.typed
                await walk.give("a" if shown.options else "10")
                continue
            text = walk.screen.query_one("#text")
            text.text = "A slope of at most a quarter, multiplied.\n"  # type: ignore[attr-defined]
            walk.screen.query_one("#text").move_cursor((1, 0))  # type: ignore[attr-defined]
            await walk.press("enter")
            assert any("Did you say: it multiplies slopes" in row for row in walk.rows())
            await walk.press("y")
        assert sorted(seen) == ["choice", "compute", "recall"]
        assert isinstance(walk.stage, Stand)
        assert any("You are at home in" in row for row in walk.rows())
        assert "in three weeks" in " ".join(walk.text().split())


async def test_a_miss_of_the_placement_is_told_in_one_line_and_comes_first(
    tmp_path: Path,
) -> None:
    async with walking(tmp_path) as walk:
        await to_placement(walk)
        await walk.press("enter")
        await walk.give("?")
        assert isinstance(walk.stage, Stand)
        text = walk.text()
        assert "You are at home in 0 topics, shaky in 0, new to 1." in text
        assert "       Convolution    new" in walk.rows()
        assert "   Four minutes now, on your weakest: convolution." in walk.rows()
        await walk.press("enter")
        assert isinstance(walk.app.screen, FirstStudyScreen)
        await walk.settle()
        assert walk.app.screen.state.minutes == 4
        loop = walk.app.screen.state.loop
        assert loop is not None
        assert loop.item.presented.topic == "Convolution"


async def test_the_first_summary_says_once_where_things_are(tmp_path: Path) -> None:
    async with walking(tmp_path) as walk:
        await to_placement(walk)
        await walk.press("s")
        await walk.press("enter")
        assert isinstance(walk.app.screen, FirstStudyScreen)
        await walk.settle()
        await walk.give("10")
        await walk.press("q")
        text = walk.text()
        assert "Add to your shell prompt: quizapp due --short" in text
        assert "Your data is in" in text
        assert "u takes back the last answer, even tomorrow." in text
        await walk.press("enter")
        assert isinstance(walk.app.screen, HomeScreen)
        await walk.press("p")
        assert type(walk.app.screen) is StudyScreen


async def test_the_house_goes_on_with_what_was_set(tmp_path: Path) -> None:
    async with walking(tmp_path) as walk:
        await to_settings(walk)
        for text in ("14 dec", "10", "", ""):
            await walk.give(text)
        await walk.press("s")
        assert "At 10 minutes a day" in walk.text()
        await walk.press("q")
        assert isinstance(walk.app.screen, HomeScreen)
        await walk.settle()
        assert walk.rows()[0].endswith("interview in 12 days (14 Dec)")
        assert "   Today, 10 minutes" in walk.rows()
    assert load_config().first_run_done


async def test_esc_twice_leaves_and_another_key_stays(tmp_path: Path) -> None:
    async with walking(tmp_path) as walk:
        await to_settings(walk)
        await walk.give("14 dec")
        await walk.press("escape")
        assert walk.rows()[-1] == " esc  once more leaves for home; what was kept stays"
        await walk.press("i")
        assert walk.screen.place == "first-setting"
        await walk.press("escape")
        await walk.press("escape")
        assert isinstance(walk.app.screen, HomeScreen)
    kept = load_config()
    assert (kept.first_run_done, str(kept.goal_date)) == (True, "2026-12-14")


@pytest.mark.parametrize("answered", [False, True])
async def test_ctrl_c_twice_quits_and_nothing_is_asked_twice(
    tmp_path: Path, answered: bool
) -> None:
    async with walking(tmp_path) as walk:
        if answered:
            await walk.give("10")
        await walk.press("ctrl+c")
        walk.clock.advance(-1)
        await walk.pilot.press("ctrl+c")
        await walk.pilot.pause()
    assert walk.app.return_value == 130
    assert load_config().first_run_done is answered


async def test_letters_are_keys_after_esc(tmp_path: Path) -> None:
    async with walking(tmp_path) as walk:
        await walk.press("escape")
        await walk.press("h")
        loop = walk.screen.open_question
        assert loop is not None
        assert loop.hints == min(1, len(loop.item.presented.hints))
        await walk.press("s")
        assert walk.stage == AskSetting("goal_date")


@pytest.mark.parametrize(("start", "done"), [("study", False), ("home", True)])
async def test_it_does_not_come_over_study_nor_a_second_time(
    tmp_path: Path, start: str, done: bool
) -> None:
    async with walking(tmp_path, start=start, done=done) as walk:
        assert not isinstance(walk.app.screen, FirstRunScreen)


async def test_it_makes_way_where_something_was_studied_already(tmp_path: Path) -> None:
    from quizapp.drive.first_run import FirstRunDrive
    from quizapp.session.first_run_events import Start, Wish

    with small_house(tmp_path) as house:
        drive = FirstRunDrive(house)
        drive.post(Start(0.0))
        drive.post(Wish("skip", 0.0))
        for _ in range(4):
            drive.post(Give("", 0.0))
        drive.post(Wish("next", 0.0))
        drive.post(Give("10", 0.0))
    async with walking(tmp_path) as walk:
        assert isinstance(walk.app.screen, HomeScreen)


async def test_what_cannot_be_saved_is_said_and_home_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "a-file"
    blocked.write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(blocked))
    async with walking(tmp_path) as walk:
        await to_settings(walk)
        await walk.press("enter")
        assert "This session cannot go on." in walk.text()
        await walk.press("enter")
        assert isinstance(walk.app.screen, HomeScreen)


async def test_everything_is_ascii_where_the_terminal_wants_it(tmp_path: Path) -> None:
    async with walking(tmp_path, ascii_only=True) as walk:
        for text in ("9", "9"):
            assert walk.text().isascii()
            await walk.give(text)
        assert walk.text().isascii()
        await walk.press("enter")
        assert walk.text().isascii()


def test_where_nothing_was_placed_only_the_time_is_told() -> None:
    from quizapp.session.first_run_stages import FirstRun

    lines = standing_lines(FirstRun(), "At 30 minutes a day.", Look(80, 20, ASCII))
    told = [line.plain.strip() for line in lines if line.plain]
    assert told == [
        "At 30 minutes a day.",
        "Four minutes now?",
        "enter  go     q  that's enough for today",
    ]
