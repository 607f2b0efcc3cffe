from .ceilings import Ceiling, actor_ceiling, operation_ceiling
from .hypotheses import Hypothesis, shipped_hypotheses, weigh_hypotheses
from .knowledge import (
    Imported,
    Operation,
    add_operation,
    framework_of,
    import_published,
    match_knowledge,
    read_known_indicators,
    read_known_observables,
    read_operations,
    remove_knowledge,
)
from .operation_link import link_operations
from .sensitivity import Evidence, Weighed, set_aside, weigh
from .signs import SIGNS, measure_signs
from .techniques import PublishedFramework, map_techniques, read_framework

__all__ = [
    "SIGNS",
    "Ceiling",
    "Evidence",
    "Hypothesis",
    "Imported",
    "Operation",
    "PublishedFramework",
    "Weighed",
    "actor_ceiling",
    "add_operation",
    "framework_of",
    "import_published",
    "link_operations",
    "map_techniques",
    "match_knowledge",
    "measure_signs",
    "operation_ceiling",
    "read_framework",
    "read_known_indicators",
    "read_known_observables",
    "read_operations",
    "remove_knowledge",
    "set_aside",
    "shipped_hypotheses",
    "weigh",
    "weigh_hypotheses",
]
