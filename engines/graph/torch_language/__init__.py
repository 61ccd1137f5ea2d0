"""PyTorch snippets: torch's own tensors behind an allow-list of names."""
