"""Maths as a screen reader can say it: one table of characters, one pass, ASCII out.

Letters of any script stay as they are; signs outside the table are named by Unicode's own name.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from quizapp.textsafe import clean

SIGNS: dict[str, str] = {
    "×": " by ",
    "·": " times ",
    "⋅": " times ",
    "∗": " * ",
    "÷": " / ",
    "−": "-",
    "–": "-",
    "—": " - ",
    "‐": "-",
    "‑": "-",
    "±": " plus or minus ",
    "→": " to ",
    "←": " from ",
    "↦": " maps to ",
    "⇒": " so ",
    "↔": " both ways ",
    "≤": " at most ",
    "≥": " at least ",
    "≠": " is not ",
    "≈": " about ",
    "∼": " distributed as ",
    "∝": " proportional to ",
    "≡": " equals ",
    "≪": " far below ",
    "≫": " far above ",
    "∈": " in ",
    "∉": " not in ",
    "⊂": " within ",
    "∪": " union ",
    "∩": " and also in ",
    "∀": " for all ",
    "∃": " there is ",
    "¬": " not ",
    "∧": " and ",
    "∨": " or ",
    "⊕": " xor ",
    "⊙": " elementwise times ",
    "∘": " after ",
    "⊗": " outer ",
    "‖": " norm ",
    "∂": "d",
    "∓": "minus or plus",
    "∇": "gradient of ",
    "√": "square root of ",
    "∞": "infinity",
    "∑": "sum over ",
    "Σ": "sum over ",
    "∏": "product over ",
    "Π": "product over ",
    "∫": "integral of ",
    "⌊": " floor of ",
    "⌋": " ",
    "⌈": " ceiling of ",
    "⌉": " ",
    "…": "...",
    "⋯": "...",
    "⋮": "...",
    "°": " degrees",
    "€": " euro ",
    "′": "'",
    "″": "''",
    "ᵀ": " transposed",
    "⊤": " transposed",
    "∥": " norm ",
    "“": '"',
    "”": '"',
    "„": '"',
    "‘": "'",
    "’": "'",
    "«": '"',
    "»": '"',
    "•": "-",
    "▏": "",
    "│": ", ",
    "✓": "yes",
    "✗": "no",
    "½": "1/2",
    "¼": "1/4",
    "¾": "3/4",
    "⅓": "1/3",
    "⅔": "2/3",
    "𝟙": "1",
    "ℝ": "R",
    "𝔼": "E",
    "ℓ": "l",
    "ŷ": "y-hat",
    "x̂": "x-hat",
    "ô": "ô",
    "µ": "mu",
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "ϵ": "epsilon",
    "ζ": "zeta",
    "η": "eta",
    "θ": "theta",
    "κ": "kappa",
    "λ": "lambda",
    "μ": "mu",
    "ν": "nu",
    "ξ": "xi",
    "π": "pi",
    "ρ": "rho",
    "σ": "sigma",
    "τ": "tau",
    "φ": "phi",
    "ϕ": "phi",
    "χ": "chi",
    "ψ": "psi",
    "ω": "omega",
    "Γ": "Gamma",
    "Δ": "delta ",
    "Θ": "Theta",
    "Λ": "Lambda",
    "Φ": "Phi",
    "Ψ": "Psi",
    "Ω": "Omega",
}
"""Sign -> how it is said. Every character that the bundled bank uses is covered by a test."""

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵃᵇᶜᵈᵉᶠᵍʰʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴴᴺᴷᴸᴰᴮ"
_SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧ"
_UP = re.compile(f"[{_SUPERSCRIPTS}]+")
_DOWN = re.compile(f"[{_SUBSCRIPTS}]+")
_DERIVATIVE = re.compile(r"∂(\w+)\s*/\s*∂(\w+)")
_SIDES = re.compile(r"(?<=\d)\s*[x×]\s*(?=\d)")
_SUM = re.compile(r"[∑Σ]\s*_?\{?([a-z](?:\s*[=≠]\s*\w+)?)\}?(?![a-z])")


def spoken(text: str) -> str:
    """Return `text` cleaned, its maths in words: ``Σⱼ`` as *sum over j*, ``3×3`` as *3 by 3*."""
    safe = clean(text)
    safe = _DERIVATIVE.sub(r"d\1/d\2", safe)
    safe = _DOWN.sub(lambda found: "_" + _plain(found.group()), safe)
    safe = _UP.sub(lambda found: "^" + _plain(found.group()), safe)
    safe = _SUM.sub(r"sum over \1 of ", safe)
    safe = _SIDES.sub(" by ", safe)
    said = "".join(_say(char) for char in safe)
    return re.sub(r"(?<=\S) {2,}", " ", said)


def _plain(run: str) -> str:
    """Return a run of raised or lowered characters as ordinary ones, in brackets if several."""
    folded = unicodedata.normalize("NFKC", run).replace("−", "-")
    return folded if len(folded) == 1 or folded.isalnum() else f"({folded})"


@lru_cache(maxsize=4096)
def lacks_words(char: str) -> bool:
    """Whether a character is a sign of maths, or a letter in a style of its own, for which there is
    only Unicode's name: ``⨂`` would be said as *n-ary circled times operator*."""
    if char.isascii() or char in SIGNS:
        return False
    if 0x1D400 <= ord(char) <= 0x1D7FF:
        return True
    folded = unicodedata.normalize("NFKC", char).replace("−", "-")
    return unicodedata.category(char) == "Sm" and not folded.isascii()


def _say(char: str) -> str:
    if char in SIGNS:
        return SIGNS[char]
    if char.isascii() or char.isalpha():
        return char
    folded = unicodedata.normalize("NFKC", char)
    if folded != char and folded.isascii():
        return folded
    if unicodedata.category(char).startswith(("Z", "M")):
        return " " if unicodedata.category(char).startswith("Z") else ""
    return f" {unicodedata.name(char, 'sign').lower()} "
