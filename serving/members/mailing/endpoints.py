"""The requests about members' own messages, as `serving.members.endpoints` has all of them."""

from serving.members.contracts import DoneResponse, OwnRequest
from serving.members.endpoint import CONTRIBUTE, MemberEndpoint
from serving.members.mailing import answers
from serving.members.mailing import contracts as its

READING = (
    MemberEndpoint(
        "messages",
        OwnRequest,
        its.MessagesResponse,
        answers.messages,
        "Where the member who asks is told what happens at what it follows.",
        table="channels",
        right=CONTRIBUTE,
    ),
)
CHANGING = (
    MemberEndpoint(
        "set_mail",
        its.MailRequest,
        its.MailResponse,
        answers.set_mail,
        "Be told by mail, once the address is confirmed by a link that is sent to it.",
        right=CONTRIBUTE,
        changes=True,
    ),
    MemberEndpoint(
        "set_webhook",
        its.WebhookRequest,
        its.WebhookResponse,
        answers.set_webhook,
        "Be told by a webhook; the answer holds the secret that signs it.",
        right=CONTRIBUTE,
        changes=True,
    ),
    MemberEndpoint(
        "stop_messages",
        its.StopRequest,
        DoneResponse,
        answers.stop_messages,
        "Be told no longer by mail or by the webhook.",
        right=CONTRIBUTE,
        changes=True,
    ),
)
