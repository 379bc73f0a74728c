"""The mail server that letters are handed to: settings from the environment, TLS always, within a time."""

import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.message import EmailMessage

from microblog.errors import UsageError
from microblog.model.variables import variable_of
from microblog.text.tuples import NamedTuple

_SECONDS = 30
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_HOST, _PORT, _USER, _PASSWORD = (f"MICROBLOG_SMTP_{name}" for name in ("HOST", "PORT", "USER", "PASSWORD"))
_FROM, TO = "MICROBLOG_MAIL_FROM", "MICROBLOG_MAIL_TO"


class RefusedError(Exception):
    """The server did not take a letter, so that nobody has got it."""


class Server(NamedTuple):
    """What is known of the server."""

    host: str
    port: int
    user: str
    password: str
    sender: str
    is_plain: bool  # spoken to without TLS, which only this very machine is

    def __repr__(self) -> str:
        """Return what may be shown of it."""
        return f"<{self.host}:{self.port}>"


def find_server(environment: Mapping[str, str]) -> Server:
    """Read the settings; raise UsageError with what is missing."""
    missing = [name for name in (_HOST, _FROM) if not environment.get(name)]
    if missing:
        raise UsageError(f"{' and '.join(missing)} must be set in the environment; so may {_PORT}, {_USER} and {_PASSWORD}")
    port = environment.get(_PORT, "465")
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 1 << 16):
        raise UsageError(f"{_PORT} is no port; 465 (TLS) and 587 (STARTTLS) are usual")
    host, is_plain = environment[_HOST], environment.get("MICROBLOG_SMTP_TLS") == "no"
    if is_plain and host not in _LOOPBACK:
        raise UsageError(
            "MICROBLOG_SMTP_TLS=no is for a server on this very machine alone, since password and mail could be read on the way"
        )
    return Server(host, int(port), environment.get(_USER, ""), environment.get(_PASSWORD, ""), environment[_FROM], is_plain)


def receivers(environment: Mapping[str, str], addresses: Mapping[str, str]) -> dict[str, str]:
    """Return who gets mail: those whom the environment gives an address, before the `addresses` that profiles give."""
    names = {handle: variable_of(TO, handle) for handle in addresses}
    for name in {*names.values()} & environment.keys():
        if len(same := sorted(handle for handle in names if names[handle] == name)) > 1:
            raise UsageError(f"{name} would be the address of {' and '.join(same)}; give them one in their profiles")
    found = {handle: environment.get(names[handle]) or address for handle, address in addresses.items()}
    return {handle: address for handle, address in found.items() if address}


@contextmanager
def connected(server: Server) -> Iterator[smtplib.SMTP]:
    """Connect and log in; raise UsageError with what is wrong."""
    try:
        session = _open(server)
    except smtplib.SMTPAuthenticationError:
        raise UsageError(f"the mail server {server.host} does not take {_USER} and {_PASSWORD}") from None
    except UnicodeError:  # whose words would hold the password
        raise UsageError(
            f"{_HOST} must be the name of a host, {_USER} and {_PASSWORD} ASCII; make a password for this program alone"
        ) from None
    except (OSError, smtplib.SMTPException) as error:
        raise UsageError(f"the mail server {server.host}:{server.port} cannot be used ({_reason(error)}); nothing was sent") from None
    try:
        yield session
    finally:
        session.close()


def _open(server: Server) -> smtplib.SMTP:
    tls = ssl.create_default_context()
    if server.port == 465 and not server.is_plain:
        session: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=_SECONDS, context=tls)
    else:
        session = smtplib.SMTP(server.host, server.port, timeout=_SECONDS)
    try:
        if not server.is_plain and server.port != 465:
            session.starttls(context=tls)
        if server.user:
            session.login(server.user, server.password)
    except BaseException:
        session.close()
        raise
    return session


def hand_over(session: smtplib.SMTP, message: EmailMessage) -> None:
    """Hand a letter over; raise RefusedError where the server said no, and UsageError where it said nothing any more."""
    try:
        session.send_message(message)
    except smtplib.SMTPServerDisconnected as error:
        raise UsageError(f"the mail server ended the connection ({_reason(error)}); what was sent before is noted") from None
    except smtplib.SMTPException as error:
        raise RefusedError(_reason(error)) from None
    except OSError as error:
        raise UsageError(f"the mail server fell silent ({_reason(error)}); what was sent before is noted") from None


def _reason(error: Exception) -> str:
    """Return the server's own words, or Python's."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        error = smtplib.SMTPResponseException(*next(iter(error.recipients.values())))
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else str(error.smtp_error)
        return f"{error.smtp_code} {said}"[:200]
    return str(error)[:200] or type(error).__name__
