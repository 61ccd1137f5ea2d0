"""What ``python -m engines`` does, a module for each sort of thing that it is asked."""
