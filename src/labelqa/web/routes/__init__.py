"""The routes below /v1: one file a noun, each with its `add_routes`."""
