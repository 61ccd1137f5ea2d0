"""Proofs of number formats, rounding, promotion and quantisation."""
