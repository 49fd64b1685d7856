"""Members' own messages, by mail and to a webhook: what requests and the page say."""

MESSAGES: dict[str, str | tuple[str, str]] = {
    "members.confirm.ask": "Send what the member follows to this address?",
    "members.confirm.button": "Confirm the address",
    "members.confirm.done": "The address is confirmed. Every mail says how to end it.",
    "members.confirm.title": "Confirm your address",
    "members.confirm.unknown": (
        "This link is used or older than a day: ask for another under What changed."
    ),
    "members.mail.changed": "Mail goes on to {address}, with what you chose now.",
    "members.mail.fault": "give a mail address such as desk@plant.example",
    "members.mail.many": (
        "{most} confirmations were sent for you or to this address within a day, which is the "
        "most: go on tomorrow"
    ),
    "members.mail.no_address": "sign-in does not tell the address of your account: give one",
    "members.mail.not_sent": (
        "the confirmation could not be sent: check the address, or try again in some minutes"
    ),
    "members.mail.not_set_up": (
        "this service sends no mail to members: ask whoever runs it, or use a webhook or a feed"
    ),
    "members.mail.stopped": "You get no more mail.",
    "members.mail.waiting": (
        "A link was sent to {address}: open it within a day and confirm. Until then nothing else "
        "is sent there."
    ),
    "members.page.kind_of.advice": "changes of the advice",
    "members.page.kind_of.call": "calls that came true or failed",
    "members.page.kind_of.champion": "new models",
    "members.page.kind_of.exposure": "value chains that a surprise exposes",
    "members.page.kind_of.note": "notes of members",
    "members.page.kind_of.surprise": "values outside their forecast",
    "members.page.kinds": "About",
    "members.page.mail": "Mail",
    "members.page.mail_address": "Mail address",
    "members.page.messages": "Messages about what you follow",
    "members.page.messages_what": (
        "What happens at the regions, options and members that you follow, and new models, by "
        "mail or to a webhook of yours, with the next round of messages."
    ),
    "members.page.no_messages": "You get none.",
    "members.page.set_mail": "Be told by mail",
    "members.page.set_mail_what": (
        "A link is sent to the address; mail comes once it is confirmed. Every mail says how to "
        "end it. In the language of this page."
    ),
    "members.page.set_webhook": "Be told by a webhook",
    "members.page.set_webhook_what": (
        "A public address that takes a POST. Its secret is shown once; setting it again makes "
        "another one. In the language of this page."
    ),
    "members.page.stop_mail": "Stop mail",
    "members.page.stop_webhook": "Stop the webhook",
    "members.page.waiting": "to be confirmed",
    "members.page.webhook": "Webhook",
    "members.page.webhook_address": "Address of the webhook (https://…)",
    "members.unsubscribe.ask": "Send no more messages here?",
    "members.unsubscribe.button": "End the messages",
    "members.unsubscribe.done": "Nothing more is sent, also not what was waiting.",
    "members.unsubscribe.title": "End messages",
    "members.unsubscribe.unknown": "These messages were ended already.",
    "members.webhook.fault": (
        "give an address such as https://host/path, without a user or a password"
    ),
    "members.webhook.kept": (
        "What happens at what you follow is sent to {address} from now on, signed with a secret "
        "that is shown this once."
    ),
    "members.webhook.not_public": "its host is unknown or at no public address: give another",
    "members.webhook.secret": "Secret: {secret}",
    "members.webhook.stopped": "Nothing more is sent to your webhook.",
}
