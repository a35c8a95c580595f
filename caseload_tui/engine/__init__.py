"""What follows from the standards for one person: every duty's life, worked out without a clock."""
