"""What is sent to subscribers: messages, by mail and to webhooks, until they have arrived."""
