from .framework import Framework, read_framework
from .published import (
    PublishedFramework,
    PublishedTechnique,
    is_framework,
    read_published_framework,
)
from .rules import RULES, Rule
from .stage import map_techniques

__all__ = [
    "RULES",
    "Framework",
    "PublishedFramework",
    "PublishedTechnique",
    "Rule",
    "is_framework",
    "map_techniques",
    "read_framework",
    "read_published_framework",
]
