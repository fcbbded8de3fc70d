"""Demo data: an invented school life around the real shape of the college, the same for the same seed and day."""
