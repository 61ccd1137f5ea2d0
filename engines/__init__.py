"""The verifying engine: families of computations, each with a checked truth. Knows no app."""

__version__ = "0.1.0"
"""The distribution's version: a worker of another one than the app's is refused."""
