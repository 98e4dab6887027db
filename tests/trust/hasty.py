"""labelqa as it is, but for the seconds that slow clients have: a test that waits for them all would take a minute."""

from labelqa.cli import main, serving

SECONDS = 3

if __name__ == "__main__":
    serving.HEAD_SECONDS = serving.TAKE_SECONDS = SECONDS
    serving.TAKE_RATE = 1_000_000
    main()
