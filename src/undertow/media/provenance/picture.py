"""What a picture tells of itself: EXIF, IPTC, XMP, the text of PNG files, traces of its encoder.

Pillow reads the headers; no pixel is decoded here.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from io import SEEK_SET
from typing import Any, BinaryIO, Final

from PIL import ExifTags, Image, ImageFile, IptcImagePlugin

from undertow.media.provenance.facts import Fact, Facts, decoded
from undertow.media.provenance.xmp import add_xmp

FORMATS: Final = ("AVIF", "BMP", "GIF", "JPEG", "PNG", "TIFF", "WEBP")
# Exif 3.0, 4.6.5 to 4.6.6: what says when, with what and by whom. Not kept, because they lead to a
# person and not to an operation: positions, owner and serial numbers, maker notes, thumbnails.
_EXIF: Final = frozenset(
    {
        "Artist", "Copyright", "DateTime", "DateTimeDigitized", "DateTimeOriginal",
        "DocumentName", "HostComputer", "ImageDescription", "ImageEditor", "LensMake",
        "LensModel", "Make", "Model", "OffsetTime", "OffsetTimeDigitized", "OffsetTimeOriginal",
        "Orientation", "ProcessingSoftware", "Software", "UserComment", "XPAuthor", "XPComment",
        "XPTitle", "CameraFirmware", "ImageEditingSoftware", "MetadataEditingSoftware",
        "RAWDevelopingSoftware",
    }
)  # fmt: skip
_EXIF_WITHHELD: Final = frozenset(
    {
        "CameraOwnerName",
        "BodySerialNumber",
        "LensSerialNumber",
        "CameraSerialNumber",
        "Photographer",
    }
)
# IPTC-IIM 4.2, record 2. Platforms write 40 and 103 into what they hand out.
_IPTC: Final = {
    5: "Object Name", 10: "Urgency", 40: "Special Instructions", 55: "Date Created",
    60: "Time Created", 65: "Originating Program", 70: "Program Version", 80: "By-line",
    103: "Original Transmission Reference", 105: "Headline", 110: "Credit", 115: "Source",
    116: "Copyright Notice", 120: "Caption/Abstract",
}  # fmt: skip
_ENCODER: Final = ("jfif", "adobe", "progressive", "loop", "background", "gamma", "compression")
_NOT_TEXT: Final = frozenset({"exif", "xmp", "XML:com.adobe.xmp", "icc_profile", "photoshop"})
_ENCODED_AS: Final = {b"ASCII\0\0\0": "ascii", b"UNICODE\0": "utf-16-le"}


def read_picture(file: BinaryIO) -> tuple[Fact, ...]:
    """Return what a picture tells of itself.

    Parameters
    ----------
    file : binary file
        Seekable; read from its beginning.

    Returns
    -------
    tuple of Fact
        Sources container, exif, iptc, xmp and encoder; none for a file that is no picture of
        :data:`FORMATS`. Text that a PNG file holds behind its pixels is not read.

    Notes
    -----
    Pillow raises nearly anything on damaged headers, which are no reason to give up a file: each
    part is read by itself, and one that cannot be read says so.
    """
    file.seek(0, SEEK_SET)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            image = Image.open(file, formats=FORMATS)
        except Exception:
            return ()
        with image:
            return tuple(fact for part in _parts(image) for fact in part)


def _parts(image: ImageFile.ImageFile) -> Iterator[tuple[Fact, ...]]:
    for source, add in (
        ("container", _add_container),
        ("exif", _add_exif),
        ("iptc", _add_iptc),
        ("xmp", _add_xmp),
        ("encoder", _add_encoder),
    ):
        facts = Facts(source)
        try:
            add(image, facts)
        except Exception as error:
            facts.add("unread", type(error).__name__)
        yield facts.sealed()


def _add_container(image: ImageFile.ImageFile, facts: Facts) -> None:
    facts.add("format", image.format or "")
    facts.add("mode", image.mode)
    facts.add("size_px", f"{image.width}x{image.height}")
    for name, value in image.info.items():
        if isinstance(value, str | bytes) and str(name) not in _NOT_TEXT:
            facts.add_tag(str(name), value)


def _add_encoder(image: ImageFile.ImageFile, facts: Facts) -> None:
    for name in _ENCODER:
        if isinstance(value := image.info.get(name), int | float | tuple):
            facts.add(name, value)
    tables = getattr(image, "quantization", None)
    for position, table in sorted((tables or {}).items()):
        # A writer and its quality setting can be told by these (Kornblum 2008,
        # doi:10.1016/j.diin.2008.05.004).
        facts.add("quantization", " ".join(str(step) for step in table), position)
    profile = image.info.get("icc_profile")
    if isinstance(profile, bytes) and len(profile) >= 40:
        # ICC.1:2022, 7.2: preferred CMM at byte 4, creator at byte 80.
        facts.add("icc_cmm", profile[4:8].strip(b"\0 "))
        facts.add("icc_creator", profile[80:84].strip(b"\0 "))


def _add_exif(image: ImageFile.ImageFile, facts: Facts) -> None:
    exif = image.getexif()
    for tags in (exif, exif.get_ifd(ExifTags.IFD.Exif)):
        for tag, value in tags.items():
            name = ExifTags.TAGS.get(tag, "")
            if name in _EXIF_WITHHELD:
                facts.withhold(name)
            elif name in _EXIF:
                facts.add(name, _exif_text(name, value))
    if ExifTags.IFD.GPSInfo in exif:
        facts.withhold("GPSInfo")


def _exif_text(name: str, value: Any) -> str:
    if not isinstance(value, bytes):
        return str(value)
    if name.startswith("XP"):
        return value.decode("utf-16-le", "replace")
    encoding = _ENCODED_AS.get(value[:8])
    return value[8:].decode(encoding, "replace") if encoding else decoded(value)


def _add_iptc(image: ImageFile.ImageFile, facts: Facts) -> None:
    found: Mapping[tuple[int, int], Any] = IptcImagePlugin.getiptcinfo(image) or {}
    for number, name in _IPTC.items():
        value = found.get((2, number))
        values = value if isinstance(value, list) else [value]
        told = "; ".join(decoded(one) for one in values[:50] if isinstance(one, bytes))
        facts.add(name, told)


def _add_xmp(image: ImageFile.ImageFile, facts: Facts) -> None:
    packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp")
    if packet is None and image.format == "TIFF":
        packet = image.getexif().get(700)
    if packet:
        add_xmp(packet.encode() if isinstance(packet, str) else bytes(packet), facts)
