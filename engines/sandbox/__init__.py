"""A short-lived child that runs a learner's function; ``python -P -m engines.sandbox`` is it.

It guards against accidents and keeps a program from passing for right by crashing. It is no prison:
whoever runs code here runs their own.
"""
