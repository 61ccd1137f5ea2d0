"""Banks made on the spot, and one family that needs no engine module."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from engines.api import Ask, Family, IntRange, Param, Slip, Step, Truth
from engines.values import Int

BANK = "format: 1\nid: test-bank\ntitle: Test bank\nlicence: CC0-1.0\n"
HEAD = "format: 1\ntopic: cnn\ntitle: Convolution\nquestions:\n"


def _size(params: Mapping[str, object]) -> int:
    height, kernel, padding = (int(str(params[name])) for name in ("H", "K", "P"))
    return height + 2 * padding - kernel + 1


SIZES = Family(
    name="toy.size",
    title="Output size",
    topic="cnn",
    formula="H + 2P − K + 1",
    params=(
        Param("H", "int", "input size", 1, 64),
        Param("K", "int", "kernel size", 1, 11),
        Param("P", "int", "padding", 0, 5, default=0),
    ),
    answer=lambda params: Int(),
    ask=Ask(
        prompt="A {{H}} wide row meets a kernel of {{K}} with padding {{P}}. How wide is it then?",
        explanation="It is {{answer}}.",
        params={"H": 12, "K": 3, "P": 0},
        vary={"H": IntRange(8, 64), "K": IntRange(1, 7), "P": IntRange(0, 3)},
        level="beginner",
        seconds=40,
        tags=("convolution",),
        sources=("Nobody 2020",),
    ),
    truth=lambda params: Truth(
        _size(params), (Step("width", f"{params['H']} − {params['K']} + 1", str(_size(params))),)
    ),
    slips={
        "no_padding": Slip(
            "ignored-parameter",
            "{{value}} is what comes out without padding.",
            value=lambda params: int(str(params["H"])) - int(str(params["K"])) + 1,
        )
    },
    valid=lambda params: "the kernel is wider than the row" if _size(params) < 1 else None,
)


class ToyFamilies:
    """One family, `toy.size`."""

    def names(self) -> tuple[str, ...]:
        return (SIZES.name,)

    def get(self, name: str) -> Family | None:
        return SIZES if name == SIZES.name else None


@pytest.fixture
def families() -> ToyFamilies:
    return ToyFamilies()


@pytest.fixture
def make_bank(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a bank: `bank.yaml` and each keyword as a topic file.

    A text that does not begin with `format` is put behind the head of a topic file.
    """

    def make(name: str = "bank", /, bank: str | None = BANK, **topics: str | bytes) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        if bank is not None:
            (folder / "bank.yaml").write_text(bank, encoding="utf-8")
        for topic, text in topics.items():
            path = folder / f"{topic}.yaml"
            if isinstance(text, bytes):
                path.write_bytes(text)
            else:
                head = "" if text.startswith("format") else HEAD
                path.write_text(head + text, encoding="utf-8")
        return folder

    return make
