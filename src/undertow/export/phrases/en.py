"""English words of the evidence bundle."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, str] = {
    "note.draft": "DRAFT - NOT RELEASED",
    "note.draft.what": (
        "A machine made these files. Nobody has signed them: they are for the people who work on "
        "the case, and for nobody else."
    ),
    "note.released": "RELEASED",
    "note.released.what": (
        "Two people signed these files: one proposed their release, another approved it, and the "
        "case keeps who did. A file whose SHA-256 is not the one signed is not released."
    ),
    "note.case": "Purpose of the case: {purpose}",
    "note.accounts.csv": "accounts.csv: what the machine found about each account.",
    "note.campaigns.csv": "campaigns.csv: the campaigns.",
    "note.claims.csv": "claims.csv: every statement, with its numbers.",
    "note.edges.csv": "edges.csv: pairs of accounts that act together.",
    "note.bundle.json": "bundle.json: the campaigns in STIX 2.1.",
    "note.campaigns.rejected": "Left out after review by a person: {n:campaign|campaigns}.",
    "note.campaigns.doubted": "Doubted by a person: {n:campaign|campaigns}.",
    "note.claims.rejected": "Left out after review by a person: {n:claim|claims}.",
    "note.claims.doubted": "Doubted by a person: {n:claim|claims}.",
    "note.accounts.rejected": "Left out after review by a person: {n:account|accounts}.",
    "note.accounts.doubted": "Doubted by a person: {n:account|accounts}.",
    "note.counts": (
        "Counts of campaigns and claims are measured before review: they hold what was left out."
    ),
    "note.never": (
        "The verdict of a machine on an account is no finding against a person. undertow publishes "
        "nothing by itself."
    ),
    "bundle.title": "Evidence bundle",
    "bundle.intro": (
        "This bundle holds {claims:claim|claims} of the case “{purpose}” and the "
        "{records:record|records} that {claims:?it rests|they rest} on, as captured. It can be "
        "checked without the case, without a network and without trusting its makers."
    ),
    "bundle.confidence": "Confidence: {confidence}.",
    "bundle.claims": "What is claimed",
    "bundle.claim": "Claim {claim_id} ({records:record|records})",
    "bundle.media": (
        "Of what these claims rest on, {n:media file is|media files are} told by hash and place "
        "alone: no bundle holds the bytes of media. Whoever has such a file compares its SHA-256 "
        "with the name in media/; whoever keeps the case can show where it was captured."
    ),
    "bundle.check": "To check it with the program",
    "bundle.check.head": (
        "HASH is the last hash of the custody log, as its holder gave it to you by another way "
        "than this bundle: whoever holds a bundle can change it and seal it again. Without --head "
        "the program prints the hash for you to compare. The entry that seals the bundle is "
        "younger than any time stamp in it: no stamp covers it."
    ),
    "bundle.hand": "To check it by hand",
    "bundle.hand.sums": "1. Every file is what was written:",
    "bundle.hand.seal": (
        "2. The last line of custody.jsonl has the action “bundle”, and its “sums_sha256” is the "
        "hash of SHA256SUMS. Its “hash” must be the one that was handed over by another way:"
    ),
    "bundle.hand.chain": (
        "3. The “hash” of each line of custody.jsonl is the SHA-256 of the line without its "
        "“hash” member and without the line end; the “prev_hash” of the next line repeats it. "
        "For a line L of the file:"
    ),
    "bundle.hand.records": (
        "4. A claim in claims/ names records by the SHA-256 of their bytes. Each file in records/ "
        "ending in .raw has that hash as its name:"
    ),
    "bundle.hand.proof": (
        "5. Each record was part of a captured file, and the file part of a run that the custody "
        "log names. The leaf of a record is the text “byte_offset byte_length raw_sha256” of its "
        ".json, followed by a blank and “member” where that is not empty; the leaf of a file is "
        "“file_sha256 n_records root”. A leaf is hashed with a zero "
        "byte before it, two nodes with a byte 1 before them (RFC 6962):"
    ),
    "bundle.hand.path": (
        "From the leaf, take the hashes of the proof one by one. While “size” is more than 1: "
        "where “index” is odd, put the next hash to the left; where it is even and not the last of "
        "its row, put it to the right; where it is the last and even, take none. Then halve "
        "“index”, rounded down, and “size”, rounded up. A record leads to the “root” of its file, "
        "a file to the “root” in the custody entry of action “run”."
    ),
    "bundle.limits": "What it shows, and what it does not",
    "bundle.limits.shows": (
        "That these exact bytes were in the case when the run was logged, and that claims and log "
        "were not changed since the bundle was made, as long as the last hash of the log is known "
        "from elsewhere: from the holder of the case, or from a time stamp."
    ),
    "bundle.limits.truth": (
        "It does not show that a capture was true when it was brought in, and it does not hold "
        "the tables and computations by which the claims follow from the records. For these the "
        "whole case is needed."
    ),
    "bundle.limits.file": (
        "A record is taken whole, as the platform or the collector gave it: a line, a row or a "
        "document. The hash of the file it was cut from can be compared with the file itself; the "
        "file is not part of the bundle."
    ),
    "bundle.stamp.none": (
        "The custody log is hash-chained, not externally time-stamped: no third party vouches for "
        "when it was written."
    ),
    "bundle.stamp.some": (
        "The custody log holds {n:time stamp|time stamps} of an external authority; see "
        "timestamps/."
    ),
    "bundle.privacy": "Privacy",
    "bundle.privacy.records": (
        "Only records that the claims rest on are here. Where the record is a document that holds "
        "several posts or profiles, all of it is here, for part of a record cannot be proven."
    ),
    "bundle.privacy.whole": (
        "{n:record is a whole captured file|records are whole captured files}: whatever else was "
        "in there is here too."
    ),
    "bundle.privacy.log": (
        "The custody log is complete: it holds the names of the people who worked on the case, the "
        "commands they gave and the names of their files."
    ),
}
