"""Invented people for the demo, the fixtures and the benchmarks: nobody here exists, and the names show it."""
