"""`python -m exporter.cli`, for where the console script is not on the path."""

from exporter.cli import main

if __name__ == "__main__":
    main()
