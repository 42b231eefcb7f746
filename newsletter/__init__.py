"""The newsletter domain: the issue model, the document parser, schedules and search queries. No Discord, no SQL."""
