"""WebFinger (RFC 7033) as a plain file: a host that ignores the question gives the same answer to each, so it is about one account."""

import json


def render_alias(account: str) -> bytes:
    """Return what leads from any name below a site's host to an account elsewhere, `@ada@social.example`.

    Servers ask the account's own host for the rest, since the subject is there. Its profile's address is the one that most of
    them have, and serves people and programs alike.
    """
    user, _, host = account.removeprefix("@").partition("@")
    profile = f"https://{host}/@{user}"
    links = [
        {"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": profile},
        {"rel": "self", "type": "application/activity+json", "href": profile},
    ]
    return f"{json.dumps({'subject': f'acct:{user}@{host}', 'aliases': [profile], 'links': links}, indent=2)}\n".encode()
