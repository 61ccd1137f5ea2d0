"""What `bank check` looks for in one question: tables of functions over a subject."""
