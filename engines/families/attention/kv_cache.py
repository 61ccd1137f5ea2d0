"""The key-value cache: its memory, that of a sliding window, and the tokens it has room for."""

from __future__ import annotations

from engines.families.attention.cache_bytes import BYTES
from engines.families.attention.cache_room import TOKENS, WINDOW_BYTES

FAMILIES = {family.name: family for family in (BYTES, WINDOW_BYTES, TOKENS)}
