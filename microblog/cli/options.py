"""What may stand behind the command's name."""

import argparse
import os
from functools import partial
from typing import Any

_FROM = "make it of what lies there: a site of Hugo, Jekyll, Eleventy, Pelican, Nikola or micro.blog, or notes"
_LISTS = "add all of a list: OPML, Mastodon's following_accounts.csv, or the address of either or of a page with a blogroll"
_TARGETS = {"--reply-to": "answers", "--quote": "shows", "--like": "likes", "--repost": "reposts", "--bookmark": "keeps"}


def wide_help() -> Any:
    """Return what lays out help over the whole width; argparse asks for it with each option, and would load much to find the width."""
    try:
        width = int(os.environ.get("COLUMNS", "")) or 80
    except ValueError:
        try:
            width = os.get_terminal_size(1).columns or 80
        except (OSError, ValueError):
            width = 80
    return partial(argparse.HelpFormatter, width=width - 2)


def common_options() -> argparse.ArgumentParser:
    """Make the options that every command takes, before or after its name; read alone, they raise what is wrong."""
    common = argparse.ArgumentParser(
        add_help=False, argument_default=argparse.SUPPRESS, formatter_class=wide_help(), allow_abbrev=False, exit_on_error=False
    )
    add = common.add_argument
    add("--root", metavar="DIR", help="the site folder (default: the current one)")
    add("--output", metavar="DIR", help="where to build (default: public in the site folder)")
    add("--base-url", metavar="URL", help="where the site will live, instead of what config.yaml says")
    add("--repository", metavar="URL", help="where the site folder is kept, if config.yaml does not say")
    add("--drafts", action="store_true", help="include drafts and scheduled posts")
    add("--now", metavar="ISO8601", help='what "now" is, for scheduled posts and reproducible builds')
    add("--jobs", metavar="N", type=_number, help="how many processes (default: as many as cores)")
    add("--clean", action="store_true", help="ignore the cache")
    add("--strict", action="store_true", help="take warnings for errors")
    add("-q", "--quiet", dest="verbose", action="store_const", const=-1, help="say only what is wrong")
    add("-v", "--verbose", dest="verbose", action="store_const", const=1, help="say more")
    return common


def _number(text: str) -> int:
    if text.isascii() and text.isdigit():
        return int(text)
    raise argparse.ArgumentTypeError(f"{text} is no whole number of 0 or more")


def add_serve_options(parser: argparse.ArgumentParser) -> None:
    """Add what `serve` takes."""
    about = "serve at this machine's address in its network, for a phone, or at the ADDRESS given; all around can read it then"
    parser.add_argument("--open", action="store_true", help="open the site in the browser")
    parser.add_argument("--host", metavar="ADDRESS", nargs="?", default="", const="auto", help=about)


def add_new_options(parser: argparse.ArgumentParser) -> None:
    """Add what `new` takes."""
    add = parser.add_argument
    add("text", metavar="TEXT", nargs="*", help="what the post says; - reads it from standard input; without one, $VISUAL or $EDITOR opens")
    add("--author", metavar="HANDLE", default="", help="who writes (default: the author of config.yaml, or the only one)")
    add("--title", default="", help="makes the post an article")
    add("--tag", action="append", default=[], dest="tags", metavar="TAG", help="a tag; may be given more than once")
    add("--lang", default="", help="the post's language: de, pt-BR")
    add("--cw", metavar="WORDS", default="", help="content warning: the text is folded under it")
    add("--at", metavar="ISO8601", default="", help="when it is published, in the author's time zone; in the future: scheduled")
    add("--draft", action="store_true", help="keep the post out of the site for now")
    add("--unlisted", action="store_true", help="publish the post where nothing leads to it")
    for option, what in _TARGETS.items():
        add(option, metavar="REF", default="", help=f"what the post {what}: ada/2026-11-23-hello, or a URL")
    add(
        "--photo",
        metavar="FILE",
        action="append",
        default=[],
        help="a picture, copied beside the post, scaled, without its notes; repeatable",
    )
    add(
        "--alt",
        metavar="WORDS",
        action="append",
        default=[],
        help="what the photo shows, in the order of --photo; else asked on a terminal",
    )


