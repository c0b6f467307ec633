"""Trees: XML of REFI-QDA read without trust, and its elements kept in the order of the schema.

The order is that of the official schema of REFI-QDA 1.0 (Project.xsd, 18 March 2019).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, TypeAlias
from xml.parsers import expat

from contingent.base.errors import InputError

Element: TypeAlias = Any
"""An element of lxml, which has no types."""

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
_FAMILY = "urn:QDA-XML:"

_TAIL = ("Coding", "NoteRef", "VariableValue")
ORDER: dict[str, tuple[str, ...]] = {
    "Project": ("Users", "CodeBook", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs",
                "Description", "NoteRef"),
    "CodeBook": ("Codes", "Sets"),
    "Code": ("Description", "NoteRef", "Code"),
    "Case": ("Description", "CodeRef", "VariableValue", "SourceRef", "SelectionRef"),
    "Set": ("Description", "MemberCode", "MemberSource", "MemberNote"),
    "TextSource": ("Description", "PlainTextContent", "PlainTextSelection", *_TAIL),
    "Representation": ("Description", "PlainTextContent", "PlainTextSelection", *_TAIL),
    "TextDescription": ("Description", "PlainTextContent", "PlainTextSelection", *_TAIL),
    "PDFSource": ("Description", "PDFSelection", "Representation", *_TAIL),
    "PictureSource": ("Description", "TextDescription", "PictureSelection", *_TAIL),
    "PlainTextSelection": ("Description", "Coding", "NoteRef"),
    "Coding": ("CodeRef", "NoteRef"),
}  # fmt: skip
"""Which children an element has, in their order."""


class _SeenRootError(Exception):
    pass


def parsed(data: bytes, root_name: str, label: str) -> Element:
    """Return the root of the XML in `data`, its names in the namespace of version 1.0.

    No DTD, no entities, no network. Raises InputError on a DOCTYPE, on XML that is broken or too large to be sound,
    and where the root is not `root_name` of REFI-QDA.
    """
    from lxml import etree

    _refuse_doctype(data, label)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _broken(error, label) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _doctype(label)
    namespace = etree.QName(root).namespace or ""
    if local(root) != root_name or (namespace and not namespace.startswith(_FAMILY)):
        raise InputError(
            f"The XML is not REFI-QDA: its root is {local(root)[:40]!r} of {namespace[:60] or 'no namespace'!r}, not "
            f"{root_name!r} of {_FAMILY!r}.",
            record=label,
            remedy="Export it as REFI-QDA from the other tool.",
        )
    wanted = PROJECT if root_name == "Project" else CODEBOOK
    return root if namespace == wanted else _renamed(root, namespace, wanted)


def written(root: Element) -> bytes:
    """Return the document of `root` as UTF-8 with a declaration and a line feed at its end."""
    from lxml import etree

    data: bytes = etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True)
    return data if data.endswith(b"\n") else data + b"\n"


def local(element: Element) -> str:
    """Return the name of an element without its namespace; empty for a comment."""
    tag = element.tag
    return str(tag).rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """Yield the children of these names, in order."""
    if element is not None:
        for child in element:
            if local(child) in names:
                yield child


def has(element: Element | None, *names: str) -> bool:
    """Return whether there is a child of one of these names."""
    return next(children(element, *names), None) is not None


def size(element: Element | None) -> int:
    """Return how many children there are, without comments."""
    return 0 if element is None else sum(bool(local(each)) for each in element)


def empty(namespace: str, name: str) -> Element:
    """Return a new root with its namespace as the default one."""
    from lxml import etree

    nsmap: Any = {None: namespace}
    return etree.Element(f"{{{namespace}}}{name}", nsmap=nsmap)


def child(element: Element | None, name: str) -> Element | None:
    """Return the first child of this name, or None."""
    return next(children(element, name), None)


def text_of(element: Element | None, name: str) -> str:
    """Return the text in the first child of this name, empty if there is none."""
    found = child(element, name)
    return "".join(found.itertext()) if found is not None else ""


def attribute(element: Element, name: str) -> str:
    """Return an attribute, empty if absent."""
    return str(element.get(name) or "")


def add(parent: Element, tag: str, /, **attributes: str | None) -> Element:
    """Return a new child, put where the schema wants it; attributes that are None are left out."""
    from lxml import etree

    namespace = etree.QName(parent).namespace
    new = etree.Element(f"{{{namespace}}}{tag}", nsmap=None)
    for key, value in attributes.items():
        if value is not None:
            new.set(key, value)
    parent.insert(_place(parent, tag), new)
    return new


def ensure(parent: Element, name: str) -> Element:
    """Return the first child of this name, made if there is none."""
    found = child(parent, name)
    return found if found is not None else add(parent, name)


def set_text(parent: Element, name: str, text: str) -> None:
    """Give the child of this name this text; an empty text removes it."""
    if text:
        found = ensure(parent, name)
        for inner in list(found):
            found.remove(inner)
        found.text = text
    elif (old := child(parent, name)) is not None:
        remove(old)


def remove(element: Element) -> None:
    """Take an element out of its parent, if it still has one."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def put_in_order(root: Element) -> None:
    """Put children that stand out of order where the schema wants them, keeping the order among equals."""
    for element in list(root.iter()):
        order = ORDER.get(local(element))
        if order is None:
            continue
        ranks = [order.index(local(each)) if local(each) in order else -1 for each in element]
        if any(first > second >= 0 for first, second in pairwise(ranks)):
            element[:] = [each for _, each in sorted(zip(ranks, element, strict=True), key=lambda pair: pair[0])]


def _place(parent: Element, name: str) -> int:
    order = ORDER.get(local(parent), ())
    after = set(order[order.index(name) + 1 :]) if name in order else set()
    if not after:
        return len(parent)
    # From the end, because there may be thousands before and few after.
    place = len(parent)
    while place and (local(parent[place - 1]) in after):
        place -= 1
    return place


def _refuse_doctype(data: bytes, label: str) -> None:
    """Look at what stands before the root with a parser that stops at the first mark of a DTD."""
    parser = expat.ParserCreate()

    def at_doctype(*_: object) -> None:
        raise _doctype(label)

    def at_root(*_: object) -> None:
        raise _SeenRootError

    parser.StartDoctypeDeclHandler = at_doctype
    parser.StartElementHandler = at_root
    try:
        parser.Parse(data, True)
    except _SeenRootError:
        return
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise _broken(error, label) from None
    raise _broken("no element", label)


def _doctype(label: str) -> InputError:
    return InputError(
        "The XML has a DOCTYPE, which REFI-QDA does not need and attacks do.",
        record=label,
        remedy="Do not trust this file; ask whoever made it for one without a DOCTYPE.",
    )


def _broken(error: object, label: str) -> InputError:
    return InputError(
        f"The XML cannot be read ({str(error)[:200]}).", record=label, remedy="Export it anew from the other tool."
    )


def _renamed(root: Element, old: str, new: str) -> Element:
    """Return a copy of the tree with the names of namespace `old` in `new`, declared once at the root."""
    from lxml import etree

    copy = empty(new, local(root))
    copy.attrib.update(dict(root.attrib))
    stack = [(root, copy)]
    while stack:
        source, target = stack.pop()
        target.text = source.text
        for each in source:
            if not isinstance(each.tag, str):
                continue
            name = etree.QName(each)
            tag = f"{{{new}}}{name.localname}" if (name.namespace or "") == old else each.tag
            made = etree.SubElement(target, tag, attrib=dict(each.attrib))
            made.tail = each.tail
            stack.append((each, made))
    return copy
