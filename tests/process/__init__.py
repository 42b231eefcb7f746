"""The unmodified `python -m bot` as a process of its own, on the wire of a small Discord."""
