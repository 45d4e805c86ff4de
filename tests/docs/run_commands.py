#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs what README.md and docs/*.md tell users to run: run_commands.py LAMPYRIS ROOT [--blocks]

- Every ```sh block runs in one scratch directory, README first. build/release/lampyris is LAMPYRIS there, mpirun starts at most two
  ranks, and the files that the examples name are small ones (example_files.py). A block that cannot run in a test has
  <!-- not run: REASON --> before it; then scripts, presets, commands and options that it names must exist.
- Every ```toml block must be accepted as a job file; the first one of README.md, with a smaller model, is the job.toml of the
  commands.
- Every ```python block runs where Debian's Python has what it imports.
- Links, pictures and anchors must exist, and README.md has at most 130 lines.
- docs/files.md must name every file, column, dataset and attribute of real runs, and no column that they have not.

--blocks: only the blocks. Exits with 1 when anything of this does not hold.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import markdown
from described_files import FilesPage

SYSTEM_PYTHON = "/usr/bin/python3"
MOST_LINES = 130
FEW = "--set train.epochs=3 --set interactome.null_sets=10 --set structure.permutations=10 --set modules.permutations=100 " \
      "--set modules.max_permutations=100 --quiet"
SECONDS = 300  # that a block may take
NEEDS_H5PY = "human_gene_v2.h5"  # example_files.py makes it with h5py alone


def has_module(name):
    return subprocess.run([SYSTEM_PYTHON, "-c", f"import {name}"], capture_output=True).returncode == 0


class Documentation:
    def __init__(self, root):
        self.root = root
        self.pages = [root / "README.md", *sorted((root / "docs").glob("*.md"))]
        self.blocks = [block for page in self.pages for block in markdown.blocks_of(page)]

    def of(self, language):
        return [block for block in self.blocks if block.language == language]


class Check:
    def __init__(self, lampyris, root):
        self.lampyris = lampyris
        self.root = root
        self.docs = Documentation(root)
        self.faults = []
        self.scratch = Path(tempfile.mkdtemp(prefix="lampyris_docs_"))
        shell = subprocess.run(["bash", "-c", f". '{root}/jobs/environment.sh'; env -0"], capture_output=True, check=True)
        self.environment = dict(part.split("=", 1) for part in shell.stdout.decode().split("\0") if part)
        self.environment["PATH"] = f"{self.scratch}/bin:{self.environment['PATH']}"

    def fault(self, text):
        self.faults.append(text)
        print(f"FAULT {text}", flush=True)

    # ---- the scratch directory

    def prepare(self):
        tools, release = self.scratch / "bin", self.scratch / "build" / "release"
        tools.mkdir()
        release.mkdir(parents=True)
        (release / "lampyris").symlink_to(self.lampyris)
        (tools / "lampyris").symlink_to(self.lampyris)
        shutil.copytree(self.root / "jobs", self.scratch / "jobs", ignore=shutil.ignore_patterns("*.cpp", "*.hpp", "CMakeLists.txt"))
        if (self.root / "slurm").is_dir():
            shutil.copytree(self.root / "slurm", self.scratch / "slurm")
        mpirun = tools / "mpirun"
        mpirun.write_text("#!/bin/bash\n# At most two ranks.\nif [ \"$1\" = -n ]; then\n  n=$2\n  [ \"$n\" -le 2 ] || n=2\n"
                          f"  shift 2\n  set -- -n \"$n\" \"$@\"\nfi\nexec '{shutil.which('mpirun')}' \"$@\"\n")
        mpirun.chmod(0o755)
        subprocess.run([SYSTEM_PYTHON, str(Path(__file__).with_name("example_files.py")), str(self.scratch)], check=True)
        jobs = [block for block in self.docs.of("toml") if block.path.name == "README.md"]
        if jobs:
            # Ten members and a network of sixty epochs would take minutes.
            small = "run.seeds = 2\nmodel.widths = [16]\ntrain.epochs = 10\n"
            (self.scratch / "job.toml").write_text(small + jobs[0].text, encoding="utf-8")
        # Several pages have a cohort.h5 and an .h5ad at hand.
        self.must("lampyris import expression.tsv.gz --annotation samples.tsv --out cohort.h5 --quiet")
        self.must("lampyris export cohort.h5 --out cells.h5ad --quiet")

    def run(self, command, seconds=SECONDS):
        """(exit code, the end of what it said)"""
        try:
            done = subprocess.run(["bash", "-euo", "pipefail", "-c", command], cwd=self.scratch, env=self.environment, timeout=seconds,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        except subprocess.TimeoutExpired:
            return 124, f"took more than {seconds} s"
        return done.returncode, "\n".join(done.stdout.decode(errors="replace").replace("\r", "\n").strip().split("\n")[-5:])

    def must(self, command):
        code, said = self.run(command)
        if code != 0:
            raise SystemExit(f"preparation failed: {command}\n{said}")

    def make_demo(self):
        """The small runs/demo of the python blocks and of docs/files.md."""
        self.must("mpirun -n 2 lampyris simulate --out runs/demo_cohort --samples 60 --genes 400 --seed 3 --quiet")
        self.must(f"mpirun -n 2 lampyris run jobs/demo.toml {FEW}")

    # ---- blocks

    def run_shell_blocks(self):
        ran, reasons = 0, []
        for block in self.docs.of("sh"):
            where = block.where(self.root)
            reason = block.not_run
            if not reason and NEEDS_H5PY in block.text and not (self.scratch / NEEDS_H5PY).exists():
                reason = f"{NEEDS_H5PY} needs h5py"
            if reason:
                reasons.append(f"{where}: {reason}")
                self.check_named(block)
                continue
            start = time.monotonic()
            code, said = self.run(block.text)
            print(f"{'ran' if code == 0 else 'FAILED'} {where} ({time.monotonic() - start:.1f} s)", flush=True)
            ran += 1
            if code != 0:
                self.fault(f"{where}: exit code {code}\n{block.text}{said}")
        print(f"shell: {ran} blocks ran, {len(reasons)} did not:", *reasons, sep="\n  ", flush=True)
        if ran == 0:
            self.fault("no shell block ran")

    def check_named(self, block):
        """A block that does not run: its syntax, and what it names."""
        where = block.where(self.root)
        parsed = subprocess.run(["bash", "-n", "-c", block.text], capture_output=True, text=True)
        if parsed.returncode != 0:
            self.fault(f"{where}: {parsed.stderr.strip()}")
        for name in re.findall(r"(?<![\w./-])(?:jobs|tests|docs|src|mpi|io|cmake|slurm|packaging)/[\w./-]+", block.text):
            if not (self.root / name).exists():
                self.fault(f"{where}: {name}: no such file")
        presets = json.loads((self.root / "CMakePresets.json").read_text(encoding="utf-8"))
        known = {preset["name"] for kind in ("configurePresets", "buildPresets") for preset in presets[kind]}
        for name in re.findall(r"--preset[ =](\S+)", block.text):
            if name not in known:
                self.fault(f"{where}: no preset {name}")
        for command, rest in re.findall(r"lampyris\"? ([a-z_]+)([^\n&|]*)", block.text.replace("\\\n", " ")):
            self.check_command(where, command, rest)

    def check_command(self, where, command, rest):
        if not re.search(rf"^ +{command} ", self.help_of("--help"), re.MULTILINE):
            self.fault(f"{where}: lampyris has no command {command}")
            return
        help_text = self.help_of(command, "--help")
        for option in re.findall(r"(?<!\S)--[a-z][a-z-]*", rest):
            if option not in help_text:
                self.fault(f"{where}: lampyris {command} has no option {option}")

    def help_of(self, *arguments):
        return subprocess.run([self.lampyris, *arguments], capture_output=True, text=True, env=self.environment).stdout

    def check_settings(self):
        """`import` reads a job file whole, and then misses the inputs that are taken from it."""
        for number, block in enumerate(self.docs.of("toml")):
            path = self.scratch / f"block{number}.toml"
            path.write_text(block.text, encoding="utf-8")
            _, said = self.run(f"lampyris import {path.name} --set run.directory=settings/{number} "
                               "--set 'cohort.inputs=[]' --quiet", 60)
            if "cohort.inputs is empty" not in said:
                self.fault(f"{block.where(self.root)}: not accepted as a job file: {said}")
        print(f"settings: {len(self.docs.of('toml'))} blocks read", flush=True)

    def run_python_blocks(self):
        skipped = []
        for block in self.docs.of("python"):
            where = block.where(self.root)
            modules = set(re.findall(r"^\s*(?:import|from) (\w+)", block.text, re.MULTILINE))
            missing = sorted(name for name in modules if not has_module(name))
            if missing:
                skipped.append(f"{where}: {SYSTEM_PYTHON} has no {', '.join(missing)}")
                continue
            path = self.scratch / "block.py"
            path.write_text(block.text, encoding="utf-8")
            code, said = self.run(f"{SYSTEM_PYTHON} {path.name}")
            if code != 0:
                self.fault(f"{where}: {said}")
        print(f"python: {len(self.docs.of('python')) - len(skipped)} blocks ran, {len(skipped)} did not", *skipped, sep="\n  ", flush=True)

    # ---- what needs no run

    def check_links(self):
        count = 0
        for page in self.docs.pages:
            for line, target in markdown.links_of(page):
                if re.match(r"[a-z]+:", target):
                    continue
                count += 1
                name, _, anchor = target.partition("#")
                path = (page.parent / name).resolve() if name else page
                where = f"{page.relative_to(self.root)}:{line}"
                if not path.exists():
                    self.fault(f"{where}: {target}: no such file")
                elif anchor and anchor not in markdown.anchors_of(path):
                    self.fault(f"{where}: {target}: no such heading")
        lines = len((self.root / "README.md").read_text(encoding="utf-8").splitlines())
        if lines > MOST_LINES:
            self.fault(f"README.md has {lines} lines; it may have {MOST_LINES}")
        print(f"links: {count} checked; README.md has {lines} lines", flush=True)

    # ---- docs/files.md

    def check_files(self):
        longer = [number for number, block in enumerate(self.docs.of("toml")) if "cohort = " in block.text and "[run]" in block.text]
        self.must(f"mpirun -n 2 lampyris run block{longer[0]}.toml --set cohort.preprocess='[\"quantile\",\"centre=batch\"]' "
                  f"--set train.checkpoint_minutes=0.0001 --set model.widths=[16,8] {FEW}")
        self.must("lampyris pca cohort.h5 --components 4 --method randomised --out runs/pca.h5 --quiet")
        page = FilesPage(self.root / "docs" / "files.md", SYSTEM_PYTHON if has_module("h5py") else None)
        runs = [self.scratch / "runs" / name for name in ("mine", "demo", "two_cohorts")]
        for run in runs:
            page.check_run(run)
        page.check_hdf5(self.scratch / "runs" / "pca.h5", "pca.h5") if page.python else None
        if (self.scratch / "evaluation.tsv").exists():
            page.check_table(self.scratch / "evaluation.tsv", "evaluate")
        else:
            self.fault("no command of the documentation has made evaluation.tsv, so it is not checked")
        page.check_simulation(self.scratch / "runs" / "demo_cohort")
        left = {path.name for run in runs for path in run.rglob("*")}
        for name in ("prepared.h5", "preprocessing.h5", "programs.tsv", "combined.tsv", "state.bin", "cohorts", "report.html"):
            if name not in left:
                self.fault(f"the runs of this test have left no {name}, so it is not checked")
        for fault in sorted(set(page.faults)):
            self.fault(fault)
        print(f"docs/files.md: {page.names_checked} columns, datasets and attributes of {len(runs)} runs looked up"
              f"{'' if page.python else '; HDF5 files were not, without h5py'}", flush=True)


def main():
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    if len(arguments) != 2:
        raise SystemExit(__doc__)
    check = Check(Path(arguments[0]).resolve(), Path(arguments[1]).resolve())
    try:
        check.prepare()
        check.check_settings()
        check.run_shell_blocks()
        check.make_demo()
        check.run_python_blocks()
        if "--blocks" not in sys.argv:
            check.check_links()
            check.check_files()
    finally:
        if "KEEP" not in os.environ:
            shutil.rmtree(check.scratch, ignore_errors=True)
    print(f"{len(check.faults)} faults")
    return 1 if check.faults else 0


if __name__ == "__main__":
    sys.exit(main())
