"""`python -m engines`: list, show, run and slips, as text and as JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engines import api
from engines.__main__ import main

WITHOUT_TORCH = (
    "import sys; sys.modules['torch'] = None; from engines.__main__ import main; sys.exit(main())"
)

HAND_OVER = "import sys; from quizapp.cli import main; sys.exit(main())"


def _json(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    code = main([*arguments, "--json"])
    captured = capsys.readouterr()
    assert captured.err == ""
    return code, json.loads(captured.out)


def test_list_names_every_family_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    for name in api.names():
        assert sum(line.split()[:1] == [name] for line in lines) == 1
    topics = {family.topic for family in api.families()}
    assert lines[-1] == f"{len(api.names())} families on {len(topics)} topics"
    counts = dict(
        line.split(": ") for line in lines if line and not line.startswith(" ") and ":" in line
    )
    assert counts.keys() == topics
    assert sum(map(int, counts.values())) == len(api.names())


def test_list_of_one_topic_holds_its_families(capsys: pytest.CaptureFixture[str]) -> None:
    _, form = _json(capsys, "list", "pooling")
    own = [family.name for family in api.families() if family.topic == "pooling"]
    assert [family["name"] for family in form["families"]] == own
    assert form["topics"] == {"pooling": len(own)}


def test_slips_tell_the_families_they_live_in(capsys: pytest.CaptureFixture[str]) -> None:
    _, form = _json(capsys, "slips")
    assert [slip["name"] for slip in form["slips"]] == list(api.slip_names())
    homes = {slip["name"]: slip["families"] for slip in form["slips"]}
    assert all(homes.values())
    assert "conv2d.output_size" in homes["one-side"]
    assert main(["slips", "one-side"]) == 0
    text = capsys.readouterr().out
    assert api.slip_names()["one-side"].split()[0] in text
    assert "conv2d.output_size" in text


def test_list_as_json_counts_by_topic(capsys: pytest.CaptureFixture[str]) -> None:
    code, form = _json(capsys, "list")
    assert code == 0
    assert form["count"] == len(api.names()) == sum(form["topics"].values())
    found = {family["name"]: family for family in form["families"]}
    assert found["conv2d.output_size"] == {
        "name": "conv2d.output_size",
        "title": "side of a convolution's output",
        "topic": "convolution",
        "answer": "int",
        "parameters": ["H", "K", "S", "P", "D"],
    }


@pytest.mark.parametrize("name", api.names())
def test_show_tells_parameters_formula_and_slips(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    family = api.family(name)
    assert main(["show", name]) == 0
    text = capsys.readouterr().out
    assert family.formula in text
    assert all(param.doc in text for param in family.params)
    assert all(slip_id in text for slip_id in family.slips)
    assert "{{" not in text


def test_show_as_json_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    code, form = _json(capsys, "show", "conv2d.output_size")
    assert code == 0
    assert form["example"]["value"] == 10
    assert form["parameters"][0]["bounds"] == "a whole number from 1 to 100000"
    assert form["inverses"] == {"conv2d.padding_for_size": ["H", "K", "S"]}


def test_run_computes_and_proves(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("torch")
    code, form = _json(capsys, "run", "conv2d.output_size", "H=32", "K=3", "S=2", "P=1")
    assert code == 0
    assert form["value"] == 16
    assert form["shown"] == "16"
    assert form["steps"][0] == {
        "what": "side with padding",
        "numbers": "32 + 1 + 1",
        "value": "34",
    }
    assert form["witness"]["call"] == "Conv2d(1, 1, 3, stride=2, padding=1)"
    assert form["witness"]["agrees"] is True
    assert form["not_run"] is None


@pytest.mark.parametrize(
    ("arguments", "value"),
    [
        (["softmax.entry", "z=[0, 0]", "i=1"], 0.5),
        (["linear.forward", "W=[[1,2],[3,4]]", "b=[0,1]", "x=[1,1]"], [3, 8]),
        (["gate.separable", "table=1001"], "no"),
        (["gate.separable", "table=0110"], "no"),
        (["gate.truth_table", "w1=1", "w2=1", "b=-0.5", "rule=>= 0"], [0, 1, 1, 1]),
        (["conv2d.params", "Ci=1", "Co=2", "K=3", "bias=false"], 18),
        (["gate.design", "gate=OR"], [1.0, 1.0, -0.5]),
    ],
)
def test_values_are_typed_as_people_write_them(
    arguments: list[str], value: object, capsys: pytest.CaptureFixture[str]
) -> None:
    code, form = _json(capsys, "run", *arguments)
    assert code == 0
    assert form["value"] == value


def test_run_without_parameters_takes_the_own_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert _json(capsys, "run", "kv_cache.bytes")[1]["value"] == 2**30


def test_a_picture_is_drawn_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "max_pool2d.values", "x=[[1,2],[3,4]]", "K=2", "--picture"]) == 0
    assert "[1][2]" in capsys.readouterr().out


def test_a_picture_as_json_is_data_and_words(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("run", "max_pool2d.values", "x=[[1,2],[3,4]]", "K=1", "--picture")
    _, form = _json(capsys, *arguments)
    assert form["picture"]["sort"] == "window"
    assert form["picture"]["data"]["corners"] == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert form["picture"]["words"][0] == "Window 1: 1."


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["show", "conv2d.output_siz"], "did you mean conv2d.output_size?"),
        (["run", "nonsense"], "there is no family 'nonsense'"),
        (["run", "conv2d.output_size", "Kernel=3"], "there is no parameter Kernel"),
        (["run", "mlp.params", "size=[1,2]"], "did you mean sizes?"),
        (["run", "conv2d.output_size", "H=0", "K=3"], "from 1 to 100000, not 0"),
        (["run", "conv2d.output_size", "H=3"], "K is missing"),
        (["run", "conv2d.output_size", "H=3", "H=4", "K=1"], "H is given twice"),
        (["run", "conv2d.output_size", "32"], "not of the form NAME=VALUE"),
        (["run", "conv2d.output_size", "H=3", "K=7"], "larger than the padded input"),
        (["run", "conv2d.output_size", "H=1e999", "K=7"], "H must be a whole number"),
        (["run", "conv2d.output_size", "H=NaN", "K=7"], "H must be a whole number"),
        (["run", "conv2d.output_size", f"H={'9' * 9999}", "K=7"], "H must be a whole number"),
        (["run", "softmax.value", f"z={'[' * 9000}"], "z must be a list"),
        (["run", "softmax.value", "--picture"], "softmax.value has no picture"),
        (["run", "conv2d.output_size", "x" * 9999], "not of the form NAME=VALUE"),
        (["run", "conv2d.output_size", f"{'x' * 9999}=1"], "there is no parameter xxx"),
        (["list", "poling"], "there is no topic 'poling'; did you mean pooling?"),
        (["slips", "of-by-one"], "there is no slip 'of-by-one'; did you mean off-by-one?"),
        (["frobnicate"], "invalid choice"),
        ([], "required"),
    ],
)
def test_wrong_names_and_parameters_are_usage_errors(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1
    assert len(error) < 700


def test_errors_as_json_have_their_problems(capsys: pytest.CaptureFixture[str]) -> None:
    code, form = _json(capsys, "run", "conv2d.output_size", "H=0", "K=x")
    assert code == 2
    assert [problem["name"] for problem in form["error"]["problems"]] == ["H", "K"]


def test_a_contradiction_is_a_finding(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("torch")
    from engines import prove
    from engines.witness.proof import Proof, Seen

    lying = Proof(lambda _params, _torch, _device: Seen(11, "Conv2d(...)"))
    monkeypatch.setattr(prove, "proof_of", lambda _name: lying)
    assert main(["run", "conv2d.output_size"]) == 1
    assert "CONTRADICTS THE CLOSED FORM, 11" in capsys.readouterr().out


def test_a_named_device_that_is_missing_is_the_environments_fault(
    capsys: pytest.CaptureFixture[str],
) -> None:
    torch = pytest.importorskip("torch")
    if torch.cuda.is_available():
        pytest.skip("this machine has a GPU")
    assert main(["run", "conv2d.output_size", "--device", "cuda"]) == 3
    assert "there is no CUDA device" in capsys.readouterr().err


def test_without_torch_it_computes_and_says_that_it_was_not_run() -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-c", WITHOUT_TORCH, "run", "conv2d.output_size"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert "answer  10" in done.stdout
    assert "not run: PyTorch is not installed: pip install torch" in done.stdout


def test_the_apps_command_hands_over(tmp_path: Path) -> None:
    (tmp_path / "engines").mkdir()
    (tmp_path / "engines" / "__init__.py").write_text("raise SystemExit('a decoy ran')")
    done = subprocess.run(
        [
            sys.executable,
            "-P",
            "-c",
            HAND_OVER,
            "engine",
            "run",
            "conv2d.output_size",
            "H=0",
            "K=3",
            "--json",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["problems"][0]["name"] == "H"
