from .apart import check_detector, examine_files, require_packages
from .calibrating import calibrate, require_results
from .calibration import Calibration, read_calibrations
from .detector import Detector, read_model
from .examined import Examined, Limits
from .examining import examine
from .labelled import Labelled, items_sha256, read_labelled
from .manifest import Manifest, manifest_file, read_manifest
from .verdict import HINT, REASONS, Verdict, judge, score_rows

__all__ = [
    "HINT",
    "REASONS",
    "Calibration",
    "Detector",
    "Examined",
    "Labelled",
    "Limits",
    "Manifest",
    "Verdict",
    "calibrate",
    "check_detector",
    "examine",
    "examine_files",
    "items_sha256",
    "judge",
    "manifest_file",
    "read_calibrations",
    "read_labelled",
    "read_manifest",
    "read_model",
    "require_packages",
    "require_results",
    "score_rows",
]
