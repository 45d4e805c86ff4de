#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whether run_commands.py fails when it should: sees_failures.py LAMPYRIS ROOT

Gives it a README and a docs/files.md of its own with one fault of each kind, and expects every one of them to be told.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

README = """# Broken

```toml
preset = "dwivedi2020"
run.directory = "runs/mine"
cohort.inputs = ["cohort.h5"]
```

```toml
train.epoch = 3
```

```sh
true | false
```

```sh
build/release/lampyris inspect no_such_file.tsv
```

<!-- not run: it names things that are not there -->
```sh
bash jobs/no_such_script.sh
cmake --preset no_such_preset
srun lampyris plan job.toml --no-such-option 3
srun lampyris no_such_command
```

```python
assert 1 == 2
```

[gone](docs/gone.md) and [no heading](docs/files.md#no-heading), ![no picture](docs/gone.png)
"""

EXPECTED = ("train.epochs", "true | false", "no_such_file.tsv", "jobs/no_such_script.sh", "no preset no_such_preset",
            "no option --no-such-option", "no command no_such_command", "AssertionError", "docs/gone.md: no such file",
            "#no-heading: no such heading", "docs/gone.png: no such file", "nothing about column r2_heldout",
            "the file has no column r2_made_up", "nothing about /components", "does not name signatures.gmt")


def broken_root(root, source):
    shutil.copytree(source / "jobs", root / "jobs")
    (root / "docs").mkdir()
    shutil.copy(source / "CMakePresets.json", root)
    (root / "README.md").write_text(README, encoding="utf-8")
    page = (source / "docs" / "files.md").read_text(encoding="utf-8")
    # Of the real page: a column less, a column more, a dataset less, a file less.
    page = page.replace("`r2_heldout`", "r2_heldout").replace("| `loss_train` |", "| `loss_train`, `r2_made_up` |")
    page = page.replace("`/components`", "components").replace("signatures.gmt", "signatures")
    (root / "docs" / "files.md").write_text(page, encoding="utf-8")
    job = (source / "docs" / "index.md").read_text(encoding="utf-8").split('directory = "runs/two_cohorts"')[1].split("```")[0]
    (root / "docs" / "job.md").write_text(f'```toml\n[run]\ndirectory = "runs/two_cohorts"{job}```\n', encoding="utf-8")


def main():
    lampyris, source = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    with tempfile.TemporaryDirectory(prefix="lampyris_docs_") as scratch:
        broken_root(Path(scratch), source)
        done = subprocess.run([sys.executable, str(Path(__file__).with_name("run_commands.py")), str(lampyris), scratch],
                              capture_output=True, text=True)
    said = done.stdout + done.stderr
    missing = [text for text in EXPECTED if not any(text in fault for fault in said.split("FAULT")[1:])]
    if done.returncode == 1 and not missing:
        print(f"run_commands.py told all {len(EXPECTED)} faults")
        return 0
    print(said, f"run_commands.py ended with {done.returncode} and did not tell: {missing}", sep="\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
