"""The words of method, coverage, terms and annex."""
