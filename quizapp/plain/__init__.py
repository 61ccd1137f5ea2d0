"""The line mode: everything the screens do, one fact a line, for screen readers and pipes."""
