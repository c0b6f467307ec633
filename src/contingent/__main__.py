"""`python -m contingent`: the same as `contingent`."""

import sys

from contingent.cli import main

sys.exit(main())
