"""Families on how weights start, and what that does to signals and gradients."""
