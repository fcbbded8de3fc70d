"""import-linter as a module, so that it runs where scripts are not on the path."""

import sys

from importlinter.cli import lint_imports

if __name__ == "__main__":
    sys.exit(lint_imports())
