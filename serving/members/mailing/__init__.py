"""Members' own messages: by mail and to a webhook, about what they follow."""
