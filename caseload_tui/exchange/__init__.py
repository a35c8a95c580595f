"""What comes in and goes out: folders of CSV, and what other programs read."""
