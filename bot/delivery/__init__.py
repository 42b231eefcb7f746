"""Bringing digests to those who subscribed, each exactly once."""
