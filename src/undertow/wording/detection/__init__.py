"""What detectors say of a media file in words, and what stands where a person said more."""
