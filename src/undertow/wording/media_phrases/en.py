"""English words about media."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, str] = {
    "claim.media.image": (
        "The same picture was posted by at least {n_accounts:account|accounts} on "
        "{n_platforms:platform|platforms}, in at least {n_posts:post|posts} from "
        "{first_at:minute} to {last_at:minute}."
    ),
    "claim.media.video": (
        "The same video was posted by at least {n_accounts:account|accounts} on "
        "{n_platforms:platform|platforms}, in at least {n_posts:post|posts} from "
        "{first_at:minute} to {last_at:minute}."
    ),
    "claim.media.audio": (
        "The same sound recording was posted by at least {n_accounts:account|accounts} on "
        "{n_platforms:platform|platforms}, in at least {n_posts:post|posts} from "
        "{first_at:minute} to {last_at:minute}."
    ),
    "claim.media.mixed": (
        "The same material, as pictures, video or sound, was posted by at least "
        "{n_accounts:account|accounts} on {n_platforms:platform|platforms}, in at least "
        "{n_posts:post|posts} from {first_at:minute} to {last_at:minute}."
    ),
    "claim.media.same_file": "All of these posts carry one file, byte for byte.",
    "claim.media.exact": (
        "They carry {n_files:file|files} that differ in their bytes and agree throughout in what "
        "they show or play."
    ),
    "claim.media.altered": (
        "They carry {n_files:file|files}. Of these, {n_exact:int} {n_exact:?agrees|agree} with "
        "another throughout in what they show or play; the others agree in part, or once a change "
        "such as a crop is undone."
    ),
    "claim.media.parts": (
        "They carry {n_files:file|files}, which agree in part, or once a change such as a crop is "
        "undone."
    ),
    "claim.media.platforms": "By platform: {items:list}.",
    "claim.media.before": (
        "The earliest file that is held of it was posted before that, on {at:minute} on "
        "{platform}, by an account that is not of this campaign."
    ),
    "claim.media.meaning": (
        "That material is posted again and again does not say whether what it shows is so, or who "
        "made it."
    ),
    "claim.media_copy": (
        "Of the files that carry it, at least {n_copies:int} {n_copies:?is an altered copy|are "
        "altered copies} of one seen earlier: {original}, first posted on {original_at:minute} on "
        "{platform}."
    ),
    "claim.media_copy.changes": "What was done, as far as the comparison shows: {items:list}.",
    "claim.media_copy.item": "{change} ({n:file|files})",
    "claim.media_copy.meaning": (
        "Seen earlier means the earliest of the files that are held: which was made first, and "
        "where it was first published, is open. A change of form does not say what it was for."
    ),
    "media.change.mirror": "mirrored",
    "media.change.bars": "put between bars",
    "media.change.crop": "cropped",
    "media.change.strip": "a strip at its edge covered or added",
    "media.change.inset": "shown inside another picture",
    "media.change.cut": "shortened",
    "media.change.added": "joined with other material",
    "media.change.speed": "played at another speed",
    "media.change.still": "one moment of it kept as a picture",
    "statement.media.manipulated": "the media file {file} was manipulated",
    "media.finding.basis": "It rests on this: {basis}.",
    "media.basis.original": (
        "the matched file {original}, which is held as well, shows something else in the same place"
    ),
    "media.basis.depicted_person": "the person whom it depicts says so",
    "media.basis.credentials": (
        "its Content Credentials are invalid, so its bytes are not those that were signed"
    ),
    "media.basis.analyst": "an analyst examined it",
    "media.finding.by": "Found by {by}, on {at:day}. No machine found it.",
    "media.finding.satire": "{by} marked the media file {file} as satire, on {at:day}.",
    "media.finding.no_sign": (
        "{by} examined the media file {file} and found nothing altered in it, on {at:day}; that "
        "does not show that nothing is."
    ),
    "media.c2pa.absent": "none, as in most files; that they are missing is evidence of nothing",
    "media.c2pa.valid_untrusted": (
        "valid, by a signer who is not on the list of this case: the bytes are those that were "
        "signed, and whoever signed can have stated anything"
    ),
    "media.c2pa.valid_trusted": (
        "valid, by a signer on the list of this case: the bytes are those that were signed; what "
        "the signer states is not checked"
    ),
    "media.c2pa.invalid": (
        "invalid: the bytes are not those that were signed, or the signature is damaged; what "
        "became other, and who did it, this does not tell"
    ),
    "media.c2pa.unread": "not read",
}
