"""Between the socket and the answers: connections, bodies, turns, counts."""
