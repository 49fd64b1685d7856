"""What goes wrong around a service, for people to watch: each script prints its bar."""
