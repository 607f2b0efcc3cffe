"""The explanations, by name; adding one here is all it takes."""

from undertow.accounts.explanations.brand_customers import BRAND_CUSTOMERS
from undertow.accounts.explanations.commercial_spam import COMMERCIAL_SPAM
from undertow.accounts.explanations.declared_activism import DECLARED_ACTIVISM
from undertow.accounts.explanations.explanation import AnyExplanation
from undertow.accounts.explanations.fandom_raid import FANDOM_RAID
from undertow.accounts.explanations.live_event import LIVE_EVENT
from undertow.accounts.explanations.petition_template import PETITION_TEMPLATE
from undertow.accounts.explanations.quoted_text import QUOTED_TEXT
from undertow.accounts.explanations.shared_interest import SHARED_INTEREST
from undertow.accounts.explanations.sign_up_drive import SIGN_UP_DRIVE
from undertow.accounts.explanations.syndication import SYNDICATION

EXPLANATIONS: tuple[AnyExplanation, ...] = (
    BRAND_CUSTOMERS,
    COMMERCIAL_SPAM,
    DECLARED_ACTIVISM,
    FANDOM_RAID,
    LIVE_EVENT,
    PETITION_TEMPLATE,
    QUOTED_TEXT,
    SHARED_INTEREST,
    SIGN_UP_DRIVE,
    SYNDICATION,
)
"""Every explanation is weighed for every community, and its result kept, also when it loses."""
