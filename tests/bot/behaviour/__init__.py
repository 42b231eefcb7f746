"""What everybody may expect of Paperboy in Discord: cases.md is the table, the rest plays it."""
