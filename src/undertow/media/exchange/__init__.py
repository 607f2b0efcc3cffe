"""Hash exchange: lists of hashes of media, as the ThreatExchange tools read and write them."""
