"""`python -m labelqa` is the command `labelqa`."""

from labelqa.cli import main

if __name__ == "__main__":
    main()
