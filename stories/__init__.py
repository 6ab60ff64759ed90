"""The bank: what a story, evidence, a consent and a use are, and how SQL keeps them. Imports no other room."""
