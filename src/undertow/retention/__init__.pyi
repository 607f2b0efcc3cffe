from .apply import resume, retain
from .listing import Listing, read_listing
from .plan import Plan, plan

__all__ = ["Listing", "Plan", "plan", "read_listing", "resume", "retain"]
