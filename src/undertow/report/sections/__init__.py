"""The parts of a report, one module each: material in, blocks out."""
