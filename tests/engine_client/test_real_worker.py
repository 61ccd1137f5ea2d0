"""The real worker, with torch: proofs, decoys, a killed app, a missing torch, flat memory."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from engines import api
from engines.protocol import SnippetRefused
from quizapp import __version__
from quizapp.engine_client import EngineClient, EngineFailure
from tests.scale import n

pytest.importorskip("torch")

CONV = {"H": 41, "K": 7, "S": 2, "P": 3, "D": 1}
NO_TORCH = (
    "import sys; sys.modules['torch'] = None; import runpy; "
    "runpy.run_module('engines.worker', run_name='__main__', alter_sys=True)"
)


@pytest.fixture(scope="module")
def engine() -> Iterator[EngineClient]:
    with EngineClient("cpu", deadline=30.0, first_extra=60.0) as client:
        client.warm()
        yield client


def test_a_variant_is_proved(engine: EngineClient) -> None:
    witness = engine.witness("conv2d.output_size", CONV).result(timeout=90)
    assert witness.agrees
    assert witness.value == 21
    assert witness.call == "Conv2d(1, 1, 7, stride=2, padding=3)"
    assert witness.difference == 0.0


def test_the_worker_says_what_it_is(engine: EngineClient) -> None:
    import torch

    hello = engine.hello().result(timeout=90)
    assert (hello.distribution, hello.torch, hello.device) == (
        __version__,
        str(torch.__version__),
        "cpu",
    )
    assert engine.state == "ready"
    assert engine.greeting == hello


def test_every_family_is_proved_by_the_worker(engine: EngineClient) -> None:
    futures = {name: engine.witness(name, api.family(name).ask.params) for name in api.names()}
    assert {name for name, future in futures.items() if not future.result(90).agrees} == set()


def test_a_batch_is_proved_in_order_with_its_failures(engine: EngineClient) -> None:
    first, bad, last = engine.witnesses(
        "conv2d.output_size", [CONV, {"H": 0}, {**CONV, "P": 0}]
    ).result(timeout=90)
    assert not isinstance(first, EngineFailure)
    assert not isinstance(last, EngineFailure)
    assert (first.value, last.value) == (21, 18)
    assert isinstance(bad, EngineFailure)
    assert bad.code == "bad-params"


@pytest.mark.parametrize(
    ("family", "params", "code"),
    [
        ("no.such", {}, "unknown-family"),
        ("conv2d.output_size", {"H": 0, "K": 1}, "bad-params"),
        (
            "conv2d.output_shape",
            {"N": 65_536, "Ci": 65_536, "Co": 65_536, "H": 100_000, "W": 100_000, "K": 3},
            "too-costly",
        ),
    ],
)
def test_what_cannot_be_run_is_a_sentence(
    engine: EngineClient, family: str, params: dict[str, int], code: str
) -> None:
    pid = engine.pid
    error = engine.witness(family, params).exception(timeout=90)
    assert isinstance(error, EngineFailure)
    assert error.code == code
    assert "Traceback" not in error.text
    assert "not run" not in error.text, "the run line says that before it"
    assert engine.pid == pid


def test_a_snippet_prints(engine: EngineClient) -> None:
    result = engine.snippet("print(1 + 2)", "torch").result(timeout=90)
    assert result.stdout == "3\n"
    assert result.error is None


def test_a_snippet_outside_the_allow_list_names_its_place(engine: EngineClient) -> None:
    error = engine.snippet("x = 1\nimport os\n", "torch").exception(timeout=90)
    assert isinstance(error, SnippetRefused)
    assert error.line == 2


def test_an_expression_has_a_value(engine: EngineClient) -> None:
    assert engine.expression("torch.tensor([1, 2]).sum()").result(timeout=90) == 3


def test_a_worker_killed_in_the_middle_of_requests_loses_none(engine: EngineClient) -> None:
    engine.hello().result(timeout=90)
    assert engine.pid is not None
    futures = [engine.witness("conv2d.output_size", CONV) for _ in range(200)]
    futures[20].result(timeout=90)
    os.kill(engine.pid, signal.SIGKILL)
    assert all(future.result(timeout=90).agrees for future in futures)


def test_a_missing_torch_is_said_once_and_not_tried_again() -> None:
    with EngineClient(command=(sys.executable, "-P", "-c", NO_TORCH)) as client:
        for _ in range(3):
            error = client.witness("conv2d.output_size", CONV).exception(timeout=30)
            assert isinstance(error, EngineFailure)
            assert error.code == "no-torch"
            assert error.text.startswith("PyTorch cannot be imported")
            assert "pip install torch" in error.hint
            assert client.pid is None
        assert client.state == "missing"
        hello = client.hello().result(timeout=30)
        assert hello.torch is None
        assert "torch" in hello.problem


def test_decoys_where_the_app_stands_are_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    boom = f"open({str(tmp_path / 'ran')!r}, 'a').write(__name__ + ' ')\nraise SystemExit(9)\n"
    (tmp_path / "engines").mkdir()
    for name in ("torch", "json", "sitecustomize", "usercustomize", "engines/__init__", "queue"):
        (tmp_path / f"{name}.py").write_text(boom)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", "")
    with EngineClient("cpu") as client:
        assert client.witness("conv2d.output_size", CONV).result(timeout=90).agrees
    assert not (tmp_path / "ran").exists()


_APP = """
import sys, time
from quizapp.engine_client import EngineClient
client = EngineClient("cpu")
client.warm()
while client.pid is None:
    time.sleep(0.01)
sys.stdout.write(f"{client.pid}\\n")
sys.stdout.flush()
time.sleep(60)
"""


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at /proc")
def test_no_worker_outlives_its_app(tmp_path: Path) -> None:
    environ = os.environ | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-P", "-c", _APP], stdout=subprocess.PIPE, text=True, env=environ
    ) as app:
        assert app.stdout is not None
        worker = int(app.stdout.readline())
        assert _alive(worker)
        app.kill()
    until = time.monotonic() + 10
    while _alive(worker) and time.monotonic() < until:
        time.sleep(0.02)
    assert not _alive(worker)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at /proc")
def test_the_worker_stands_in_an_empty_folder_of_its_own(engine: EngineClient) -> None:
    engine.hello().result(timeout=90)
    folder = Path(f"/proc/{engine.pid}/cwd").resolve()
    assert list(folder.iterdir()) == []
    assert folder != Path.cwd()


def _resident(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1])


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at /proc")
def test_memory_stays_flat(engine: EngineClient) -> None:
    names = api.names()
    own = {name: api.family(name).ask.params for name in names}

    def ask(count: int) -> int:
        futures = [
            engine.witness(names[index % len(names)], own[names[index % len(names)]])
            for index in range(count)
        ]
        assert all(future.result(timeout=600).agrees for future in futures)
        assert engine.pid is not None
        return _resident(engine.pid)

    warmed = ask(n(5_000, 10))
    after = ask(n(100_000, 200))
    assert after - warmed < 24 * 1024
