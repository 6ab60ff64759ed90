"""Keeping the bank: backup, restore, copy, erasure with its proof, the ledger on disk."""
