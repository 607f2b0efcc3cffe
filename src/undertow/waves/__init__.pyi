from .find import find_waves

__all__ = ["find_waves"]
