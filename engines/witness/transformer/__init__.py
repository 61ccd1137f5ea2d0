"""Proofs of the families about transformers."""
