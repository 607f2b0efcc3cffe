"""English words of the provenance card."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, str] = {
    "card.title": "Provenance of media file {media_uid}",
    "card.kind.image": "picture",
    "card.kind.video": "video",
    "card.kind.audio": "sound recording",
    "card.file": "{kind}, {mime}, {n_bytes:byte|bytes}",
    "card.size": "{width:int} × {height:int} pixels",
    "card.duration": "{seconds:dec} s",
    "card.not_decoded": "Not decoded as a whole: {reason}.",
    "card.credentials": "Content Credentials (C2PA)",
    "c2pa.absent": (
        "The file has no Content Credentials. That is no evidence of anything: most cameras and "
        "programs write none, and most platforms remove them from what is uploaded."
    ),
    "c2pa.valid_untrusted": (
        "The file has Content Credentials, and all that the signature covers is as it was when it "
        "was signed. Nobody on the trust list of this case vouches for the signer: anybody can "
        "make such a signature in any name. What the Content Credentials say is a statement of "
        "whoever signed."
    ),
    "c2pa.valid_trusted": (
        "The file has Content Credentials, all that the signature covers is as it was when it was "
        "signed, and a certificate on the trust list of this case vouches for the signer. That "
        "says who signed, and that this was not changed since. It does not say that what is shown "
        "happened."
    ),
    "c2pa.invalid": (
        "The file has Content Credentials that do not pass validation. The codes below say why: a "
        "certificate may have expired or been refused, or the Content Credentials are damaged. By "
        "itself this does not say that the picture or sound was altered."
    ),
    "c2pa.invalid.changed": (
        "The file has Content Credentials, and its bytes are not those that were signed: it was "
        "changed afterwards. An innocent program, a platform or a download that broke off can do "
        "that; what was changed, the Content Credentials do not say."
    ),
    "c2pa.declares": (
        "They state that the file was made, in whole or in part, by a trained model ({type}). That "
        "is a statement of the signer, and not a measurement."
    ),
    "c2pa.unread": (
        "Whether the file has Content Credentials is not known: they were not read, or its format "
        "is not one in which they can be."
    ),
    "card.credentials.fields": "Fields, and codes of the validation:",
    "card.told": "What the file says of itself. Anybody can have written it:",
    "card.told.nothing": (
        "The file says nothing of its origin. That is no evidence of anything: platforms remove "
        "it from what is uploaded."
    ),
    "card.fact": "{source}, {name}: {value}",
    "card.fact.of": "{source} {position:int}, {name}: {value}",
    "card.withheld": "present (not copied out of the evidence, for privacy)",
    "card.source.file": "file",
    "card.source.container": "container",
    "card.source.stream": "stream",
    "card.source.exif": "EXIF",
    "card.source.iptc": "IPTC",
    "card.source.xmp": "XMP",
    "card.source.encoder": "encoder",
    "card.source.c2pa": "C2PA",
    "card.seen": "Seen in the case",
    "card.seen.never": "No post of the case carries the file, as far as could be told.",
    "card.seen.much": (
        "{n_posts:post|posts} by {n_accounts:account|accounts} on {platforms:list} "
        "{n_posts:?carries|carry} it or other files of the same material "
        "({n_files:file|files} in all); {n_own:int} of the posts {n_own:?carries|carry} this very "
        "file."
    ),
    "card.earliest": (
        "Earliest held: {at:minute}, on {platform} (time known to: {precision}). Only what was "
        "captured is held; the material may have been published earlier, there or elsewhere."
    ),
    "card.earliest.open": (
        "As exactly as times are known, any of {n:post|posts} could be the earliest of those held."
    ),
    "card.precision.second": "the second",
    "card.precision.minute": "the minute",
    "card.precision.hour": "the hour",
    "card.precision.day": "the day",
    "card.precision.estimate": "an estimate",
    "card.carrier": "{account} on {platform}: {n:post|posts}, the first on {at:minute}",
    "card.account.unknown": "author not known",
    "card.more": "and {n:int} more",
    "card.related": "Files that show or play the same, in whole or in part",
    "card.related.one": (
        "{media_uid} ({kind}): {share:share} of this file is in it, {other:share} of it in this"
    ),
    "card.match.picture": "picture",
    "card.match.video": "video",
    "card.match.still": "frame of a video",
    "card.match.sound": "soundtrack",
    "card.places": "In the evidence",
    "card.place": "{path}, in {file_sha256}",
    "card.place.member": "{path}, member {member} of {file_sha256}",
    "card.place.offset": "{path}, at byte {offset:int} of {file_sha256}",
    "hint.title": "Hints for review: in no report and in no analysis",
    "hint.mouth": (
        "Hint: this soundtrack does not drive this mouth. Others do as well on it (p = {p:prob}, "
        "calibrated on {n_controls:int} soundtracks of other videos); {n_in_step:int} of "
        "{n_tested:int} other videos of the case are in step with their own, and with their own "
        "few are as far out of step (p = {p_own:prob}). A narrator who is not in the picture, a "
        "turned head and late sound look the same. Avatars and lip-synced faces move with their "
        "sound: this test does not see them."
    ),
}
