"""Every exchange on the wire held against Discord's official OpenAPI description, and the report of a test run."""
