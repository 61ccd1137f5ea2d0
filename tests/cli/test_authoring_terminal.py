"""The authoring commands in a real terminal, with an editor that is a script."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pexpect
import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow

EDITOR = """\
#!/bin/sh
echo "opened $1"
if [ -e "{mark}" ]; then
    sed -i.bak 's/asked: sometime$/asked: often/' "$2"
else
    touch "{mark}"
    sed -i.bak 's/asked: sometimes/asked: sometime/' "$2"
fi
rm -f "$2.bak"
"""


def spawn(tmp_path: Path, *words: str, **environ: str) -> pexpect.spawn[str]:
    base = {name: text for name, text in os.environ.items() if name not in ("VISUAL", "EDITOR")}
    return pexpect.spawn(
        sys.executable,
        ["-P", "-m", "quizapp", *words],
        cwd=str(tmp_path),
        env={**base, "PYTHONPATH": str(ROOT), "QUIZAPP_DATA": str(tmp_path / "data"), **environ},
        encoding="utf-8",
        timeout=60,
        dimensions=(40, 100),
    )


def ended(terminal: pexpect.spawn[str]) -> int | None:
    terminal.expect(pexpect.EOF)
    terminal.close()
    return terminal.exitstatus


def test_from_words_to_a_checked_question_through_the_editor(tmp_path: Path) -> None:
    editor = tmp_path / "vim"
    editor.write_text(EDITOR.format(mark=tmp_path / "mark"))
    editor.chmod(0o755)
    terminal = spawn(
        tmp_path, "bank", "new", "kv", "cache", "--bank", "b", "--no-run", VISUAL=str(editor)
    )
    terminal.expect("or enter to leave it:")
    terminal.sendline("1")
    terminal.expect(r"b/kv-cache-bytes stands in b/attention.yaml:7")
    terminal.expect(r"opened \+7")
    terminal.expect("QB204 asked cannot be 'sometime'")
    terminal.expect("e to edit again")
    terminal.sendline("e")
    terminal.expect(r"opened \+8")
    terminal.expect("Checked: no problems.")
    terminal.expect("How large is the key-value cache")
    terminal.expect("Another one")
    terminal.sendline("")
    assert ended(terminal) == 0
    assert "    asked: often\n" in (tmp_path / "b/attention.yaml").read_text()


def test_without_an_editor_it_says_so_and_goes_on(tmp_path: Path) -> None:
    terminal = spawn(tmp_path, "bank", "new", "recall", "--bank", "b", "--no-run")
    terminal.expect("No editor is set. Name yours: export EDITOR=nano")
    terminal.expect("Checked: no problems.")
    terminal.expect("Another one")
    terminal.sendeof()
    assert ended(terminal) == 0


def test_ctrl_c_at_the_list_writes_nothing(tmp_path: Path) -> None:
    terminal = spawn(tmp_path, "bank", "new", "kv", "cache", "--bank", "b", "--no-run")
    terminal.expect("or enter to leave it:")
    terminal.sendintr()
    assert ended(terminal) == 130
    assert not (tmp_path / "b").exists()


def test_a_question_is_added_in_three_lines(tmp_path: Path) -> None:
    terminal = spawn(tmp_path, "add", "Why", "warm", "up?")
    terminal.expect("The answer:")
    terminal.sendline("The second moment is noisy at first.")
    terminal.expect("Point 1")
    terminal.sendline("names the noise")
    terminal.expect("Point 2")
    terminal.sendline("")
    terminal.expect("mine/why-warm-up")
    assert ended(terminal) == 0
    assert "- must: names the noise" in (tmp_path / "data/mine/general.yaml").read_text()


def test_answers_are_tried_in_a_terminal(tmp_path: Path) -> None:
    terminal = spawn(tmp_path, "bank", "try", "conv-output-size")
    terminal.expect("Answer:")
    terminal.sendline("10x10")
    terminal.expect("verdict    right")
    terminal.expect("Answer:")
    terminal.sendline("q")
    assert ended(terminal) == 0


def test_what_was_typed_is_kept_where_it_cannot_be_added(tmp_path: Path) -> None:
    (tmp_path / "data/mine").mkdir(parents=True)
    (tmp_path / "data/mine/schema").write_text("in the way")
    terminal = spawn(tmp_path, "add", "Why", "warm", "up?", TMPDIR=str(tmp_path))
    terminal.expect("The answer:")
    terminal.sendline("The second moment is noisy at first.")
    terminal.expect("Point 1")
    terminal.sendline("")
    terminal.expect(r"What you typed is kept in .*quizapp-add-")
    terminal.expect("bank.schema.json cannot be written")
    assert ended(terminal) == 3
    (kept,) = tmp_path.glob("quizapp-add-*.txt")
    assert kept.read_text() == "Why warm up?\n\nThe second moment is noisy at first.\n"
