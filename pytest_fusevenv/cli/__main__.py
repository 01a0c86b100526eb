"""`python -m pytest_fusevenv.cli`: the command line where no script is installed."""

from pytest_fusevenv.cli import main

if __name__ == "__main__":
    main(prog_name="fusevenv")
