"""Colours. Right is blue and wrong is orange, and a word and a sign always say it too."""

from __future__ import annotations

from dataclasses import replace

from textual.theme import BUILTIN_THEMES, Theme

_ANSI = BUILTIN_THEMES["ansi-dark"]
"""Textual's styles name variables that only its own ansi themes define, so ours builds on one."""

THEMES = (
    # Each defines the colour roles that lines use: $right, $wrong, $quiet, $key.
    Theme(
        name="quizapp-dark",
        primary="#7cb7ff",
        secondary="#9aa7b8",
        accent="#7cb7ff",
        warning="#ffb15e",
        error="#ffa04d",
        success="#7cb7ff",
        foreground="#dde3ea",
        background="#12161b",
        surface="#12161b",
        panel="#1b2129",
        dark=True,
        variables={
            "right": "#7cb7ff",
            "wrong": "#ffa04d",
            "quiet": "#8c99a8",
            "key": "#b9d7ff",
            "input-cursor-text-style": "reverse",
        },
    ),
    Theme(
        name="quizapp-light",
        primary="#0b57b0",
        secondary="#4a5561",
        accent="#0b57b0",
        warning="#9a4a00",
        error="#9a4a00",
        success="#0b57b0",
        foreground="#1a1f25",
        background="#fbfaf7",
        surface="#fbfaf7",
        panel="#ecebe6",
        dark=False,
        variables={
            "right": "#0b57b0",
            "wrong": "#9a4a00",
            "quiet": "#5d6771",
            "key": "#0b3f80",
            "input-cursor-text-style": "reverse",
        },
    ),
    replace(
        _ANSI,
        name="quizapp-ansi",
        error="ansi_yellow",
        success="ansi_blue",
        accent="ansi_blue",
        variables={
            **_ANSI.variables,
            "right": "ansi_blue",
            "wrong": "ansi_yellow",
            "quiet": "ansi_default",
            "key": "ansi_default",
            "input-cursor-background": "ansi_default",
            "input-cursor-foreground": "ansi_default",
            "input-cursor-text-style": "reverse",
        },
    ),
)


def theme_name(setting: str, *, no_color: bool) -> str:
    """The theme for the `theme` setting.

    Without colour the terminal's own palette would leave nothing to tell text from ground by, so
    the dark theme, which is then drawn in greys, takes its place.
    """
    if no_color and setting == "ansi":
        return "quizapp-dark"
    return f"quizapp-{setting}"
