"""Reading what was typed and judging it: pure functions over frozen data."""
