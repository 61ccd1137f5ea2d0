"""A worker that dies, hangs, talks nonsense or is another version: a sentence, and a restart."""

from __future__ import annotations

import sys
import threading
import time
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from quizapp.engine_client import EngineClient, EngineFailure, State

FAKE = Path(__file__).with_name("fake_worker.py")
ROOT = FAKE.parents[2]
_RUN = (
    "import runpy, sys; sys.path.insert(0, {root!r}); sys.argv = sys.argv[1:]; "
    "runpy.run_path(sys.argv[0], run_name='__main__')"
)


def client(way: str, folder: Path, **options: Any) -> EngineClient:
    """A client of the fake worker that misbehaves in this way."""
    code = _RUN.format(root=str(ROOT))
    command = (sys.executable, "-P", "-c", code, str(FAKE), way, str(folder))
    return EngineClient(command=command, **{"deadline": 5.0, "first_extra": 0.0} | options)


def started(folder: Path) -> int:
    """How often the fake worker was started."""
    return int((folder / "starts").read_text())


def failure(future: Future[Any]) -> EngineFailure:
    """The failure that the future ends in."""
    error = future.exception(timeout=20)
    assert isinstance(error, EngineFailure), error
    return error


@pytest.mark.parametrize("way", ["dies-once", "garbage-once", "other-id-once", "floods-once"])
def test_a_request_survives_one_bad_worker(way: str, tmp_path: Path) -> None:
    with client(way, tmp_path) as engine:
        assert engine.witness("x", {}).result(timeout=20).agrees
        assert engine.state == "ready"
    assert started(tmp_path) == 2


def test_a_request_survives_a_worker_that_hangs_once(tmp_path: Path) -> None:
    with client("hangs-once", tmp_path, deadline=0.5, first_extra=0.5) as engine:
        assert engine.witness("x", {}).result(timeout=20).agrees
    assert started(tmp_path) == 2


@pytest.mark.parametrize(
    ("way", "code", "told"),
    [
        ("dies", "died", "status 7 (fatal: something native broke)"),
        ("garbage", "garbled", "not JSON"),
        ("other-id", "garbled", "a reply to request 4711"),
        ("endless", "garbled", "more than 16 MiB"),
    ],
)
def test_a_worker_that_stays_bad_fails_the_request(
    way: str, code: str, told: str, tmp_path: Path
) -> None:
    with client(way, tmp_path) as engine:
        failed = failure(engine.witness("x", {}))
    assert failed.code == code
    assert told in failed.text
    assert failed.phase == "witness"
    assert "not affected" in failed.hint
    assert started(tmp_path) == 2


def test_a_worker_that_hangs_is_killed_at_the_deadline(tmp_path: Path) -> None:
    with client("hangs", tmp_path, deadline=0.4, first_extra=0.4) as engine:
        begun = time.monotonic()
        failed = failure(engine.snippet("x", "tf1"))
        assert 0.7 < time.monotonic() - begun < 10
    assert (failed.phase, failed.code) == ("snippet", "hung")


def test_an_answer_of_another_kind_is_no_answer(tmp_path: Path) -> None:
    with client("other-kind", tmp_path) as engine:
        assert failure(engine.witness("x", {})).code == "garbled"


def test_another_version_is_refused(tmp_path: Path) -> None:
    with client("other-version", tmp_path) as engine:
        failed = failure(engine.witness("x", {}))
        assert failed.code == "version"
        assert "version 0.0.1" in failed.text
        assert engine.state == "failed"
        assert engine.pid is None


def test_a_worker_that_will_not_start_is_not_started_again_and_again(tmp_path: Path) -> None:
    now = [0.0]
    with client("refuses-to-start", tmp_path, monotonic=lambda: now[0]) as engine:
        failures = [failure(engine.witness("x", {})) for _ in range(5)]
        assert {failed.code for failed in failures} == {"not-started"}
        assert "No module named 'engines'" in failures[0].text
        assert "doctor" in failures[0].hint
        assert started(tmp_path) == 1
        now[0] = 11.0
        failure(engine.witness("x", {}))
        assert started(tmp_path) == 2


