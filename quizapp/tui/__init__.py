"""The full-screen app: thin screens that render frozen session states and post events."""
