"""The choice: which clusters and niches a region should back."""
