"""The page of one comparison, and what it says."""
