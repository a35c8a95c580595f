"""A second reading of the rulings, day by day and with nothing of the engine in it, for the engine to be held against.

It is slow and plain on purpose. Where it and the engine differ, the ruling decides which of them is wrong.
"""
