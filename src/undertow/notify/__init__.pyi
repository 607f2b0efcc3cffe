from .approvals import Approval, Approver, Refusal, approve, record_drafts
from .clock import Duty, duties, record_found
from .drafts import drafts_of, save_drafts, write_drafts
from .letterhead import Letterhead, read_letterhead
from .outcomes import DeliveryReport, find_notice, read_delivery_reports, settle, withdraw
from .sending import SendError, SendReport, Server, send_notices

__all__ = [
    "Approval",
    "Approver",
    "DeliveryReport",
    "Duty",
    "Letterhead",
    "Refusal",
    "SendError",
    "SendReport",
    "Server",
    "approve",
    "drafts_of",
    "duties",
    "find_notice",
    "read_delivery_reports",
    "read_letterhead",
    "record_drafts",
    "record_found",
    "save_drafts",
    "send_notices",
    "settle",
    "withdraw",
    "write_drafts",
]
