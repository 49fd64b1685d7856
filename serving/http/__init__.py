"""HTTP: limits, problems, addresses, the OpenAPI document."""
