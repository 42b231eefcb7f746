"""What an issue of the newsletter is, and how a document becomes one. No Discord, no SQL."""
