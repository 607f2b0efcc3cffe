"""Hints on a media file in words, always called hints."""

from __future__ import annotations

from undertow.media.hints.mouth import MouthHint, Verdict
from undertow.wording.catalogue import catalogue
from undertow.wording.phrase import phrase
from undertow.wording.provenance.card import PHRASES


def mouth_lines(hint: MouthHint | None, language: str) -> list[str]:
    """Return what is said of the mouth in a video.

    Parameters
    ----------
    hint : MouthHint or None
        What was found.
    language : str
        ``en`` or ``fr``.

    Returns
    -------
    list of str
        A title, and the hint indented below it. Nothing where the sound is in step, where the test
        cannot tell, or where nobody asked.
    """
    if hint is None or hint.verdict is not Verdict.not_driven:
        return []
    said = phrase(
        "hint.mouth",
        p=hint.p_value,
        p_own=hint.p_own,
        n_controls=hint.n_controls,
        n_in_step=hint.n_in_step,
        n_tested=hint.n_tested,
    )
    say = catalogue(language, PHRASES)
    return [say.text("hint.title"), f"  {say.say(said)}"]
