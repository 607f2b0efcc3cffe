"""What a file tells of itself, with files made here: pictures, a clip, and an own authority."""

from __future__ import annotations

import hashlib
import io
import socket
import threading
from fractions import Fraction

import av
import numpy as np
import pytest
from media_signing import MODEL_MADE, Authority, authority
from PIL import Image

from undertow.errors import SettingsError
from undertow.media.provenance.content_credentials import (
    check_trust_list,
    read_content_credentials,
)
from undertow.media.provenance.facts import LONGEST_VALUE, MOST_FACTS, WITHHELD, Facts, clean
from undertow.media.provenance.reading import Provenance, read_provenance
from undertow.media.provenance.state import CONTENT_CODES, C2paState
from undertow.media.provenance.xmp import LONGEST_PACKET, add_xmp

_XMP = b"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
 xmlns:stEvt="http://ns.adobe.com/xap/1.0/sType/ResourceEvent#"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
<rdf:Description rdf:about="" xmp:CreatorTool="Photo Tool 5" exif:GPSLatitude="45,30.5N">
<Iptc4xmpExt:PersonInImage><rdf:Bag><rdf:li>A Bystander</rdf:li></rdf:Bag>
</Iptc4xmpExt:PersonInImage>
<dc:creator><rdf:Seq><rdf:li>Ana</rdf:li><rdf:li>Bo</rdf:li></rdf:Seq></dc:creator>
<xmpMM:History><rdf:Seq><rdf:li stEvt:action="created" stEvt:softwareAgent="Photo Tool 5"/>
<rdf:li stEvt:action="saved" stEvt:when="2023-09-01"/></rdf:Seq></xmpMM:History>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


@pytest.fixture(scope="module")
def trusted() -> Authority:
    return authority()


@pytest.fixture(scope="module")
def image() -> Image.Image:
    noise = np.random.default_rng(0).integers(0, 255, (40, 60, 3), dtype=np.uint8)
    return Image.fromarray(noise)


@pytest.fixture(scope="module")
def jpeg(image: Image.Image) -> bytes:
    exif = image.getexif()
    exif[0x010F] = "Maker\x07\u202e"
    exif[0x8825] = {1: "N", 2: (45.0, 30.0, 0.0), 3: "W", 4: (73.0, 36.0, 0.0)}
    exif[0x8769] = {
        0x9003: "2023:09:01 10:00:00",
        0x9286: b"UNICODE\0" + "été".encode("utf-16-le"),
        0xA430: "Jean Tremblay",
        0xA431: "SERIAL-123",
    }
    return saved(image, "JPEG", exif=exif, xmp=_XMP, comment=b"made here")


@pytest.fixture(scope="module")
def signed(jpeg: bytes, trusted: Authority) -> bytes:
    return trusted.sign(jpeg, "image/jpeg")


@pytest.fixture(scope="module")
def clip() -> bytes:
    written = io.BytesIO()
    with av.open(written, "w", format="mp4") as container:
        container.metadata["comment"] = "vid:v0f00"
        container.metadata["location"] = "+45.5000-073.6000/"
        container.metadata["creation_time"] = "2023-09-01T10:00:00Z"
        stream = container.add_stream("libx264", rate=Fraction(10))
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for shade in range(5):
            pixels = np.full((48, 64, 3), shade * 50, dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode(None))
    return written.getvalue()


def saved(image: Image.Image, form: str, **more: object) -> bytes:
    written = io.BytesIO()
    image.save(written, form, **more)
    return written.getvalue()


def of_image(content: bytes, mime: str = "image/jpeg", trust_list: str = "") -> Provenance:
    return read_provenance(io.BytesIO(content), kind="image", mime=mime, trust_list=trust_list)


def values(told: Provenance, source: str, name: str) -> list[str]:
    return [fact.value for fact in told.facts if (fact.source, fact.name) == (source, name)]


def failures(told: Provenance) -> set[str]:
    return set(values(told, "c2pa", "validation.failure"))


def test_no_content_credentials(jpeg: bytes) -> None:
    told = of_image(jpeg)
    assert told.c2pa_state is C2paState.ABSENT
    assert not [fact for fact in told.facts if fact.source == "c2pa"]


