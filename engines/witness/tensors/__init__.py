"""Proofs of the families about tensors: the real operations, by torch."""