def add_init_options(parser: argparse.ArgumentParser) -> None:
    """Add what `init` takes."""
    parser.add_argument("folder", metavar="DIR", help="the folder to make; an existing one must be empty")
    parser.add_argument("--title", default="", help="the site's title (default: My microblog)")
    parser.add_argument("--author", metavar="HANDLE", default="", help="the first author's handle (default: me)")
    parser.add_argument("--from", metavar="FOLDER", default="", dest="source", help=_FROM)
    parser.add_argument(
        "--engine", metavar="URL", default="", help="where a host gets microblog from (default: the repository of this one)"
    )
    about = "let people without git join and write by forms of the git host; LOGIN is the admin's; to a site that is there, too"
    parser.add_argument("--village", metavar="LOGIN", default="", help=about)
    parser.add_argument("--cms", action="store_true", help="add a page for Sveltia CMS at /admin/; to a site that is there, too")


def add_publish_options(parser: argparse.ArgumentParser) -> None:
    """Add what `publish` takes."""
    parser.add_argument("-m", "--message", metavar="WORDS", default="", help="what the commit says (default: which posts it is about)")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")


def add_deploy_options(parser: argparse.ArgumentParser) -> None:
    """Add what `deploy` takes."""
    add = parser.add_argument
    add(
        "--to",
        metavar="PLACE",
        default="",
        help="where to: s3://BUCKET/PREFIX, 'rsync USER@HOST:PATH', 'rsync /PATH' or 'git REMOTE BRANCH'",
    )
    add("--overwrite", action="store_true", help="send it to a place that has other files, too; those stay")
    add("--delete", action="store_true", help="remove files though that would be most of the site there")
    add("--dry-run", action="store_true", help="build and say what would be sent, and send nothing")


def add_records_options(parser: argparse.ArgumentParser) -> None:
    """Add what `publish-records` takes."""
    add = parser.add_argument
    add("--dry-run", action="store_true", help="say what would be done, and do nothing; no password is needed")
    add(
        "--withdraw",
        metavar="DID",
        nargs="?",
        const="",
        help="delete all records of this site; of an account that it names no more by its DID",
    )
    add("--yes", action="store_true", help="do not ask whether --withdraw is meant")
    add("--directory", metavar="URL", default="", help="who knows all did:plc (default: https://plc.directory)")
    add("--allow", action="append", default=[], metavar="HOST:PORT", help="ask this host at this port though it be private; repeatable")


def add_fetch_options(parser: argparse.ArgumentParser) -> None:
    """Add what `fetch` takes."""
    parser.add_argument(
        "--only", action="append", default=[], metavar="TARGET", help="read only this, due or not; may be given more than once"
    )
    parser.add_argument(
        "--allow", action="append", default=[], metavar="HOST:PORT", help="ask this host at this port though it be private; as above"
    )


def add_webmention_options(parser: argparse.ArgumentParser) -> None:
    """Add what `webmention` takes."""
    add = parser.add_argument
    add("action", metavar="ACTION", choices=("send",), help="send: tell the sites that new, changed and deleted posts link to")
    add("--dry-run", action="store_true", help="say what would be sent, and ask nobody")
    add("--only", action="append", default=[], metavar="REF", help="of this post alone, however old it is; may be given more than once")
    add("--since", metavar="ISO8601", default="", help="of posts from that day on (default: of the last 30 days)")
    _add_allow(parser)


def add_ping_options(parser: argparse.ArgumentParser) -> None:
    """Add what `ping` takes."""
    parser.add_argument("--dry-run", action="store_true", help="say which feeds changed, and ask nobody")
    _add_allow(parser)


def _add_allow(parser: argparse.ArgumentParser) -> None:
    about = "ask this host at this port though it be private; may be given more than once"
    parser.add_argument("--allow", action="append", default=[], metavar="HOST:PORT", help=about)


def add_answers_options(parser: argparse.ArgumentParser) -> None:
    """Add what `answers` takes."""
    add = partial(parser.add_argument, action="append", default=[])
    add("--only", metavar="REF", help="read only what was said to this post, due or not; may be given more than once")
    add("--allow", metavar="HOST:PORT", help="ask this host at this port though it be private; as above")
    parser.add_argument("--dry-run", action="store_true", help="ask, say what would change, and write nothing")


def add_forget_options(parser: argparse.ArgumentParser) -> None:
    """Add what `forget` takes."""
    add = parser.add_argument
    add("post", metavar="REF", help="the post: ada/2026-11-23-hello, its file, or its address")
    add("--yes", action="store_true", help="remove without asking")
    add("--dry-run", action="store_true", help="say what would go and what git's history holds, and remove nothing")
    add("--allow", action="append", default=[], metavar="HOST:PORT", help="ask this host at this port though it be private")
    add("--no-tombstone", action="store_true", help="leave no line that says where the post stood: its address then answers 404")


