"""The pages of textbook claims."""
