"""Proofs for detection."""
