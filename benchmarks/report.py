"""What was measured, as a table in Markdown, as JSON, and as plots."""

import json
import os
import platform
import statistics
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from measure import Run
from plot import draw

KINDS = {"cold": "from nothing", "one": "one new post"}
Results = Mapping[tuple[str, int, str], Sequence[Run]]  # kind, posts, tool → runs


def summarise(results: Results) -> list[dict[str, Any]]:
    """Give medians for each kind, size and tool, and how they compare with Hugo's of the same turns."""
    rows = []
    for (kind, posts, tool), runs in results.items():
        row: dict[str, Any] = {"kind": kind, "posts": posts, "tool": tool, "runs": len(runs)}
        row |= {what: statistics.median(getattr(run, what) for run in runs) for what in Run._fields}
        if (kind, posts, "Hugo") in results:
            turns = zip(runs, results[kind, posts, "Hugo"], strict=True)
            row["of_hugo"] = statistics.median(own.seconds / hugo.seconds for own, hugo in turns)
        rows.append(row)
    return rows


def write(folder: Path, results: Results, versions: Mapping[str, str], files: Mapping[str, int]) -> str:
    """Write results.json, results.md and two plots; give the table."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = summarise(results)
    facts = {"machine": machine(), "versions": dict(versions), "files": dict(files), "results": rows}
    (folder / "results.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    text = table(rows, versions, files)
    (folder / "results.md").write_text(text, encoding="utf-8")
    for kind, words in KINDS.items():
        lines: dict[str, list[tuple[int, float]]] = {}
        for row in rows:
            if row["kind"] == kind:
                lines.setdefault(row["tool"], []).append((row["posts"], row["seconds"]))
        if lines:
            (folder / f"{kind}.svg").write_text(draw(f"Time of a build: {words}", lines), encoding="utf-8")
    return text


def table(rows: Sequence[Mapping[str, Any]], versions: Mapping[str, str], files: Mapping[str, int]) -> str:
    """Give the rows as a table in Markdown, under the machine and the versions."""
    named = ", ".join(f"{tool} {version}" for tool, version in versions.items())
    made = ", ".join(f"{tool} {count:,}" for tool, count in files.items())
    lines = [f"Machine: {machine()}.", f"Versions: {named}.", f"Files written at the largest size: {made}.", ""]
    lines += ["| build | posts | tool | seconds | processor seconds | MiB | ÷ Hugo | runs |", "|---|---:|---|---:|---:|---:|---:|---:|"]
    for row in rows:
        ratio = f"{row['of_hugo']:.2f}" if "of_hugo" in row else ""
        figures = f"{row['seconds']:.2f} | {row['cpu_seconds']:.2f} | {row['mib']:.0f} | {ratio} | {row['runs']}"
        lines.append(f"| {KINDS[row['kind']]} | {row['posts']:,} | {row['tool']} | {figures} |")
    return "\n".join([*lines, ""])


def machine() -> str:
    """Name what the figures depend on, and how busy it was when they were taken."""
    load = f", load {os.getloadavg()[0]:.1f} at the end" if hasattr(os, "getloadavg") else ""
    memory = f", {os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / (1 << 30):.0f} GiB" if hasattr(os, "sysconf") else ""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores{memory}, Python {sys.version.split()[0]}{load}"
