"""Proofs for reinforcement learning."""
