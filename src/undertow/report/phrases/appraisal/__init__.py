"""The words of operations, hypotheses, objectives and impact."""
