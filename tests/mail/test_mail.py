"""Mail to authors, handed to a real SMTP server on 127.0.0.1."""

import email
import json
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from microblog import cli
from microblog.content.answers import dump_answers, path_of
from microblog.mail import rounds
from microblog.mail.letters import one_line
from microblog.model.remote import RemoteAnswer, RemoteAnswers
from tests.conftest import MakeSite

CONFIG = "base_url: https://club.example/\ntitle: The club\ntag_authority: club.example,2026\n"
ADA = "---\nname: Ada\nemail: ada@club.example\nnotify: true\n---\n"
HELLO = "---\ndate: 2026-11-01T10:00Z\n---\nHello all\n"
REPLY = "---\ndate: 2026-11-02T10:00Z\nin_reply_to: ada/hello\n---\nHello Ada, I write <b>too</b> & often\n"
PEOPLE = {"config.yaml": CONFIG, "posts/ada/profile.md": ADA, "posts/ada/hello.md": HELLO, "posts/grace/re.md": REPLY}


class Receiver:
    """Keeps what arrives; refuses those who stand in `refused`, and ends the connection behind `patience` letters."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refused: set[str] = set()
        self.passwords: list[bytes] = []

    async def handle_RCPT(  # noqa: N802 - the name that the library calls
        self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        if address in self.refused:
            return "550 5.1.1 no such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        assert isinstance(envelope.content, bytes)
        letter: Any = email.message_from_bytes(envelope.content, policy=default)
        self.letters.append(letter)
        return "250 taken"

    def authenticate(self, _: SMTP, __: Session, ___: Envelope, mechanism: str, data: Any) -> AuthResult:
        self.passwords.append(data.password)
        return AuthResult(success=mechanism in {"PLAIN", "LOGIN"} and data.password == b"s3cret-word", handled=False)


class OnAnyPort(Controller):
    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a certificate of `localhost` and its key, in one file."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(secret + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture(name="server")
def running_server(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """Run a server that wants STARTTLS and a password, as the environment says it."""
    receiver, tls = Receiver(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    controller = OnAnyPort(
        receiver,
        hostname="127.0.0.1",
        port=0,
        tls_context=tls,
        require_starttls=True,
        auth_required=True,
        authenticator=receiver.authenticate,
        server_hostname="localhost",
    )
    controller.start()
    set_server(monkeypatch, controller.port)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    yield receiver
    controller.stop()


def set_server(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    values = {"HOST": "localhost", "PORT": str(port), "USER": "club", "PASSWORD": "s3cret-word"}
    for name, value in values.items():
        monkeypatch.setenv(f"MICROBLOG_SMTP_{name}", value)
    monkeypatch.setenv("MICROBLOG_MAIL_FROM", "club@club.example")


def mail(root: Path, *options: str) -> int:
    return cli.main(["mail", "--root", str(root), "--now", "2026-11-30T12:00Z", *options])


def part(letter: EmailMessage, kind: str) -> str:
    found = letter.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def test_author_is_told_once_of_an_answer(make_site: MakeSite, server: Receiver, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_site(PEOPLE)
    assert mail(root, "--all") == 0
    (letter,) = server.letters
    assert letter["To"] == "Ada <ada@club.example>"
    assert letter["Subject"] == "The club: one new thing for you"
    assert "@grace replied to you: Hello Ada, I write too & often\nhttps://club.example/@grace/re/" in part(letter, "plain").replace(
        "\r\n", "\n"
    ).replace("  ", "")
    assert 'href="https://club.example/@grace/re/"' in part(letter, "html")
    assert "write too &amp; often" in part(letter, "html")
    assert capsys.readouterr().out == "Sent to @ada: 1 new thing\n"
    assert mail(root) == 0
    assert len(server.letters) == 1


def test_first_round_tells_nothing_that_is_old_and_the_next_one_what_is_new(make_site: MakeSite, server: Receiver) -> None:
    root = make_site(PEOPLE)
    assert mail(root) == 0
    assert server.letters == []
    (root / "posts/grace/like.md").write_text("---\ndate: 2026-11-03T10:00Z\nlike_of: ada/hello\n---\n")
    (root / "posts/grace/profile.md").write_text("---\nname: Grace\nfollowing: [ada]\n---\n")
    assert mail(root) == 0
    text = part(server.letters[0], "plain")
    assert "Grace (@grace) liked a post of yours" in text
    assert "Grace (@grace) follows you" in text
    assert "replied" not in text


@pytest.mark.parametrize(
    "head", ["draft: true", "date: 2027-01-01", "unlisted: true", "expiryDate: 2026-11-03"], ids=["draft", "scheduled", "unlisted", "over"]
)
def test_nobody_is_told_of_what_readers_do_not_see(make_site: MakeSite, server: Receiver, head: str) -> None:
    date = "" if head.startswith("date") else "date: 2026-11-02T10:00Z\n"
    root = make_site({**PEOPLE, "posts/grace/re.md": f"---\n{date}{head}\nin_reply_to: ada/hello\n---\nhidden words\n"})
    assert mail(root, "--all", "--drafts") == 0
    assert server.letters == []


@pytest.mark.parametrize("names", ["muted", "blocked"])
@pytest.mark.parametrize("whose", ["author", "site"])
def test_nobody_is_told_of_those_who_are_muted_or_blocked(make_site: MakeSite, server: Receiver, names: str, whose: str) -> None:
    lists = f"{names}: [grace]\n"
    profile, config = (ADA.replace("notify", f"{lists}notify"), CONFIG) if whose == "author" else (ADA, CONFIG + lists)
    follows = "---\nfollowing: [ada]\n---\n"
    root = make_site({**PEOPLE, "config.yaml": config, "posts/ada/profile.md": profile, "posts/grace/profile.md": follows})
    assert mail(root, "--all") == 0
    assert server.letters == []


def test_address_comes_from_the_environment_where_the_profile_has_none(
    make_site: MakeSite, server: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MICROBLOG_MAIL_TO_ADA", "private@ada.example")
    assert mail(make_site({**PEOPLE, "posts/ada/profile.md": ""}), "--all") == 0
    assert server.letters[0]["To"] == "ada <private@ada.example>"


def test_one_variable_is_never_the_address_of_two(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MICROBLOG_MAIL_TO_A_B", "a@b.example")
    assert mail(make_site({"config.yaml": CONFIG, "posts/a-b/x.md": HELLO, "posts/a_b/x.md": HELLO})) == 2
    assert "MICROBLOG_MAIL_TO_A_B would be the address of a-b and a_b" in capsys.readouterr().err


def test_who_does_not_want_mail_gets_none(make_site: MakeSite, server: Receiver) -> None:
    assert mail(make_site({**PEOPLE, "posts/ada/profile.md": ADA.replace("notify: true\n", "")}), "--all") == 0
    assert server.letters == []


def test_letter_that_is_refused_is_said_and_tried_again_while_others_go_out(
    make_site: MakeSite, server: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    eve = {"posts/eve/profile.md": ADA.replace("Ada", "Eve").replace("ada@", "eve@"), "posts/eve/hello.md": HELLO}
    both = REPLY.replace("Hello Ada", "Hello @eve")
    root = make_site({**PEOPLE, **eve, "posts/grace/re.md": both})
    server.refused.add("ada@club.example")
    assert mail(root, "--all") == 1
    assert "nothing was sent to @ada: the mail server says 550 5.1.1 no such person here" in capsys.readouterr().err
    assert [letter["To"] for letter in server.letters] == ["Eve <eve@club.example>"]
    server.refused.clear()
    assert mail(root) == 0
    assert [letter["To"] for letter in server.letters[1:]] == ["Ada <ada@club.example>"]


def test_author_is_told_of_an_answer_from_another_site_and_not_of_a_muted_host(make_site: MakeSite, server: Receiver) -> None:
    answers = [
        RemoteAnswer(f"mastodon:{host}/1", "reply", "mastodon", f"https://{host}/@wren/1", "Wren", f"https://{host}/@wren", host=host)
        for host in ("social.example", "loud.example")
    ]
    at = "2026-11-03T10:00:00Z"
    answers = [answer._replace(published=at, updated=at, text="So true", content_html="<p>So true</p>") for answer in answers]
    files = {path_of("ada/hello"): dump_answers(RemoteAnswers("ada/hello", tuple(answers)))}
    root = make_site({**PEOPLE, **files, "posts/ada/profile.md": ADA.replace("notify", "muted: [loud.example]\nnotify")})
    assert mail(root, "--all") == 0
    text = part(server.letters[0], "plain").replace("\r\n", "\n")
    assert "* Wren (social.example) replied to you: So true\n" in text
    assert "https://social.example/@wren/1" in text
    assert "loud.example" not in text


class KilledError(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("step", range(4))
def test_run_that_was_killed_anywhere_sends_nothing_twice(
    make_site: MakeSite, server: Receiver, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], step: int
) -> None:
    root = make_site(PEOPLE)
    steps = iter(range(100))

    def killing(name: str) -> None:
        act = getattr(rounds, name)

        def acting(*arguments: Any, **named: Any) -> None:
            if next(steps) == step:
                raise KilledError
            act(*arguments, **named)

        monkeypatch.setattr(rounds, name, acting)

    with monkeypatch.context() as patched:
        monkeypatch = patched
        killing("note")
        killing("hand_over")
        if step < 3:
            with pytest.raises(KilledError):
                mail(root, "--all")
        else:
            assert mail(root, "--all") == 0
    arrived = len(server.letters)
    assert mail(root, "--all") == 0
    assert len(server.letters) == (1 if step in {0, 2, 3} else 0)
    if step in {1, 2}:
        assert "may not have been handed over" in capsys.readouterr().out
        assert mail(root, "--again") == 0
        assert len(server.letters) == arrived + 1
        assert len({letter["Message-ID"] for letter in server.letters}) == 1


def test_dry_run_writes_the_letters_and_notes_nothing(make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_site(PEOPLE)
    assert mail(root, "--all", "--dry-run") == 0
    assert capsys.readouterr().out == ".microblog/mail/ada.eml: 1 new thing\nNothing was sent, since this is a dry run\n"
    first = (root / ".microblog/mail/ada.eml").read_bytes()
    assert b"Subject: The club: one new thing for you" in first
    assert not (root / "sent").exists()
    mail(root, "--all", "--dry-run")
    assert (root / ".microblog/mail/ada.eml").read_bytes() == first


HOSTILE = [
    "=?utf-8?q?a=0ABcc=3A_x=40y?=",
    "a\u200f\u2066b",
    'x" <evil@y.example>, "z',
    "a, b; c: d",
    "\u202egrace",
    "<script>alert(1)</script>",
    "%(name)s {{ 7*7 }}",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_adds_a_header_or_a_receiver(make_site: MakeSite, server: Receiver, name: str) -> None:
    written = json.dumps(name)  # which YAML reads as well
    config, profile = CONFIG.replace("The club", written), ADA.replace("name: Ada", f"name: {written}")
    grace = f"---\nname: {written}\nfollowing: [ada]\n---\n"
    root = make_site({**PEOPLE, "config.yaml": config, "posts/ada/profile.md": profile, "posts/grace/profile.md": grace})
    assert mail(root, "--all") == 0
    (letter,) = server.letters
    expected = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"}
    assert {*letter.keys()} - {"X-Peer", "X-MailFrom", "X-RcptTo"} == expected
    assert [address.addr_spec for address in letter["To"].addresses] == ["ada@club.example"]
    assert "<script" not in part(letter, "html")
    assert "\u202e" not in letter.as_string()


def test_text_of_a_head_stays_on_its_line_and_in_its_direction() -> None:
    assert one_line("a\r\nBcc: x@y\x00\x85\u2028b\u202e \u2066c\u2069\u2068") == "a Bcc: x@y b c"


def test_wrong_password_is_said_without_saying_it(
    make_site: MakeSite, server: Receiver, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MICROBLOG_SMTP_PASSWORD", "wr0ng-word")
    root = make_site(PEOPLE)
    assert mail(root, "--all") == 2
    said = capsys.readouterr()
    assert {*server.passwords} == {b"wr0ng-word"}
    assert "does not take MICROBLOG_SMTP_USER and MICROBLOG_SMTP_PASSWORD" in said.err
    assert "wr0ng-word" not in said.out + said.err + "".join(path.read_text() for path in root.glob("sent/*"))


def test_password_that_cannot_be_told_is_said_without_saying_it(
    make_site: MakeSite, server: Receiver, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MICROBLOG_SMTP_PASSWORD", "schlüssel-word")
    assert mail(make_site(PEOPLE), "--all") == 2
    said = capsys.readouterr().err
    assert "MICROBLOG_SMTP_PASSWORD ASCII" in said
    assert "schl" not in said
    assert server.passwords == []


def test_server_whose_certificate_nobody_vouches_for_gets_no_password(
    make_site: MakeSite, server: Receiver, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    assert mail(make_site(PEOPLE), "--all") == 2
    assert "cannot be used" in capsys.readouterr().err
    assert server.passwords == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"MICROBLOG_SMTP_HOST": ""}, "MICROBLOG_SMTP_HOST must be set"),
        ({"MICROBLOG_SMTP_PORT": "smtp"}, "MICROBLOG_SMTP_PORT is no port"),
        ({"MICROBLOG_SMTP_TLS": "no", "MICROBLOG_SMTP_HOST": "mail.example"}, "on this very machine alone"),
        ({"MICROBLOG_SMTP_PORT": "1"}, "localhost:1 cannot be used"),
        ({"MICROBLOG_SMTP_HOST": "a..b"}, "MICROBLOG_SMTP_HOST must be the name of a host"),
        ({"MICROBLOG_MAIL_FROM": "nobody"}, "no domain); write MICROBLOG_MAIL_FROM as ada@example.org"),
        ({"MICROBLOG_MAIL_TO_ADA": "a@b, c@d"}, "; write `email` of @ada's profile, or MICROBLOG_MAIL_TO_ADA, as ada@example.org"),
    ],
)
def test_settings_that_cannot_be_used_are_said(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], changed: dict[str, str], said: str
) -> None:
    set_server(monkeypatch, 1)
    for name, value in changed.items():
        monkeypatch.setenv(name, value)
    assert mail(make_site(PEOPLE), "--all") == 2
    assert said in capsys.readouterr().err


def test_ledger_that_cannot_be_read_stops_the_round(make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_site({**PEOPLE, "sent/ada.jsonl": '<<<<<<< HEAD\n{"to": "mail"}\n'})
    assert mail(root) == 1
    assert "sent/ada.jsonl:1: was left by a merge" in capsys.readouterr().err


def test_letter_speaks_the_authors_language_and_tells_only_so_many_things(make_site: MakeSite, server: Receiver) -> None:
    many = {f"posts/grace/{n:02}.md": REPLY for n in range(60)}
    root = make_site({**PEOPLE, **many, "posts/ada/profile.md": ADA.replace("notify", "lang: ar\nnotify")})
    assert mail(root, "--all") == 0
    html = part(server.letters[0], "html")
    assert '<html lang="ar" dir="rtl">' in html
    assert html.count("<li") == 50
    assert server.letters[0]["Subject"] == "\u2068The club\u2069: 61 إشعارًا جديدًا"
    assert "* ردّ عليك \u2068@grace\u2069: \u2068Hello Ada, I write too & often\u2069" in part(server.letters[0], "plain")
    assert 'href="https://club.example/@ada/mentions/"' in html
