"""Questions as the cards of other programs: a module for each format, plain data between them."""
