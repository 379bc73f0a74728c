"""What was taken in → what is to be rendered, and what all rendering needs to know."""

from microblog.build.cache import StartOverError
from microblog.build.destination import LastSite, NewSite
from microblog.build.reading import Intake
from microblog.build.writing import world_of
from microblog.library import digests, schema
from microblog.library.records import dump
from microblog.plan import Plan, make_plan
from microblog.render.context import World
from microblog.theme import static_files


def plan_change(site: NewSite | LastSite, taken: Intake) -> tuple[World, Plan]:
    """Name the pages that a change touches; raise StartOverError where those are all."""
    db, settings = site.db, site.settings
    world = world_of(db, settings)
    digests.note_day(db, settings.now, settings.config.timezone, taken.touched)
    _check_same(schema.read_meta(db), world)
    static = static_files(settings.theme) if site.is_new else taken.static
    return world, make_plan(db, settings.config, taken.touched, static, is_new=site.is_new)


def _check_same(meta: dict[str, str], world: World) -> None:
    """Raise StartOverError where anything is different that stands on every page, or in every entry of a feed."""
    everywhere = dump(world.everywhere)
    if meta.get("everywhere", everywhere) != everywhere:
        raise StartOverError
