"""Settings of what is said about accounts and campaigns."""

from __future__ import annotations

from pydantic import Field

from undertow.settings.section import Section


class AccountSettings(Section):
    """Signs of inauthenticity and innocent explanations."""

    new_days: int = Field(90, ge=1, description="An account younger than this at first act is new.")
    batch_hours: int = Field(
        24, ge=1, description="Width of the window in which a batch of accounts is created."
    )
    silent_days: int = Field(
        180, ge=1, description="A pause between two posts of an account from which it was silent."
    )
    min_changed_posts: int = Field(
        6, ge=4, description="Fewest posts in which a change of an account is looked for."
    )
    takeover_at: float = Field(
        3.5,
        gt=0,
        description="A change looks like a takeover from this score on (natural log): more than "
        "two coincidences of 1.5 each, in the innocent reading that costs least.",
    )
    min_control: int = Field(20, ge=1, description="Smallest matched control that is used.")
    max_abs_log_lr: float = Field(
        3.0, gt=0, description="No single sign counts for more than this (natural log)."
    )
    prior: float = Field(
        0.1,
        gt=0,
        lt=1,
        description="Probability that a coordinated account is inauthentic, before any sign.",
    )
    inauthentic_at: float = Field(
        0.5, gt=0, lt=1, description="Probability from which a verdict may be inauthentic."
    )
    signal_q: float = Field(
        0.01, gt=0, lt=1, description="A sign counts for a community only below this corrected p."
    )
    explanation_margin: float = Field(
        1.0,
        ge=0,
        description="Log-odds (natural) by which the inauthentic reading of a community must be "
        "ahead of every other reading before a verdict may be inauthentic; 1 is odds of 2.7 to 1.",
    )


class WaveSettings(Section):
    """Waves in count series."""

    bin_hours: int = Field(6, ge=1, le=24, description="Width of a bin.")
    penalty: float = Field(2.0, gt=0, description="Cost of a segment, in units of log(n bins).")
    q: float = Field(0.01, gt=0, lt=1, description="False discovery rate of waves.")
    min_posts: int = Field(10, ge=1, description="Fewest posts in a series that is searched.")


class CampaignSettings(Section):
    """Campaigns and claims."""

    min_accounts: int = Field(5, ge=2, description="Fewest accounts of a campaign.")
    min_target_posts: int = Field(
        3, ge=1, description="Fewest posts that make an official a target."
    )
    min_target_accounts: int = Field(2, ge=1, description="Fewest accounts that do.")


class NarrativeSettings(Section):
    """Narratives: claim groups assembled over time."""

    max_narratives: int = Field(12, ge=1, description="Most narratives told per campaign.")
    min_similarity: float = Field(
        0.4,
        gt=0,
        le=1,
        description="Weighted Jaccard similarity of key terms from which a group of texts joins a "
        "leading one.",
    )
    max_gap_days: int = Field(
        14, ge=0, description="Longest silence within one narrative; after a longer one it is new."
    )
    max_groups: int = Field(
        2000,
        ge=1,
        description="Most groups of texts per campaign that are assembled, largest first.",
    )
    max_texts: int = Field(
        1000,
        ge=2,
        description="Most distinct texts per group and language that are compared and read, the "
        "most posted first.",
    )
    min_frame_texts: int = Field(
        2,
        ge=1,
        description="Fewest distinct texts from which the same actor, act and target are read.",
    )
    min_frame_share: float = Field(
        0.3,
        gt=0,
        le=1,
        description="Least share of the distinct texts read that must give them; a single text "
        "that is all there is counts.",
    )
    n_terms: int = Field(6, ge=1, description="Key terms kept per language.")
