"""A question can be two lines: each family's own prompt, texts and ranges pass every check."""

from __future__ import annotations

from pathlib import Path

import pytest

from engines import api
from quizapp.bank.check import check_paths
from tests.scale import n

BANK = 'format: 1\nid: families\ntitle: Families\nversion: "1"\n'
TOPIC = "format: 1\ntopic: all\ntitle: All\nquestions:\n"
TOPICS = sorted({family.topic for family in api.families()})


@pytest.mark.soak
@pytest.mark.parametrize("topic", TOPICS)
def test_a_family_named_and_nothing_else_is_a_good_question(topic: str, tmp_path: Path) -> None:
    names = [family.name for family in api.families() if family.topic == topic]
    entries = [f"  - id: {name.translate(_DASHES)}\n    family: {name}\n" for name in names]
    (tmp_path / "bank.yaml").write_text(BANK, encoding="utf-8")
    (tmp_path / "all.yaml").write_text(TOPIC + "".join(entries), encoding="utf-8")
    checked = check_paths([tmp_path], seeds=n(50, 10))
    # At a small n a slip may be missed by chance (QB509): what it is live in is tested elsewhere.
    told = [f"{names[(p.line - 5) // 2]} {p.code} {p.message}" for p in checked.problems]
    assert [one for one in told if " QB509 " not in one] == []
    assert checked.tally.questions == len(names)


_DASHES = str.maketrans("._", "--")
