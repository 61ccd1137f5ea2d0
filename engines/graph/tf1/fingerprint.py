"""The 64-bit fingerprint of short texts behind TensorFlow's fast hash buckets (FarmHash)."""

from __future__ import annotations

from engines.graph.limits import CapReached

_K0, _K1, _K2 = 0xC3A5C85C97CB3127, 0xB492B66FBE98F273, 0x9AE16A3B2F90404F
_MASK = 2**64 - 1


def fingerprint(text: bytes) -> int:
    """Return the fingerprint of `text`. Raises CapReached beyond 64 bytes."""
    size = len(text)
    if size > 64:
        raise CapReached("hash bucket", "texts of more than 64 bytes are not hashed")
    if size > 32:
        return _to_64(text)
    if size > 16:
        return _to_32(text)
    return _to_16(text)


def _word(text: bytes, at: int, size: int = 8) -> int:
    return int.from_bytes(text[at : at + size], "little")


def _turned(value: int, by: int) -> int:
    value &= _MASK
    return (value >> by | value << (64 - by)) & _MASK


def _mixed(value: int) -> int:
    return value ^ value >> 47


def _pair(u: int, v: int, factor: int) -> int:
    first = _mixed(((u ^ v) & _MASK) * factor & _MASK)
    second = _mixed(((v ^ first) & _MASK) * factor & _MASK)
    return second * factor & _MASK


def _to_16(text: bytes) -> int:
    size = len(text)
    factor = _K2 + size * 2
    if size >= 8:
        a, b = _word(text, 0) + _K2 & _MASK, _word(text, size - 8)
        c = _turned(b, 37) * factor + a & _MASK
        d = (_turned(a, 25) + b) * factor & _MASK
        return _pair(c, d, factor)
    if size >= 4:
        return _pair(size + (_word(text, 0, 4) << 3), _word(text, size - 4, 4), factor)
    if size > 0:
        y = text[0] + (text[size >> 1] << 8)
        z = size + (text[-1] << 2)
        return _mixed((y * _K2 ^ z * _K0) & _MASK) * _K2 & _MASK
    return _K2


def _to_32(text: bytes) -> int:
    size = len(text)
    factor = _K2 + size * 2
    a, b = _word(text, 0) * _K1 & _MASK, _word(text, 8)
    c, d = _word(text, size - 8) * factor & _MASK, _word(text, size - 16) * _K2 & _MASK
    return _pair(
        _turned(a + b, 43) + _turned(c, 30) + d & _MASK,
        a + _turned(b + _K2, 18) + c & _MASK,
        factor,
    )


def _to_64(text: bytes) -> int:
    size = len(text)
    factor = _K2 + size * 2
    a, b = _word(text, 0) * _K2 & _MASK, _word(text, 8)
    c, d = _word(text, size - 8) * factor & _MASK, _word(text, size - 16) * _K2 & _MASK
    y = _turned(a + b, 43) + _turned(c, 30) + d & _MASK
    z = _pair(y, a + _turned(b + _K2, 18) + c & _MASK, factor)
    e, f = _word(text, 16) * factor & _MASK, _word(text, 24)
    g = (y + _word(text, size - 32)) * factor & _MASK
    h = (z + _word(text, size - 24)) * factor & _MASK
    return _pair(
        _turned(e + f, 43) + _turned(g, 30) + h & _MASK, e + _turned(f + a, 18) + g & _MASK, factor
    )
