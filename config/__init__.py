"""What the operator may set, read once and passed down as arguments."""
