"""Scorecards and the home screen's figures: plain data to text and JSON."""
