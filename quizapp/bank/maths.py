r"""Maths in texts: Unicode, and a small set of macros that stand for exactly one character.

Anything that needs layout (`\frac`, `\sqrt`, matrices) changes its meaning when it is flattened, so
that it is refused rather than converted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizapp.spoken import lacks_words

_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π",
    "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Sigma": "Σ", "Phi": "Φ", "Omega": "Ω",
}  # fmt: skip
_SIGNS = {
    "times": "×", "cdot": "·", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠",
    "approx": "≈", "in": "∈", "to": "→", "infty": "∞", "partial": "∂", "nabla": "∇", "sum": "Σ",
    "prod": "∏", "odot": "⊙", "pm": "±", "ldots": "...", "ell": "ℓ",
}  # fmt: skip
MACROS: dict[str, str] = _GREEK | _SIGNS
"""Every macro that may be written, with the character it stands for."""

_MACRO = re.compile(r"\\([A-Za-z]+)")
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)


def unknown_macros(text: str) -> Iterator[tuple[str, int]]:
    """Yield each macro outside the set with the number of equal ones before it.

    Code in fences and back-ticks holds none.
    """
    seen: dict[str, int] = {}
    spans = [match.span() for match in _CODE.finditer(text)]
    for match in _MACRO.finditer(text):
        token = match.group()
        nth = seen.get(token, 0)
        seen[token] = nth + 1
        in_code = any(start <= match.start() < end for start, end in spans)
        if not in_code and match.group(1) not in MACROS:
            yield token, nth


def signs_without_words(text: str) -> Iterator[tuple[str, int]]:
    """Yield each sign outside of code for which line mode has no words, with the number of equal
    ones before it."""
    if text.isascii():
        return
    spans = [match.span() for match in _CODE.finditer(text)]
    for place, sign in enumerate(text):
        if lacks_words(sign) and not any(start <= place < end for start, end in spans):
            yield sign, text.count(sign, 0, place)


def plain(text: str) -> str:
    """Return `text` with its macros as characters; code stays as it is."""
    if "\\" not in text:
        return text
    pieces: list[str] = []
    last = 0
    for match in _CODE.finditer(text):
        pieces += [_plain(text[last : match.start()]), match.group()]
        last = match.end()
    return "".join([*pieces, _plain(text[last:])])


def _plain(text: str) -> str:
    return _MACRO.sub(lambda match: MACROS.get(match.group(1), match.group()), text)
