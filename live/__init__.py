"""The room together: sessions, what people answer, how answers group, losses, and what was agreed. Imports the bank only."""
