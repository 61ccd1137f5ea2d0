"""Banks: the question model, reading with positions, checking and authoring."""
