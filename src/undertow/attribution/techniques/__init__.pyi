from .framework import Framework, read_framework
from .rules import RULES, Rule
from .stage import map_techniques

__all__ = ["RULES", "Framework", "Rule", "map_techniques", "read_framework"]
