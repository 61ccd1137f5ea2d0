"""The kinds of nodes: how each infers types and shapes, and how torch computes it."""
