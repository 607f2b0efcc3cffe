"""Media files: hashes that see through disguises, and matches between what shows or plays alike."""