def test_valid_and_untrusted_without_a_trust_list(signed: bytes) -> None:
    told = of_image(signed)
    assert told.c2pa_state is C2paState.VALID_UNTRUSTED
    assert failures(told) == {"signingCredential.untrusted"}


def test_valid_and_untrusted_under_the_trust_list_of_another(signed: bytes) -> None:
    other = authority("Other Root")
    assert of_image(signed, trust_list=other.root_pem).c2pa_state is C2paState.VALID_UNTRUSTED


def test_valid_and_trusted(signed: bytes, trusted: Authority) -> None:
    told = of_image(signed, trust_list=trusted.root_pem)
    assert told.c2pa_state is C2paState.VALID_TRUSTED
    assert not failures(told)
    for name, value in {
        "action": "c2pa.created",
        "action.digital_source_type": MODEL_MADE,
        "action.software_agent": "Test Model",
        "claim_generator": "Test Generator 2.1",
        "issuer": "Test Press",
        "signer": "Test Signer",
        "title": "A fjord",
        "trust_list_sha256": hashlib.sha256(trusted.root_pem.encode()).hexdigest(),
    }.items():
        assert values(told, "c2pa", name) == [value]


def test_one_byte_changed_after_signing(signed: bytes, trusted: Authority) -> None:
    changed = bytearray(signed)
    changed[-100] ^= 1
    told = of_image(bytes(changed), trust_list=trusted.root_pem)
    assert told.c2pa_state is C2paState.INVALID
    assert failures(told) & CONTENT_CODES == {"assertion.dataHash.mismatch"}


def test_a_damaged_signature_is_invalid_and_says_nothing_of_the_content(signed: bytes) -> None:
    place = signed.index(b"Test Signer")
    changed = signed[:place] + b"Best" + signed[place + 4 :]
    told = of_image(changed)
    assert told.c2pa_state is C2paState.INVALID
    assert not failures(told) & CONTENT_CODES


def test_encoding_again_leaves_nothing(signed: bytes) -> None:
    with Image.open(io.BytesIO(signed)) as opened:
        again = saved(opened, "JPEG", quality=60)
    assert of_image(again).c2pa_state is C2paState.ABSENT


@pytest.mark.parametrize(("form", "mime"), [("PNG", "image/png"), ("WEBP", "image/webp")])
def test_other_pictures_hold_them(
    image: Image.Image, trusted: Authority, form: str, mime: str
) -> None:
    content = trusted.sign(saved(image, form), mime)
    assert of_image(content, mime, trusted.root_pem).c2pa_state is C2paState.VALID_TRUSTED


def test_a_video_holds_them(clip: bytes, trusted: Authority) -> None:
    content = trusted.sign(clip, "video/mp4")
    reading = read_content_credentials(io.BytesIO(content), "video/mp4", trusted.root_pem)
    assert reading.state is C2paState.VALID_TRUSTED


def test_a_format_without_them_is_not_told_as_absent(image: Image.Image) -> None:
    assert of_image(saved(image, "BMP"), "image/bmp").c2pa_state is None


def test_a_manifest_kept_elsewhere_is_never_fetched(jpeg: bytes, trusted: Authority) -> None:
    asked = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/manifest.c2pa"
        content = trusted.sign(jpeg, "image/jpeg", url=url)
        reader = threading.Thread(target=_note_a_visit, args=(server, asked))
        reader.start()
        told = of_image(content)
        reader.join()
    assert not asked.is_set()
    assert told.c2pa_state is C2paState.ABSENT
    assert values(told, "c2pa", "remote_manifest") == [url]


def _note_a_visit(server: socket.socket, asked: threading.Event) -> None:
    try:
        server.accept()[0].close()
    except TimeoutError:
        return
    asked.set()


def test_trust_lists_are_checked(trusted: Authority) -> None:
    check_trust_list("")
    check_trust_list(trusted.root_pem)
    for wrong in ("no certificate", trusted.root_pem.replace("MII", "MIJ", 1)):
        with pytest.raises(SettingsError, match=r"media\.trust_list.*BEGIN to END"):
            check_trust_list(wrong)


