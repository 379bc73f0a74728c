"""The command `completion`: scripts for shells, made from what argparse knows of the commands.

They know commands, options and which of these take files; they call nothing, so that a shell waits for nothing.
"""

import argparse
from collections.abc import Iterator
from typing import Literal

from microblog.build.options import Options
from microblog.cli import make_parser
from microblog.cli.streams import say
from microblog.text.tuples import NamedTuple

Takes = Literal["nothing", "word", "file", "folder"]
_FILES = frozenset({"FILE", "REF"})  # a post may be named by its file
_FOLDERS = frozenset({"DIR", "FOLDER"})
_PROGRAMS = ("microblog", "build.py")


class Option(NamedTuple):
    """One option."""

    names: tuple[str, ...]
    help: str
    takes: Takes


class Command(NamedTuple):
    """One command; that of no name has what may stand before any."""

    name: str
    help: str
    options: tuple[Option, ...]
    choices: tuple[str, ...]  # of what stands behind it
    takes: Takes  # what stands behind it


def print_completion(_: Options, arguments: argparse.Namespace) -> int:
    """Print the script of one shell."""
    say(script_of(arguments.shell, commands_of(make_parser(()))))
    return 0


def commands_of(parser: argparse.ArgumentParser) -> list[Command]:
    """Return what a parser knows, as a table."""
    found = [_command("", "", parser)]
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to ask
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - as above
            helps = {choice.dest: choice.help or "" for choice in action._choices_actions}  # noqa: SLF001 - as above
            found += [_command(name, helps[name], inner) for name, inner in action.choices.items()]
    return found


def _command(name: str, about: str, parser: argparse.ArgumentParser) -> Command:
    actions = [action for action in parser._actions if not isinstance(action, argparse._SubParsersAction)]  # noqa: SLF001 - as above
    options = tuple(Option(tuple(action.option_strings), action.help or "", _takes(action)) for action in actions if action.option_strings)
    places = [action for action in actions if not action.option_strings]
    choices = tuple(str(choice) for action in places for choice in action.choices or ())
    return Command(name, about, options, choices, _takes(places[0]) if places and not choices else "nothing")


def _takes(action: argparse.Action) -> Takes:
    if action.nargs == 0:
        return "nothing"
    name = str(action.metavar or "")
    return "file" if name in _FILES else "folder" if name in _FOLDERS else "word"


def script_of(shell: str, commands: list[Command]) -> str:
    """Return the script of a shell."""
    return "\n".join({"bash": _bash, "zsh": _zsh, "fish": _fish}[shell](commands))


def _bash(commands: list[Command]) -> Iterator[str]:
    common, *named = commands
    yield "# microblog: completion for bash; put `source <(microblog completion bash)` into ~/.bashrc"
    yield "_microblog() {"
    yield '    local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" command= i'
    yield "    for ((i = 1; i < COMP_CWORD; i++)); do"
    yield f'        case "${{COMP_WORDS[i]}}" in {"|".join(command.name for command in named)}) command="${{COMP_WORDS[i]}}"; break ;; esac'
    yield "    done"
    yield "    COMPREPLY=()"
    for takes, act in (("folder", "compgen -d"), ("file", "compgen -f"), ("word", "")):
        names = sorted({name for command in commands for option in command.options if option.takes == takes for name in option.names})
        reply = f'mapfile -t COMPREPLY < <({act} -- "$word"); compopt -o filenames 2>/dev/null; ' if act else ""
        yield f'    case "$before" in {"|".join(names)}) {reply}return ;; esac'
    yield '    case "$command" in'
    for command in named:
        words = [*command.choices, *(name for option in (*command.options, *common.options) for name in option.names)]
        yield f'        {command.name}) mapfile -t COMPREPLY < <(compgen -W "{" ".join(dict.fromkeys(words))}" -- "$word") ;;'
    words = [*(command.name for command in named), *(name for option in common.options for name in option.names)]
    yield f'        *) mapfile -t COMPREPLY < <(compgen -W "{" ".join(words)}" -- "$word") ;;'
    yield "    esac"
    folders = "|".join(f"{command.name}:[!-]*|{command.name}:" for command in named if command.takes == "folder")
    yield f'    case "$command:$word" in {folders}) mapfile -t COMPREPLY < <(compgen -d -- "$word") ;; esac'
    yield "}"
    yield f"complete -F _microblog {' '.join(_PROGRAMS)}"


def _zsh(commands: list[Command]) -> Iterator[str]:
    common, *named = commands
    yield f"#compdef {' '.join(_PROGRAMS)}"
    yield "# microblog: completion for zsh; put it as _microblog into a folder of $fpath"
    yield "_microblog() {"
    yield "    local -a commands"
    yield f"    commands=({' '.join(_quoted(f'{command.name}:{command.help}') for command in named)})"
    yield "    local command=${words[(r)(" + "|".join(command.name for command in named) + ")]}"
    yield "    case $command in"
    for command in named:
        options = [_zsh_option(option) for option in (*command.options, *common.options)]
        place = (
            f"'*:word:({' '.join(command.choices)})'" if command.choices else "'*:folder:_files -/'" if command.takes == "folder" else ""
        )
        yield f"        {command.name}) _arguments '1:command:' {' '.join(filter(None, (place, *dict.fromkeys(options))))} ;;"
    yield f"        *) _arguments {' '.join(map(_zsh_option, common.options))} && return; _describe command commands ;;"
    yield "    esac"
    yield "}"
    yield 'if [ "$funcstack[1]" = "_microblog" ]; then _microblog "$@"; else compdef _microblog ' + " ".join(_PROGRAMS) + "; fi"


def _zsh_option(option: Option) -> str:
    action = {"nothing": "", "word": ":word:", "file": ":file:_files", "folder": ":folder:_files -/"}[option.takes]
    about = option.help.replace("[", "(").replace("]", ")").replace(":", r"\:")
    names = option.names[0] if len(option.names) == 1 else "{" + ",".join(option.names) + "}"
    return f"{names}{_quoted(f'[{about}]{action}')}" if names.startswith("{") else _quoted(f"{names}[{about}]{action}")


def _fish(commands: list[Command]) -> Iterator[str]:
    common, *named = commands
    yield "# microblog: completion for fish; put it as microblog.fish into ~/.config/fish/completions"
    for program in _PROGRAMS:
        yield f"complete -c {program} -f"
        for command in named:
            yield f"complete -c {program} -n __fish_use_subcommand -a {command.name} -d {_quoted(command.help)}"
            seen = f"-n {_quoted(f'__fish_seen_subcommand_from {command.name}')}"
            yield from (f"complete -c {program} {seen} -a {choice}" for choice in command.choices)
            if command.takes == "folder":
                yield f"complete -c {program} {seen} -a '(__fish_complete_directories)'"
            yield from (
                f"complete -c {program} {seen} {_fish_option(option)}" for option in command.options if option not in common.options
            )
        yield from (f"complete -c {program} {_fish_option(option)}" for option in common.options)


def _fish_option(option: Option) -> str:
    names = " ".join(f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names)
    takes = {"nothing": "", "word": " -x", "file": " -r -F", "folder": " -x -a '(__fish_complete_directories)'"}[option.takes]
    return f"{names} -d {_quoted(option.help)}{takes}"


def _quoted(words: str) -> str:
    """Return words between single quotes, within which no sign of these has a meaning in any of the shells."""
    return f"'{words.replace(chr(39), '’')}'"
