from .objections import objections
from .products import Product, products, report_forms
from .release import approve_release, propose_release, withdraw_release, write_released

__all__ = [
    "Product",
    "approve_release",
    "objections",
    "products",
    "propose_release",
    "report_forms",
    "withdraw_release",
    "write_released",
]
