"""`quizapp completion`: the script by which a shell completes commands, options and names."""

from __future__ import annotations

import click

from quizapp.diagnostics import ExitCode

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_QUIZAPP_COMPLETE"
"""What the script sets when it asks this program for completions."""


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> ExitCode:
    """Print the script that makes a shell complete commands, options, question ids, topics and
    families.

    \b
    quizapp completion bash >> ~/.bashrc
    quizapp completion zsh >> ~/.zshrc
    quizapp completion fish > ~/.config/fish/completions/quizapp.fish

    It works in new shells. bash must be 4.4 or newer.
    """
    from click.shell_completion import ShellComplete, get_completion_class

    found = get_completion_class(shell)
    if found is None:
        raise AssertionError(f"click has no completion for {shell}")
    script = found(context.find_root().command, {}, "quizapp", VARIABLE)
    # Not its own `source()`: that of bash runs bash and warns on stderr.
    click.echo(ShellComplete.source(script))
    return ExitCode.OK
