"""Pure functions from states to lines of a screen."""