def test_a_worker_killed_as_it_starts_is_started_once_more(tmp_path: Path) -> None:
    with client("killed-at-first-start", tmp_path) as engine:
        assert engine.witness("x", {}).result(timeout=20).agrees
    assert started(tmp_path) == 2


def test_a_worker_that_is_always_killed_is_given_up(tmp_path: Path) -> None:
    with client("killed-at-start", tmp_path) as engine:
        failed = failure(engine.witness("x", {}))
    assert (failed.phase, failed.code) == ("start", "died")
    assert "signal 9" in failed.text
    assert started(tmp_path) == 2


def test_a_command_that_does_not_exist_is_a_sentence() -> None:
    with EngineClient(command=("/nonexistent/python",)) as engine:
        failed = failure(engine.hello())
    assert (failed.phase, failed.code) == ("start", "not-started")
    assert "could not be started" in failed.text


def test_a_slow_start_is_waited_for(tmp_path: Path) -> None:
    with client("slow-start", tmp_path, deadline=0.5, first_extra=10.0) as engine:
        engine.warm()
        assert engine.witness("x", {}).result(timeout=20).agrees
    assert started(tmp_path) == 1


def test_a_start_that_hangs_is_given_up(tmp_path: Path) -> None:
    with client("hangs-at-start", tmp_path, deadline=0.3, first_extra=0.3) as engine:
        failed = failure(engine.hello())
    assert failed.code == "not-started"
    assert "did not answer in time" in failed.text


def test_states_are_told_as_they_change(tmp_path: Path) -> None:
    seen: list[State] = []
    engine = client("good", tmp_path, changed=seen.append)
    states = [engine.state]
    engine.hello().result(timeout=20)
    states.append(engine.state)
    engine.close()
    states.append(engine.state)
    assert states == ["cold", "ready", "cold"]
    assert seen == ["starting", "ready", "cold"]


def test_requests_are_answered_in_order_by_one_worker(tmp_path: Path) -> None:
    with client("good", tmp_path) as engine:
        futures = [engine.witness("x", {"n": index}) for index in range(50)]
        assert all(future.result(timeout=20).agrees for future in futures)
    assert started(tmp_path) == 1


def test_a_waiting_request_can_be_cancelled(tmp_path: Path) -> None:
    with client("slow", tmp_path) as engine:
        first, second, third = (engine.witness("x", {}) for _ in range(3))
        assert second.cancel()
        assert first.result(timeout=20).agrees
        assert third.result(timeout=20).agrees


def test_closing_fails_what_waits_and_what_comes_after(tmp_path: Path) -> None:
    engine = client("hangs", tmp_path, deadline=30.0)
    waiting = [engine.witness("x", {}) for _ in range(3)]
    while engine.pid is None:
        time.sleep(0.01)
    begun = time.monotonic()
    engine.close()
    assert time.monotonic() - begun < 5
    waiting.append(engine.witness("x", {}))
    assert [failure(future).code for future in waiting] == ["closed"] * 4
    engine.close()


def test_a_client_that_was_never_used_starts_nothing(tmp_path: Path) -> None:
    before = threading.active_count()
    with client("good", tmp_path) as engine:
        assert engine.pid is None
    assert threading.active_count() == before
    assert not (tmp_path / "starts").exists()


def test_what_cannot_be_sent_fails_alone(tmp_path: Path) -> None:
    with client("good", tmp_path) as engine:
        assert failure(engine.witness("x", {"n": 10**400})).code == "unsendable"
        assert engine.witness("x", {}).result(timeout=20).agrees
    assert started(tmp_path) == 1


def test_a_worker_that_does_not_read_is_given_up(tmp_path: Path) -> None:
    with client("deaf", tmp_path, deadline=0.5, first_extra=0.5) as engine:
        huge = engine.snippet("x" * 4_000_000, "tf1")
        assert failure(huge).code == "hung"
