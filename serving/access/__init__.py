"""Who may ask: keys, single sign-on, hosts, limits, and what every answer is sent with."""
