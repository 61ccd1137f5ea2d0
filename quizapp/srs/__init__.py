"""Spaced repetition as pure functions over frozen data: when, what, which numbers, how rated."""
