"""labelqa as it is, but for the seconds that slow clients have: a test that waits for them all would take a minute."""

from labelqa.cli import main, protocol

SECONDS = 3

if __name__ == "__main__":
    protocol.HEAD_SECONDS = protocol.TAKE_SECONDS = SECONDS
    protocol.TAKE_RATE = 1_000_000
    main()
