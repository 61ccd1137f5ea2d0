"""Performs what a session asks for: the only caller of store, bank and engine together."""
