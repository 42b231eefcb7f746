"""The operator's settings, loaded once and passed down as arguments."""
