"""Problems of who may ask, and the few words of signing in."""

MESSAGES: dict[str, str | tuple[str, str]] = {
    "problem.unauthorized.title": "This service needs a key",
    "problem.forbidden.title": "This is not allowed",
    "problem.sign-in-failed.title": "Signing in failed",
    "problem.wrong-host.title": "The service is not known by this name",
    "problem.unavailable.title": "The service cannot answer at present",
    "problem.sign_in_needed": (
        "sign in at {address}, or send a key in the header Authorization: Bearer KEY; whoever runs "
        "the service makes one with smartspec keys add"
    ),
    "problem.form_too_large": "the form may have {bytes} bytes: send its fields alone",
    "problem.key_unknown": "the key is not known: check that it was copied whole",
    "problem.key_expired": "key {id} has expired: ask whoever runs the service for a new one",
    "problem.key_revoked": "key {id} was revoked: ask whoever runs the service for a new one",
    "problem.feed_token": (
        "the token in the address of the feed is unknown, expired or revoked: ask whoever runs the "
        "service for a new one"
    ),
    "problem.right_lacking": (
        "your key or your account does not have the right {right}: ask whoever runs the service"
    ),
    "problem.key_in_address": (
        "a key must not stand in an address, which is kept in logs and histories: send it in the "
        "header Authorization, and have this one revoked"
    ),
    "problem.keys_unreadable": "the keys cannot be read; the error is in the log of the service",
    "problem.too_often": (
        "you ask more often than this service allows: wait {seconds} s, then ask again"
    ),
    "problem.wrong_host": (
        "the service does not answer to the name {host}: whoever runs it can add the name to "
        "SMARTSPEC_HOSTS"
    ),
    "problem.other_site": (
        "a page of another site asked for the change: make it on a page of this service, or send "
        "it as application/json"
    ),
    "problem.csrf": (
        "no page of this service asked for the change: send the csrf token of /session in the "
        "header X-CSRF-Token"
    ),
    "problem.provider": (
        "the sign-in service does not answer as expected: try again in a moment, or ask whoever "
        "runs this service"
    ),
    "problem.sign_in": (
        "the answer of the sign-in service is not valid or too old: begin again at /login"
    ),
    "page.sign_in": "Sign in",
    "page.no_account": (
        "No account? Whoever runs this service can give you one; organisations of a cluster also "
        "ask the administrator of their region for an invitation."
    ),
    "page.key": "Your key",
    "page.key_hint": (
        "The key begins with smartspec_; whoever runs the service gave it to you or your "
        "organisation. This browser stays signed in for some hours, or until you sign out; the key "
        "itself is not kept in it."
    ),
    "page.sign_out": "Sign out",
    "page.session": "Your account",
    "page.signed_in": "You are signed in as {user}.",
}
