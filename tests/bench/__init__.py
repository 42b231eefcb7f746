"""How fast and how well search finds. Not part of the tests: figures depend on the machine."""
