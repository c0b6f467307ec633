"""`python -m contingent.cli`: the same as `contingent`."""

import sys

from contingent.cli.app import main

sys.exit(main())
