"""Banks: the question model, reading with positions, checking and authoring."""

import os

# Plug-ins would change what is a question, and to look for them takes longer than to read one.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
