"""The rubric, R1 to R15, and advice beside it: one decorated function each, found by its file. Nothing here closes a gate."""
