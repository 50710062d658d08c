"""`python -m lscb`, where the command `lscb` is not on the path."""

from lscb.cli import main

if __name__ == "__main__":
    main()
