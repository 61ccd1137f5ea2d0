"""Proofs of tokenising and of measures of language models."""
