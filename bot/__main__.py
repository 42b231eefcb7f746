"""`python -m bot`."""

import sys

from bot.process.stopping import listen

listen(sys.argv[1:])  # before the imports of everything else, which take the better part of a second

from bot.cli import main  # noqa: E402 - see above

main()
