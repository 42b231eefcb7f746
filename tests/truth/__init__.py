"""What Discord takes and answers: its official OpenAPI description, limits beside it, and the report of a test run."""
