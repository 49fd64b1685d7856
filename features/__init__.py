"""Data packages in, model-ready tables out."""
