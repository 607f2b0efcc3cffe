"""XMP packets (ISO 16684-1): the fields that say where a file comes from, and no others.

A list of what is kept, and not of what is left out: XMP also holds names of people on the
picture, face regions, places and serial numbers of devices, of people who have nothing to do with a
case.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from undertow.media.provenance.facts import Facts

LONGEST_PACKET: Final = 1 << 20
_MOST_ELEMENTS: Final = 20_000
_MOST_STEPS: Final = 20
_RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_NAMESPACES: Final = {
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.adobe.com/xap/1.0/mm/": "xmpMM",
    "http://ns.adobe.com/xap/1.0/rights/": "xmpRights",
    "http://ns.adobe.com/tiff/1.0/": "tiff",
    "http://ns.adobe.com/exif/1.0/": "exif",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "Iptc4xmpExt",
    "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#": "stEvt",
}
_KEPT: Final = frozenset(
    {
        "xmp:CreatorTool", "xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate",
        "dc:creator", "dc:rights", "dc:title", "dc:description", "dcterms:provenance",
        "photoshop:Credit", "photoshop:Source", "photoshop:DateCreated", "photoshop:Instructions",
        "xmpMM:DocumentID", "xmpMM:OriginalDocumentID", "xmpMM:InstanceID",
        "xmpRights:WebStatement", "tiff:Make", "tiff:Model", "tiff:Software",
        "exif:DateTimeOriginal", "Iptc4xmpExt:DigitalSourceType", "Iptc4xmpExt:AISystemUsed",
        "Iptc4xmpExt:AISystemVersionUsed", "Iptc4xmpExt:AIPromptInformation",
    }
)  # fmt: skip
_STEP: Final = ("stEvt:action", "stEvt:softwareAgent", "stEvt:when")


def add_xmp(packet: bytes, facts: Facts) -> None:
    """Add what an XMP packet says of the origin of its file.

    Parameters
    ----------
    packet : bytes
        As it lies in the file. One that is too long, no XML, or has a document type (which is
        where entities are made) says nothing but that.
    facts : Facts
        Of source ``xmp``; the steps of the history have their number for a position.
    """
    if len(packet) > LONGEST_PACKET:
        facts.add("unread", f"a packet of {len(packet)} bytes is not looked at")
        return
    if b"<!" in packet.replace(b"<!--", b"").replace(b"<![CDATA[", b""):
        facts.add("unread", "a packet with a document type is not looked at")
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(packet.strip(b"\0 \r\n\t"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        facts.add("unread", "a packet that is no XML")
        return
    n_steps = 0
    for n_seen, element in enumerate(root.iter(etree.Element)):
        if n_seen > _MOST_ELEMENTS:
            break
        step = {}
        for name, value in _fields(element):
            if name in _KEPT:
                facts.add(name, value)
            elif name == "exif:GPSLatitude":
                facts.withhold(name)
            elif name in _STEP:
                step[name] = value
        if step and n_steps < _MOST_STEPS:
            told = "; ".join(step[name] for name in _STEP if step.get(name))
            facts.add("xmpMM:History", told, n_steps)
            n_steps += 1


def _fields(element: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield the fields of an element: its attributes, its children, and itself where it has text.

    XMP writes the same field as an attribute or as an element, whichever its writer likes.
    """
    for key, value in element.attrib.items():
        yield _name(str(key)), str(value)
    if element.tag in (f"{_RDF}Description", f"{_RDF}li"):
        for child in element:
            if isinstance(child.tag, str):
                yield _name(child.tag), _text(child)


def _text(element: etree._Element) -> str:
    items = [item.text or "" for item in element.iter(f"{_RDF}li")]
    return "; ".join(item.strip() for item in items[:50]) if items else (element.text or "")


def _name(tag: str) -> str:
    namespace, _, name = tag.removeprefix("{").rpartition("}")
    prefix = _NAMESPACES.get(namespace, "")
    return f"{prefix}:{name}" if prefix else ""
