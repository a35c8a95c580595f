"""Measurements: ratios within one run, on encrypted stores of invented people. See README.md."""
