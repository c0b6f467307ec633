"""Kinds of personnel and how they add up.

United Nations lists have told troops, staff officers, experts on mission (military observers among them), individual
police and formed police units apart at different times. A row holds the finest kind its source tells; a coarser kind is
asked for by adding its parts.
"""

from __future__ import annotations

PARTS: dict[str, tuple[str, ...]] = {
    "troops": ("troops",),
    "staff": ("staff",),
    "experts": ("experts",),
    "individual_police": ("individual_police",),
    "formed_police": ("formed_police",),
    "police": ("police", "individual_police", "formed_police"),
    "total": ("troops", "staff", "experts", "police", "individual_police", "formed_police", "total"),
}
"""Kind asked for: kinds of rows that are added. `police` and `total` are also kinds of rows that tell no parts; a
source never gives parts and their sum for the same cell (readers check the sum and leave it out)."""

KINDS = tuple(PARTS)
"""Every kind, as rows have them and as they can be asked for."""
