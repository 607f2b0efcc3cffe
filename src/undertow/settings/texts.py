"""Settings of texts and of claims."""

from __future__ import annotations

from typing import Self

from pydantic import Field

from undertow.settings.section import Section


class TextSettings(Section):
    """Canonical form of texts, and groups of near-duplicates."""

    min_chars: int = Field(
        12, ge=1, description="Shortest match key in characters that can form a text group."
    )
    min_chars_han: int = Field(
        5, ge=1, description="The same for keys written mostly in Han characters."
    )
    memory_mib: int = Field(
        1024,
        ge=1,
        description="Memory for the signatures of texts, in MiB; beyond it they wait on disk. "
        "Where it is not set here, a quarter of `--memory`.",
    )

    def within(self, memory_bytes: int) -> Self:
        """Return the section with memory for signatures that follows from that of the analysis."""
        if "memory_mib" in self.model_fields_set:
            return self
        return self.model_copy(update={"memory_mib": max(memory_bytes // 4 >> 20, 1)})


class ClaimSettings(Section):
    """Claim groups: texts that make the same claim in other words or another language."""

    embedder: str = Field(
        "bundled",
        min_length=1,
        description="Where vectors come from: bundled, or a folder with an ONNX or "
        "sentence-transformers model. Nothing is ever downloaded.",
    )
    embedder_languages: tuple[str, ...] = Field(
        (),
        description="Languages (ISO 639-1) that the model of a folder covers, where its README.md "
        "does not say; texts in any other are compared by their wording alone.",
    )
    min_accounts: int = Field(
        2,
        ge=1,
        description="A text is compared across languages when this many accounts published it, "
        "when one of its accounts is in a validated pair, or when it addresses an official.",
    )
    min_words: int = Field(4, ge=1, description="Fewest words of a text that can be linked.")
    min_han: int = Field(
        6, ge=1, description="The same in characters, for scripts without spaces between words."
    )
    generic_similarity: float = Field(
        0.7,
        gt=0,
        le=1,
        description="A text as similar as this to a phrase that anybody says (well said, shame on "
        "you) is generic and never linked.",
    )
    min_similarity: float | None = Field(
        None,
        ge=-1,
        le=1,
        description="Least cosine of a link, whatever the null says; where it is not given, what "
        "one in a thousand pairs of the unrelated sentences that come with the program reach.",
    )
    q: float = Field(
        0.05, gt=0, lt=1, description="False discovery rate of links, over all pairs compared."
    )
    max_neighbours: int = Field(
        32, ge=1, le=1024, description="Most neighbours looked at for a text, in each language."
    )
    exact_up_to: int = Field(
        30_000,
        ge=0,
        description="Texts of a language up to which neighbours are searched exactly; beyond, "
        "approximately (inverted lists).",
    )
