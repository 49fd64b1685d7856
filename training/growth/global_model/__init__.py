"""The global model: LightGBM over every series, origin and step."""
