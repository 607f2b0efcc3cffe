"""Media: what pictures, videos and sounds have in common, and what their files say."""
