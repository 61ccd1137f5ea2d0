"""Detection: boxes, grids of predictions, and the pixels that go in."""
