#!/usr/bin/env python3
"""Measure this project beside Hugo, Eleventy and Pelican: the same posts, the same set of pages, turn by turn.

Two builds are timed, as whole processes: from nothing, and after one new post. The other tools have no build of a
change that keeps its state on disk, so theirs are whole ones. Outputs are moved aside between runs, never deleted.
Everything that is downloaded or made lies below build/benchmarks/; the outcome goes to docs/performance/.
"""

import argparse
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import report
from corpus import Post, make_posts, new_post
from measure import Run, run
from tools import PROJECT, SCRATCH, TOOLS, Tool


def main() -> None:
    """Measure, and write down what came out."""
    options = parse_arguments()
    scratch = options.scratch / f"run-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}"
    results: dict[tuple[str, int, str], list[Run]] = {}
    versions: dict[str, str] = {}
    files: dict[str, int] = {}
    for count in options.sizes:
        posts = make_posts(count, options.seed)
        slow = {"eleventy", "pelican"} if count > options.slow_up_to else set()
        tools = [TOOLS[name](scratch / str(count) / name, posts) for name in options.only if name not in slow]
        versions |= {tool.name: tool.version for tool in tools}
        runs = options.runs or (5 if count <= 1000 else 3)
        for (kind, tool), taken in measure(posts, tools, runs, scratch / "attic").items():
            results[kind, count, tool] = taken
        files |= {tool.name: sum(len(names) for _, _, names in os.walk(tool.output)) for tool in tools}
    print(report.write(options.output, results, versions, files))


def parse_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--sizes", type=_numbers, default=[100, 1000, 10_000], metavar="N,N", help="how many posts (default: 100,1000,10000)"
    )
    parser.add_argument("--only", type=_names, default=list(TOOLS), metavar="NAME,NAME", help=f"of {', '.join(TOOLS)} (default: all)")
    parser.add_argument("--runs", type=int, default=0, help="of each build (default: 5, and 3 of more than 1,000 posts)")
    parser.add_argument("--slow-up-to", type=int, default=10_000, metavar="N", help="leave Eleventy and Pelican out above so many posts")
    parser.add_argument("--seed", type=int, default=1, help="other posts of the same kind")
    parser.add_argument("--scratch", type=Path, default=SCRATCH, help="where to work (default: build/benchmarks)")
    parser.add_argument("--output", type=Path, default=PROJECT / "docs" / "performance", help="where to write (default: docs/performance)")
    return parser.parse_args()


def measure(posts: list[Post], tools: list[Tool], runs: int, attic: Path) -> dict[tuple[str, str], list[Run]]:
    """Let the tools take turns; a first turn that is not counted has everything read from the disk once."""
    results: dict[tuple[str, str], list[Run]] = {(kind, tool.name): [] for kind in report.KINDS for tool in tools}
    for kind in report.KINDS:
        for number in range(runs + 1):
            for tool in tools:
                if kind == "cold":
                    tool.start_clean(attic)
                else:
                    tool.add(new_post(posts[-1].author, number))
                taken = run(tool.command, tool.folder)
                results[kind, tool.name] += [taken] if number else []
                print(f"{kind:5} {len(posts):7,} {tool.name:10} {taken.seconds:7.2f} s {taken.mib:6.0f} MiB", file=sys.stderr)
    return results


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _names(text: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - set(TOOLS):
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(sorted(unknown))}")
    return names


if __name__ == "__main__":
    main()
