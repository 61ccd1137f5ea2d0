"""Training in numbers: batches, memory, compute, several devices."""
