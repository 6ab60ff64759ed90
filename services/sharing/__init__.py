"""Sharing a story: taking it in with its consent, its evidence and its files, from a form or many at once."""