def add_follow_options(parser: argparse.ArgumentParser) -> None:
    """Add what `follow` takes."""
    add = parser.add_argument
    add("target", metavar="TARGET", nargs="?", default="", help="a handle, the address of a feed or site, or @user@example.org")
    add("--import", metavar="FILE", default="", dest="source", help=_LISTS)
    add("--dry-run", action="store_true", help="with --import: say whom it names, and change nothing")
    add("--allow", action="append", default=[], metavar="HOST:PORT", help="with --import: ask this host at this port though it be private")
    _add_whose(parser)


def add_unfollow_options(parser: argparse.ArgumentParser) -> None:
    """Add what `unfollow` takes."""
    parser.add_argument("target", metavar="TARGET", help="a handle, the address of a feed or site, or @user@example.org")
    _add_whose(parser)


def _add_whose(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--author", metavar="HANDLE", default="", help="whose profile (default: the author of config.yaml, or the only one)"
    )


def add_mail_options(parser: argparse.ArgumentParser) -> None:
    """Add what `mail` takes."""
    add = parser.add_argument
    add("--dry-run", action="store_true", help="write the letters to .microblog/mail/ and send nothing")
    add("--all", action="store_true", help="tell those who were told nothing yet of all there is, not only of what comes from now on")
    add("--again", action="store_true", help="send letters once more of which it is not sure that they were sent")


def add_import_options(parser: argparse.ArgumentParser) -> None:
    """Add what `import` takes."""
    add = parser.add_argument
    add("archives", metavar="ARCHIVE", nargs="+", help="a folder, a .zip, a .tar.gz or a file, as you downloaded it")
    add("--author", metavar="HANDLE", default="", help="whose posts these are (default: as the account is called)")
    add("--dry-run", action="store_true", help="say what would come in, and write nothing")
    add("--fetch", action="store_true", help="ask the web for pictures and films that the archive only names")
    add("--allow", action="append", default=[], metavar="HOST:PORT", help="ask this host at this port though it be private; repeatable")


def add_export_options(parser: argparse.ArgumentParser) -> None:
    """Add what `export` takes."""
    parser.add_argument("--author", metavar="HANDLE", default="", help="whose (default: the author of config.yaml, or the only one)")
    parser.add_argument(
        "--to", dest="archive", metavar="FILE", default="", help="the zip to write (default: HANDLE.zip in the current folder)"
    )


def add_gate_options(parser: argparse.ArgumentParser) -> None:
    """Add what `gate` takes."""
    add = parser.add_argument
    add("--base", metavar="REF", default="origin/HEAD", help="the branch that the pull request is for (default: origin/HEAD)")
    add("--author", metavar="LOGIN", default="", help="whose pull request it is, as the git host knows them")
    add("--feeds-meant", action="store_true", help="let pass what readers of the feeds will notice")


def add_merge_options(parser: argparse.ArgumentParser) -> None:
    """Add what `merge` and `village` take."""
    _add_allow(parser)


def add_verify_options(parser: argparse.ArgumentParser) -> None:
    """Add what `verify` takes."""
    parser.add_argument("url", metavar="URL", nargs="?", default="", help="where the site lives (default: base_url)")
    parser.add_argument("--most", metavar="N", type=_number, default=0, help="ask for so many files at most, sealed pages first (0: all)")
    _add_allow(parser)


def add_completion_options(parser: argparse.ArgumentParser) -> None:
    """Add what `completion` takes."""
    parser.add_argument("shell", metavar="SHELL", choices=("bash", "zsh", "fish"), help="bash, zsh or fish")


def add_schemas_options(parser: argparse.ArgumentParser) -> None:
    """Add what `schemas` takes."""
    parser.add_argument("folder", metavar="DIR", nargs="?", default="schemas", help="where to, in the site folder (default: schemas)")


def add_syndicate_options(parser: argparse.ArgumentParser) -> None:
    """Add what `syndicate` takes."""
    add = parser.add_argument
    add("--dry-run", action="store_true", help="say what would be done, ask nobody and do nothing; no secret is needed")
    add("--since", metavar="ISO8601", default="", help="send posts from this day on, too (default: from the first run on)")
    add("--wait", metavar="SECONDS", type=_number, default=0, help="how long to wait for pages that are not live yet")
    add("--delete", action="store_true", help="delete copies though that would be most of them")
    add("--allow", action="append", default=[], metavar="HOST:PORT", help="ask this host at this port though it be private; repeatable")


def add_nothing(_: argparse.ArgumentParser) -> None:
    """Add no option but the common ones."""
