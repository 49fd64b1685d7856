"""Reports: pages, pictures and ledgers that people look at."""
