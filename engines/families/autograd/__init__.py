"""Gradients: the chain rule, what autograd does with them, and numeric checks."""
