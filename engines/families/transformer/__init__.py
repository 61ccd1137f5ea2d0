"""Transformers: layers and whole models, positions, images, adapters and experts."""
