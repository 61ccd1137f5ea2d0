"""Number formats, rounding, promotion and quantisation."""
