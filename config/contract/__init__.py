"""Whether the API keeps what its schema says: schemathesis asks a running server, as members of several kinds."""
