"""Unpacks wheels without what nothing here opens: `unpack_wheels.py WHEELS TARGET [PATTERN ...]` leaves out what fits one.

A pattern that begins with "!" keeps what it fits, whatever else does. pip itself would write those gigabytes first.
"""
import sys
import zipfile
from fnmatch import fnmatchcase
from pathlib import Path


def is_wanted(name, patterns):
    kept = [pattern[1:] for pattern in patterns if pattern.startswith("!")]
    return any(fnmatchcase(name, p) for p in kept) or not any(fnmatchcase(name, p) for p in patterns)


def unpack(wheel, target, patterns):
    with zipfile.ZipFile(wheel) as archive:
        for entry in archive.infolist():
            # What an installer puts elsewhere (programs, headers) stands in a folder *.data of the wheel.
            if is_wanted(entry.filename, patterns) and not entry.filename.split("/")[0].endswith(".data"):
                path = archive.extract(entry, target)
                if entry.external_attr >> 16 & 0o111:
                    Path(path).chmod(0o755)


if __name__ == "__main__":
    folder, target, *patterns = sys.argv[1:]
    for wheel in sorted(Path(folder).glob("*.whl")):
        unpack(wheel, target, patterns)
