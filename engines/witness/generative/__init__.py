"""Proofs for generative models."""
