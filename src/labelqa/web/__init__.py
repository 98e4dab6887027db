"""HTTP: routes made from the reports, keys and limits around them. Decides nothing itself."""
