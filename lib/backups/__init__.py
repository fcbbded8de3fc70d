"""Backups: one sealed file with everything in the database, and the proof that it comes back whole.

Decision 0020 tells what is in a file and why it can be believed.
"""
