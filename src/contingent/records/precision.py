"""Precision: which values a figure may stand for that was rounded when it was printed."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation


def printed_range(written: str) -> tuple[float, float] | None:
    """Return the lowest and highest value that would be printed so, half a unit of the last digit either side.

    `1.48E+11` gives 1.475e11 and 1.485e11, `12` gives 11.5 and 12.5. None for text that is no finite number.
    """
    try:
        value = Decimal(written.strip())
    except InvalidOperation:
        return None
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        return None
    half = Decimal((0, (5,), exponent - 1))
    return float(value - half), float(value + half)
