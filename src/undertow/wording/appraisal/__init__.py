"""Words for what is judged beyond counts: operations, hypotheses, objectives, reach, harm."""
