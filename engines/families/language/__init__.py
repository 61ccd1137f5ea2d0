"""Tokens of text, and how well a language model foresees them."""
