"""Pages of the guard told to people: as one HTML page, and as Markdown."""
