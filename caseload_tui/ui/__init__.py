"""The screen: the verbs of the program, with keys and places."""
