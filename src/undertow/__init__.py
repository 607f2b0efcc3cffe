"""From social-media captures to coordinated campaigns, with evidence anybody can verify."""
