"""National code lists, as CSV; no code."""
