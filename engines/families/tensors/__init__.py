"""Families about tensors themselves: shapes, indexing, memory, and how batches are put together."""
