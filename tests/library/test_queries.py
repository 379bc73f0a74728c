"""What rendering asks of the index costs what it asks for."""

import sqlite3

from microblog.library import queries, schema


class Explaining:
    """Stands for an index that tells how it would answer instead of answering."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.steps: list[str] = []

    def execute(self, query: str, values: tuple[object, ...]) -> list[tuple[str, str]]:
        self.steps += [row[3] for row in self.db.execute(f"EXPLAIN QUERY PLAN {query}", values)]
        return []


def test_the_posts_before_some_are_found_from_these_and_not_from_all_authors() -> None:
    index = Explaining(schema.create(":memory:"))
    queries.older(index, ["@ada/hello/"])  # type: ignore[arg-type]
    assert index.steps[0].startswith("SCAN json_each")
    assert not [step for step in index.steps[1:] if step.startswith("SCAN")]
