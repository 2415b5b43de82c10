"""`python -m constructs_lib.mypy_config` prints the path of a mypy configuration for apps that use the library."""

from pathlib import Path

PATH = Path(__file__).with_name("mypy.ini")

if __name__ == "__main__":
    print(PATH)
