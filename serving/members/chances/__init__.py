"""What members expect of niche calls: asked before the model is shown, pooled, practised."""
