"""Measures of predictions: confusion counts, averages over classes, rankings, fit."""
