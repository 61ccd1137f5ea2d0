"""Gradients, run by torch.autograd and torch.func."""
