from .hits import find_target_hits
from .house import HouseRegister, is_house_list, read_house_list
from .register import read_register

__all__ = [
    "HouseRegister",
    "find_target_hits",
    "is_house_list",
    "read_house_list",
    "read_register",
]
