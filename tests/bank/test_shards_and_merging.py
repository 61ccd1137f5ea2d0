"""Shards: every question in exactly one, and the merged reports equal that of the whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.bank.check import How, check_paths
from quizapp.bank.merging import as_json, merged, read_part
from quizapp.bank.render import as_text
from quizapp.bank.shards import Shard, shard_from
from quizapp.errors import UsageError

Make = Callable[..., Path]

QUESTION = """\
  - id: q{0}
    kind: compute
    level: beginner
    prompt: P
    answer: {{type: int}}
    expect: "{0}"
    explanation: E
    sources: [Somebody 2020]
"""


def bank(make_bank: Make) -> Path:
    wrong = "  - id: x\n    kind: recal\n" + QUESTION.format(99).replace('"99"', "lots")
    return make_bank(
        one="".join(QUESTION.format(n) for n in range(20)),
        two=wrong + "".join(QUESTION.format(n) for n in range(19, 30)),
    )


def report(folder: Path, shard: Shard | None) -> str:
    return as_json(check_paths([folder], seeds=2, how=How(shard=shard)), folder.parent, shard)


@pytest.mark.parametrize("of", [1, 2, 3, 64])
def test_merged_shards_equal_the_whole(of: int, make_bank: Make) -> None:
    folder = bank(make_bank)
    whole = report(folder, None)
    assert json.loads(whole)["tally"]["questions"] == 31
    assert {one["code"] for one in json.loads(whole)["problems"]} == {
        "QB205",
        "QB302",
        "QB501",
        "QB515",
    }
    shards = [report(folder, Shard(i, of)) for i in range(1, of + 1)]
    assert sum(json.loads(text)["tally"]["questions"] for text in shards) == 31
    parts = [read_part(text, "x.json") for text in reversed(shards)]
    assert as_json(merged(parts), folder.parent) == whole
    caret = [line for p in merged(parts).problems for line in as_text(p).split("\n")]
    assert sum(line.strip() == "^" for line in caret) == len(json.loads(whole)["problems"])


def test_a_question_is_always_in_the_same_shard() -> None:
    keys = [f"bank/q{n}" for n in range(1000)]
    sizes = [sum(Shard(i, 4).has(key) for key in keys) for i in range(1, 5)]
    assert sum(sizes) == 1000
    assert min(sizes) > 200
    # A hash that changes from run to run, or from release to release, would leave questions out.
    assert [Shard(1, 2).has(key) for key in keys[:8]] == FIRST_EIGHT


FIRST_EIGHT = [False, True, False, False, True, True, True, True]


@pytest.mark.parametrize("text", ["", "0/2", "3/2", "1", "1/0", "a/b", "1/2/3", "-1/2", "1/ 2"])
def test_what_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no shard"):
        shard_from(text)


def test_a_shard_is_read_as_it_is_shown() -> None:
    assert shard_from("2/12") == Shard(2, 12)
    assert str(Shard(2, 12)) == "2/12"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "3",
        "{}",
        "[" * 99_999,
        '{"problems": [], "tally": {}, "seeds": 1}',
        '{"problems": [], "tally": {"answers": "9"}, "seeds": 1, "shard": "1/1"}',
        '{"problems": [], "tally": {"nothing": 9}, "seeds": 1, "shard": "1/1"}',
        '{"problems": [3], "tally": {}, "seeds": 1, "shard": "1/1"}',
        '{"problems": [{"code": "QB1"}], "tally": {}, "seeds": 1, "shard": "1/1"}',
        '{"problems": [], "tally": {}, "seeds": "1", "shard": "1/1"}',
        '{"problems": [], "tally": {}, "seeds": 1, "shard": "2/1"}',
        '{"problems": [], "tally": {}, "seeds": 1, "shard": 1}',
    ],
)
def test_what_is_no_report_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(UsageError, match=r"a\.json is no report of a shard"):
        read_part(text, "a.json")


def part(shard: str, seeds: int = 1) -> str:
    return json.dumps({"problems": [], "tally": {}, "seeds": seeds, "shard": shard})


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        ((part("1/3"), part("3/3")), "2/3 is missing"),
        ((part("1/2"), part("1/2"), part("2/2")), "of one shard"),
        ((part("1/2"), part("2/3")), "different checks"),
        ((part("1/2"), part("2/2", seeds=2)), "different checks"),
    ],
)
def test_only_all_shards_of_one_check_are_merged(texts: tuple[str, ...], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        merged([read_part(text, "a.json") for text in texts])
