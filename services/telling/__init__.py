"""Telling: pitches, the framing made of them, checking drafts, rehearsing, and what a model may suggest."""
