"""The commands of `quizapp bank`, a module each; `quizapp.cli.bank` is their table."""
