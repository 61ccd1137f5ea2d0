"""Producing text with a language model: sampling, search, speed and memory."""
