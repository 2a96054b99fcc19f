"""The page of a study, and what it says."""
