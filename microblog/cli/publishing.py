"""The command `publish`."""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo

from microblog.build.dry_run import check
from microblog.build.options import Options, parse_now
from microblog.cli.streams import complain, say
from microblog.cli.words import count, listener, sum_up, tell
from microblog.content.config import parse_config
from microblog.content.posts import parse_post
from microblog.errors import printable
from microblog.library.held_back import why_unseen
from microblog.model.nouns import AuthorDefaults, Post
from microblog.repository.changes import Change
from microblog.repository.publishing import Plan, message_of, plan_publishing, publish
from microblog.scaffold.posts import find_zone

_MOST = 30  # files that are listed


def publish_site(options: Options, arguments: argparse.Namespace) -> int:
    """Show what is to be published, check the site, commit and push."""
    plan = plan_publishing(options.root, options.output_path)
    if not plan.changes and not plan.waiting:
        _say(f"Nothing to publish: all of it is on {plan.branch} of {plan.remote}", options)
        return 0
    message = arguments.message or (message_of(plan.changes) if plan.changes else "")
    for line in _outlook(plan, message, options):
        _say(line, options)
    if not _is_sound(options):
        complain("Nothing was published")
        return 1
    if arguments.dry_run:
        _say("Nothing was published, since this is a dry run", options)
        return 0
    publish(options.root, plan, message)
    _say(f"Pushed to {plan.branch} of {plan.remote}; the host builds it now, where it was told to", options)
    return 0


def _say(line: str, options: Options) -> None:
    if options.verbose >= 0:
        say(printable(line))


def _outlook(plan: Plan, message: str, options: Options) -> Iterator[str]:
    """Say what would be done."""
    for change in plan.changes[:_MOST]:
        yield f"{change.kind:8} {change.path}{_remark(change, options)}"
    if len(plan.changes) > _MOST:
        yield f"and {count(len(plan.changes) - _MOST, 'file')} more"
    if plan.changes:
        posts = [change for change in plan.changes if change.is_post]
        kinds = [f"{number} {kind}" for kind in ("new", "changed", "deleted") if (number := sum(post.kind == kind for post in posts))]
        told = f"{count(len(posts), 'post')} ({', '.join(kinds)})" if posts else ""
        others = count(len(plan.changes) - len(posts), "other file" if posts else "file") if len(plan.changes) > len(posts) else ""
        yield f"{' and '.join(filter(None, (told, others)))}, to be committed as “{message}” and pushed to {plan.branch} of {plan.remote}"
    if plan.waiting:
        yield f"{count(plan.waiting, 'commit')} made before, to be pushed to {plan.branch} of {plan.remote}"


def _remark(change: Change, options: Options) -> str:
    """Say of a post that readers of the site will not see it, though whoever reads the repository does."""
    if not change.is_post or change.kind == "deleted":
        return ""
    try:
        data, settings = (options.root / change.path).read_bytes(), options.root / "config.yaml"
        config, _ = parse_config(settings.read_bytes() if settings.is_file() else b"")  # its faults are told by the check
    except OSError:
        return ""
    handle = change.path.split("/")[1]
    where = find_zone(options.root, config, handle)
    post, _ = parse_post(change.path, data, config, {handle: AuthorDefaults(str(where), config.lang)})
    why = _why_unseen(post, parse_now(options.now), where) if post else ""
    return f" ({why})" if why else ""


def _why_unseen(post: Post, now: int, where: tzinfo) -> str:
    due = post.due or post.instant
    if post.held:
        return f"{why_unseen(post.held, is_unlisted=False)}: in the repository, not on the site"
    if due > now:
        moment = datetime.fromtimestamp(due // 1_000_000, UTC).astimezone(where)
        return f"scheduled for {moment:%Y-%m-%d %H:%M} ({where}): in the repository now, on the site with a build after that"
    return "expired: in the repository, not on the site" if 0 < post.ends <= now else ""


def _is_sound(options: Options) -> bool:
    """Check the site as `check` does."""
    with listener(options) as listen:
        problems = check(options, listen)
    is_wrong = any(options.strict or not problem.is_warning for problem in problems)
    if is_wrong or options.verbose >= 0:
        tell(problems, each=options.verbose > 0)
    if is_wrong:
        complain(sum_up(problems))
    return not is_wrong
