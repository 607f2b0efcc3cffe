from .objections import objections
from .products import Product, products
from .release import approve_release, propose_release, withdraw_release, write_released

__all__ = [
    "Product",
    "approve_release",
    "objections",
    "products",
    "propose_release",
    "withdraw_release",
    "write_released",
]
