"""What the first run deals and keeps: over a small bank, and over the bundled one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from engines.protocol import Hello
from quizapp.config import Config, load_config
from quizapp.config_edit import save_config
from quizapp.drive import first_run, proving
from quizapp.drive.first_run import FirstRunDrive
from quizapp.drive.home import home_view
from quizapp.drive.house import House, open_house
from quizapp.errors import UsageError
from quizapp.reports.tips import TIPS
from quizapp.session.first_run_events import Give, Start, Wish
from quizapp.session.first_run_stages import AskSetting, Broken, Done, Placing, Stand, Tried, Trying
from quizapp.torchstate import Stage, TorchState
from tests.frozen import FrozenClock
from tests.houses import NO_TORCH, ToldClient, small_house


class NoRuns(ToldClient):
    """A worker that is still loading: nothing may wait for it."""

    def snippet(self, source: str, language: str) -> object:  # type: ignore[override]
        raise AssertionError("a run was waited for")

    expression = snippet  # type: ignore[assignment]


def full_house(tmp: Path, client: ToldClient | None = None) -> House:
    """A house over the bundled bank."""
    told = client or ToldClient()
    return open_house(
        Config(data=tmp / "data"),
        clock=FrozenClock(),
        client=lambda _: told,  # type: ignore[arg-type, return-value]
    )


def to_settings(drive: FirstRunDrive) -> None:
    """Skip what comes before the settings."""
    drive.post(Start(drive.now()))
    drive.post(Wish("skip", drive.now()))
    assert drive.state.stage == AskSetting("goal_date")


def test_the_first_question_is_the_one_that_everybody_begins_with(tmp_path: Path) -> None:
    with full_house(tmp_path) as house:
        drive = FirstRunDrive(house)
        stage = drive.post(Start(drive.now())).stage
        assert isinstance(stage, Trying)
        prompt = stage.loop.item.presented.prompt
        assert all(part in prompt for part in ("12×12", "3×3", "stride 1", "no padding"))
        stage = drive.post(Give("7x7", drive.now())).stage
        assert isinstance(stage, Trying), "not yet"
        for typed in ("10x10", "10 10", "(10, 10)"):
            drive = FirstRunDrive(house)
            drive.post(Start(drive.now()))
            stage = drive.post(Give(typed, drive.now())).stage
            assert isinstance(stage, Trying)
            assert stage.what_if
            assert "stride 2" in stage.loop.item.presented.prompt
            assert stage.loop.item.right == "(5, 5)"


def test_the_run_line_of_the_first_question_arrives_by_itself(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        woken: list[bool] = []
        drive = FirstRunDrive(house, lambda: woken.append(True))
        drive.post(Start(drive.now()))
        drive.post(Give("?", drive.now()))
        assert woken == [True]
        stage = drive.pump().stage
        assert isinstance(stage, Tried)
        assert stage.proof.line == "conv2d.output_size()   agrees, 10   cpu"


def test_the_placement_asks_one_question_a_topic_and_waits_for_no_run(tmp_path: Path) -> None:
    with full_house(tmp_path, NoRuns()) as house:
        drive = FirstRunDrive(house)
        to_settings(drive)
        for _ in range(4):
            drive.post(Give("", drive.now()))
        drive.post(Wish("next", drive.now()))
        seen: list[str] = []
        while isinstance(stage := drive.state.stage, Placing):
            assert len(seen) < 12
            seen.append(stage.loop.item.presented.topic_id)
            drive.post(Wish("show", drive.now()))
        assert len(seen) == len(set(seen)) == 12
        assert isinstance(drive.state.stage, Stand)
        assert drive.state.counted("new") == 12
        assert drive.state.weakest[0].topic_id == seen[0]


def test_an_empty_line_keeps_what_was_set_before(tmp_path: Path) -> None:
    before = {"goal_date": date(2026, 12, 14), "minutes": 45, "level": "advanced"}
    save_config(before)
    with small_house(tmp_path) as house:
        drive = FirstRunDrive(replace(house, config=load_config()))
        to_settings(drive)
        for _ in range(4):
            drive.post(Give("", drive.now()))
        assert drive.state.echoes[:2] == ("Mon 14 Dec, 12 days", "45 minutes a day")
    kept = load_config()
    assert {name: getattr(kept, name) for name in before} == before


def test_a_day_that_has_passed_is_no_default(tmp_path: Path) -> None:
    save_config({"goal_date": date(2026, 11, 1)})
    with small_house(tmp_path) as house:
        drive = FirstRunDrive(replace(house, config=load_config()))
        assert drive.echo("goal_date", "") == "no date yet"


def test_what_is_typed_can_be_read_before_it_is_kept(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        drive = FirstRunDrive(house)
        assert drive.echo("goal_date", " in 3 weeks ") == "Wed 23 Dec, 21 days"
        assert drive.echo("minutes", "45 min") == "45 minutes a day"
        with pytest.raises(UsageError, match="cannot be read as a day"):
            drive.echo("goal_date", "soonish")
        with pytest.raises(UsageError, match="a whole number from 1 to 600"):
            drive.echo("minutes", "9" * 5000)
        with pytest.raises(UsageError, match="There is no level"):
            drive.echo("level", "9" * 5000)
    assert load_config().goal_date is None


def test_the_line_about_time_reaches_to_the_interview(tmp_path: Path) -> None:
    with full_house(tmp_path) as house:
        drive = FirstRunDrive(house)
        to_settings(drive)
        for text in ("in 2 days", "10", "", ""):
            drive.post(Give(text, drive.now()))
        stage = drive.post(Wish("skip", drive.now())).stage
        assert isinstance(stage, Stand)
        count = len([q for q in house.library.questions if not q.deprecated])
        assert stage.line.startswith("At 10 minutes a day you will meet about ")
        assert f" of {count} questions by Fri 4 Dec; " in stage.line
        met = int(stage.line.split("about ")[1].split()[0])
        assert 5 <= met <= 20, "720 seconds for new ones, about a minute each"


def test_where_nothing_can_be_saved_it_says_so_and_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "a-file"
    blocked.write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(blocked))
    with small_house(tmp_path) as house:
        drive = FirstRunDrive(house)
        to_settings(drive)
        stage = drive.post(Give("45", drive.now())).stage
        assert isinstance(stage, AskSetting), "45 is no day"
        stage = drive.post(Give("", drive.now())).stage
        assert isinstance(stage, Broken)
        assert str(blocked) in stage.text


def test_leaving_is_remembered_with_what_was_kept(tmp_path: Path) -> None:
    with small_house(tmp_path) as house:
        drive = FirstRunDrive(house)
        to_settings(drive)
        drive.post(Give("14 dec", drive.now()))
        assert drive.post(Wish("leave", drive.now())).stage == Done(study=False)
    kept = load_config()
    assert (kept.first_run_done, kept.goal_date) == (True, date(2026, 12, 14))


@pytest.mark.parametrize(("days", "told"), [(0, TIPS[0]), (1, TIPS[1]), (4, TIPS[4]), (5, "")])
def test_home_has_a_tip_on_each_of_the_first_five_days(
    tmp_path: Path, days: int, told: str
) -> None:
    clock = FrozenClock()
    with small_house(tmp_path, clock) as house:
        assert house.store.first_study_day() is None
        assert home_view(house).tip == ""
        drive = FirstRunDrive(house)
        to_settings(drive)
        for _ in range(4):
            drive.post(Give("", drive.now()))
        drive.post(Wish("next", drive.now()))
        drive.post(Give("10", drive.now()))
        clock.advance(days * 86_400)
        assert house.store.first_study_day() == house.today() - days
        assert home_view(house).tip == told


def test_the_run_waits_while_torch_is_installed_and_arrives_when_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def torch_is(stage: Stage) -> None:
        for module in (first_run, proving):
            monkeypatch.setattr(module, "torch_state", lambda: TorchState(stage))

    torch_is("downloading")
    client = ToldClient(NO_TORCH)
    with small_house(tmp_path, client=client) as house:
        drive = FirstRunDrive(house)
        drive.post(Start(drive.now()))
        drive.post(Give("?", drive.now()))
        for _ in range(2):
            stage = drive.pump().stage
            assert isinstance(stage, Tried)
            assert stage.proof.sort == "pending"
        torch_is("ready")
        client.failure = None
        stage = drive.pump().stage
        assert isinstance(stage, Tried)
        assert (stage.proof.sort, stage.proof.line) == (
            "ran",
            "conv2d.output_size()   agrees, 10   cpu",
        )
        assert drive.unproved is None


def test_without_torch_the_line_says_so_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (first_run, proving):
        monkeypatch.setattr(module, "torch_state", lambda: TorchState("left out"))
    with small_house(tmp_path, client=ToldClient(NO_TORCH)) as house:
        drive = FirstRunDrive(house)
        drive.post(Start(drive.now()))
        drive.post(Give("?", drive.now()))
        stage = drive.pump().stage
        assert isinstance(stage, Tried)
        assert stage.proof.sort == "not-run"
        assert stage.proof.line.startswith("not run: PyTorch is not installed.")


@pytest.mark.parametrize(
    ("device", "name", "told"),
    [
        ("cuda:0", "NVIDIA H200", "cuda: NVIDIA H200, used only while a run lasts"),
        ("cpu", "", ""),
    ],
)
def test_a_gpu_is_named_once_the_worker_has_found_it(
    tmp_path: Path, device: str, name: str, told: str
) -> None:
    client = ToldClient()
    client.greeting = Hello("1", "3.11", "2.13.0", device, name)
    with small_house(tmp_path, client=client) as house:
        assert FirstRunDrive(house).torch_line == told
        client.state = "starting"
        assert FirstRunDrive(house).torch_line == "PyTorch is loading, not needed yet"
