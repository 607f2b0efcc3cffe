"""Media files: what they show and say, where the same is seen, what they tell of themselves."""
