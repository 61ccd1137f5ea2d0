"""Proofs of training in numbers."""