def test_exif_without_where_and_whose(jpeg: bytes) -> None:
    told = of_image(jpeg)
    assert values(told, "exif", "Make") == ["Maker?"]
    assert values(told, "exif", "DateTimeOriginal") == ["2023:09:01 10:00:00"]
    assert values(told, "exif", "UserComment") == ["été"]
    for name in ("GPSInfo", "CameraOwnerName", "BodySerialNumber"):
        assert values(told, "exif", name) == [WITHHELD]
    said = " ".join(fact.value for fact in told.facts)
    assert not [word for word in ("Tremblay", "SERIAL", "Bystander", "45,30") if word in said]


def test_xmp_says_what_made_the_file(jpeg: bytes) -> None:
    told = of_image(jpeg)
    assert values(told, "xmp", "xmp:CreatorTool") == ["Photo Tool 5"]
    assert values(told, "xmp", "dc:creator") == ["Ana; Bo"]
    assert values(told, "xmp", "xmpMM:History") == ["created; Photo Tool 5", "saved; 2023-09-01"]


@pytest.mark.parametrize(
    "packet",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
        b"<x" * 1000,
        b"",
        b"\xff\xfe\x00",
        b" " * (LONGEST_PACKET + 1),
    ],
)
def test_hostile_xmp_says_nothing(packet: bytes) -> None:
    facts = Facts("xmp")
    add_xmp(packet, facts)
    assert {fact.name for fact in facts.sealed()} <= {"unread"}


def test_pictures_tell_their_encoder(jpeg: bytes, image: Image.Image) -> None:
    assert len(values(of_image(jpeg), "encoder", "quantization")) == 2
    assert values(of_image(jpeg), "container", "comment") == ["made here"]
    png = saved(image, "PNG", pnginfo=_text_of("parameters", "a fjord, Steps: 20"))
    assert values(of_image(png, "image/png"), "container", "parameters") == ["a fjord, Steps: 20"]


@pytest.mark.parametrize("name", ["Raw profile type exif", "GPSLatitude", "Device Serial Number"])
def test_text_of_a_picture_that_leads_to_a_person_is_withheld(
    image: Image.Image, name: str
) -> None:
    png = saved(image, "PNG", pnginfo=_text_of(name, "45.5 -73.6"))
    assert values(of_image(png, "image/png"), "container", name) == [WITHHELD]


def _text_of(name: str, value: str) -> object:
    from PIL.PngImagePlugin import PngInfo

    text = PngInfo()
    text.add_text(name, value)
    return text


def test_a_video_tells_its_container_and_encoder(clip: bytes) -> None:
    told = read_provenance(io.BytesIO(clip), kind="video", mime="video/mp4")
    assert values(told, "container", "boxes") == ["ftyp free mdat moov"]
    assert values(told, "container", "major_brand") == ["isom"]
    assert values(told, "container", "comment") == ["vid:v0f00"]
    assert values(told, "container", "location") == [WITHHELD]
    assert values(told, "container", "creation_time")[0].startswith("2023-09-01T10:00:00")
    assert values(told, "stream", "codec") == ["h264"]
    assert values(told, "stream", "handler_name") == ["VideoHandler"]
    assert values(told, "encoder", "x264")[0].startswith("x264 - core ")
    assert "options: cabac=1" in values(told, "encoder", "x264")[0]
    assert values(told, "file", "md5") == [hashlib.md5(clip).hexdigest()]


@pytest.mark.parametrize(
    "playlist",
    [
        b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    ],
)
def test_playlists_are_no_media(playlist: bytes) -> None:
    told = read_provenance(io.BytesIO(playlist), kind="video", mime="video/mp4")
    assert {fact.source for fact in told.facts} == {"file", "c2pa"}


def test_facts_are_cut_cleaned_and_counted() -> None:
    facts = Facts("container")
    facts.add("a\x00\u202eb", " one\n\ttwo\x1b[31m ")
    facts.add("long", "x" * 10**6)
    for position in range(MOST_FACTS + 10):
        facts.add("many", "v", position)
    found = {(fact.name, fact.position): fact.value for fact in facts.sealed()}
    assert found["ab", 0] == "one two[31m"
    assert len(found["long", 0]) == LONGEST_VALUE
    assert found["left_out", 0] == "12"
    assert len(found) == MOST_FACTS + 1
    assert clean("") == ""
