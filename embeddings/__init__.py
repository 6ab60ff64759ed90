"""Turns text into numbers that carry meaning and finds the nearest. Knows no consent, no audience and no SQL.

Nothing here imports a model or a database library until it is used, so importing this room costs milliseconds.
"""
