"""Say it: from records to sentences and pages. No torch here."""
