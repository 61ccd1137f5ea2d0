"""Reinforcement learning: returns, values, policy objectives, preferences."""
