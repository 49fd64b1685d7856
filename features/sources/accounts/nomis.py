from features.sources.reading import Format

FORMAT = Format("x", "x", "x", lambda f: False, lambda *a: [])
