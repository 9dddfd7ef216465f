"""Other methods of fairness than constraints with prices, for a charter that names one in `training: {fairness: …}`."""
