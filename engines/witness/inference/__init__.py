"""Proofs of sampling, search, speed and memory of language models."""
