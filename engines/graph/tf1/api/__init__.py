"""What a snippet calls: the functions and classes under `tf`, by area."""
