"""Colours. Right is blue and wrong is orange, and a word and a sign always say it too."""

from __future__ import annotations

from textual.theme import Theme

_ROLES = ("right", "wrong", "quiet", "key")
"""The colour roles that lines use as ``$right`` and so on; every theme defines them."""

THEMES = (
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
    Theme(
        name="quizapp-ansi",
        ansi=True,
        primary="ansi_blue",
        secondary="ansi_cyan",
        accent="ansi_blue",
        warning="ansi_yellow",
        error="ansi_yellow",
        success="ansi_blue",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        variables={
            "right": "ansi_blue",
            "wrong": "ansi_yellow",
            "quiet": "ansi_default",
            "key": "ansi_default",
            "input-cursor-background": "ansi_default",
            "input-cursor-foreground": "ansi_default",
            "input-cursor-text-style": "reverse",
            "input-selection-background": "ansi_blue",
            "input-selection-foreground": "ansi_white",
            "scrollbar": "ansi_blue",
            "scrollbar-background": "ansi_default",
            "scrollbar-corner-color": "ansi_default",
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
