"""The verifying engine: families of computations, each with a checked truth. Knows no app."""
