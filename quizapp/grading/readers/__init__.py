"""The reader of each type of answer."""
