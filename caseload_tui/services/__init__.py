"""One module for each task of a user; every change to the store goes through a function here."""
