"""Python programs asking a labelqa server, with answers that have types and can become frames; see `labelqa` itself."""
