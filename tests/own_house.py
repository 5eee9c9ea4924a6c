"""`make check`: what no file of this project may hold.

The host of a package registry or a path of one machine; a day read from a moment in Greenwich, where it is still
yesterday for an hour or two after midnight here.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_FORBIDDEN = {
    "de dag in Greenwich (gebruik day_here)": re.compile(
        r"\b(?:\w+_)?(?:at|now)(?:\(\)|\))?\.date\(\)|\(at [-+] [^()]+\)\.date\(\)"
    ),
    "de naam van een pakketregister": re.compile(
        r"(?i)\b(?:files\.python" r"hosted\.org|py" r"pi\.org|registry\.npm" r"js\.org)"
    ),
    "een pad van één machine": re.compile(r"(?<![\w.-])/(?:home|Users|work)/[a-z]\w*"),
}


def main() -> int:
    """Print each finding with file and line; exit code 1 when there is one."""
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    found = 0
    for name in filter(None, names):
        path = ROOT / name
        if not path.is_file():
            continue
        try:
            lines = path.read_text("utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, 1):
            for what, pattern in _FORBIDDEN.items():
                if pattern.search(line):
                    found += 1
                    print(f"{name}:{number}: {what} hoort niet in dit project")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
