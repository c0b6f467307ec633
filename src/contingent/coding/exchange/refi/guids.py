"""GUIDs: those of a file are kept, others are made of what they name, so that the same thing gets the same again."""

from __future__ import annotations

import json
import re
import uuid

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "refi.contingent.invalid")
_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def plain(guid: str) -> str:
    """Return a GUID as it is compared: lower case, without the braces that the schema allows."""
    return guid.strip().removeprefix("{").removesuffix("}").lower()


def is_guid(text: str) -> bool:
    """Return whether `text` is a GUID in plain form."""
    return _GUID.fullmatch(text) is not None


def made_guid(kind: str, *parts: str) -> str:
    """Return the GUID of a thing of this kind named by `parts`: a version 5 UUID (RFC 9562, section 5.5)."""
    return str(uuid.uuid5(NAMESPACE, json.dumps([kind, *parts])))


def guid_for(identity: str, kind: str, *parts: str) -> str:
    """Return `identity` itself where it is a GUID, else one made of it."""
    return identity if is_guid(identity) else made_guid(kind, identity, *parts)
