"""`python -m quizapp`: the same as the `quizapp` command.

`-m` puts the working directory first on the import path, so a stray `json.py` there would run.
This takes it off again before anything else of ours is imported. What Python itself imports earlier
is beyond reach: `python -P -m quizapp` and the installed command never look there at all.
"""

import os.path
import sys

_HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
# pathlib would already be looked for in the working directory.
if not sys.flags.safe_path and sys.path and sys.path[0] == os.getcwd() != _HOME:  # noqa: PTH109
    del sys.path[0]

from quizapp.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
