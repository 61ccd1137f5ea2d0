"""Proofs for measures of predictions."""
