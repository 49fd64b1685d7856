"""What is loaded: champions, codes and limits."""
