"""Real servers of mail and of webhooks for the whole way."""

from tests.training.community.delivery.conftest import hook, mailbox

__all__ = ["hook", "mailbox"]
