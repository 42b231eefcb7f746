"""What a person can do with Paperboy in Discord: a folder a feature, with its command, controls and view."""
