"""Media files of a case: what they show, say and are."""
