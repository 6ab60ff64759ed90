"""Telling: audiences, ranking, composing, checking, and files to take away. Pure: cleared stories in, values out."""
