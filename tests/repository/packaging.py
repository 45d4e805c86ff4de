#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The files of packaging/ are whole as far as that shows without network: the module file runs in Tcl and sets what it should,
the recipes parse, their version is that of CMakeLists.txt, and each names every library that CMake looks for.

usage: packaging.py [SOURCE_DIRECTORY]
"""
import ast
import pathlib
import re
import shutil
import subprocess
import tempfile

import tree

# A name of cmake/LampyrisDependencies.cmake: what spack, conda and Debian's packages of the image call it; None: comes with another.
NAMES = {
    "MPI": ("mpi", "openmpi", "openmpi-bin"),
    "spdlog": ("spdlog", "spdlog", "libspdlog"),
    "fmt": ("fmt", "fmt", "libfmt"),
    "ZLIB": ("zlib-api", "zlib", "zlib1g"),
    "Boost": ("boost", "libboost-devel", "libboost-serialization"),
    "BLAS": ("blas", "libblas", "libopenblas"),
    "LAPACK": ("lapack", "liblapack", "libopenblas"),
    "HDF5": ("hdf5", "hdf5", "libhdf5-openmpi"),
    "scalapack": ("scalapack", "scalapack", "libscalapack-openmpi"),
    "onednn": ("onednn", "onednn", "libdnnl"),
    "random123": ("random123", "random123", None),
    "cli11": ("cli11", "cli11", None),
    "tomlplusplus": ("tomlplusplus", "tomlplusplus", None),
    "json": ("nlohmann-json", "nlohmann_json", None),
    "fast_float": ("fast-float", "fast_float", None),
    "crypto": ("openssl", "openssl", "libssl"),
    "pcre2": ("pcre2", "pcre2", "libpcre2"),
    "xxhash": ("xxhash", "xxhash", "libxxhash"),
    "deflate": ("libdeflate", "libdeflate", "libdeflate"),
    "lzf": ("liblzf", "liblzf", "liblzf"),
    "minizip": ("minizip", "minizip", "libminizip"),
    "Protobuf": ("protobuf", "libprotobuf", "libprotobuf-lite"),
    "GTest": ("googletest", None, None),
    "Threads": (None, None, None),
    "OpenMP": (None, None, "libgomp"),
}

# Stands for the commands of Environment Modules and Lmod.
TCL = """
proc module-whatis {args} {}
proc conflict {args} {}
proc prepend-path {name value} {puts "$name=$value"}
proc setenv {name value} {puts "$name=$value"}
set ModulesCurrentModulefile [lindex $argv 0]
source $ModulesCurrentModulefile
"""


def libraries(root):
    text = (root / "cmake/LampyrisDependencies.cmake").read_text(encoding="utf-8")
    return sorted(set(re.findall(r"^ *(?:find_package|lampyris_import)\((\w+)", text, re.MULTILINE)) - {"Python3"})


def check_names(root):
    """Every library stands in every recipe."""
    recipes = [root / "packaging" / name for name in ("spack/packages/lampyris/package.py", "conda/meta.yaml", "apptainer/lampyris.def")]
    for library in libraries(root):
        if library not in NAMES:
            yield f"{library}: cmake looks for it; say in tests/repository/packaging.py what the recipes call it"
            continue
        for recipe, name in zip(recipes, NAMES[library]):
            if name and not re.search(rf'(^|[\s"]){re.escape(name)}', recipe.read_text(encoding="utf-8"), re.MULTILINE):
                yield f"{recipe.relative_to(root)}: does not name {name}"


def check_version(root):
    version = re.search(r"project\(lampyris VERSION (\S+)", (root / "CMakeLists.txt").read_text(encoding="utf-8"))[1]
    if f'version: "{version}"' not in (root / "packaging/conda/meta.yaml").read_text(encoding="utf-8"):
        yield f"packaging/conda/meta.yaml: the version is not {version}"


def check_syntax(root):
    recipe = root / "packaging/spack/packages/lampyris/package.py"
    try:
        ast.parse(recipe.read_text(encoding="utf-8"), str(recipe))
    except SyntaxError as error:
        yield f"packaging/spack: {error}"
    try:
        import yaml
    except ImportError:
        print("note: Python has no yaml (Debian: python3-yaml): the YAML is not parsed")
        return
    for name in ("conda/meta.yaml", "spack/repo.yaml"):
        try:
            # conda build fills in {{ }} before it parses, which leaves strings.
            yaml.safe_load((root / "packaging" / name).read_text(encoding="utf-8"))
        except yaml.YAMLError as error:
            yield f"packaging/{name}: {error}"


def check_module_file(root):
    if not shutil.which("tclsh"):
        print("note: there is no tclsh (Debian: tcl): the module file is not run")
        return
    text = (root / "packaging/modulefiles/lampyris.in").read_text(encoding="utf-8")
    text = text.replace("@PROJECT_VERSION@", "1.2.3").replace("@CMAKE_INSTALL_BINDIR@", "bin")
    if left := re.search(r"@\w+@", text):
        yield f"packaging/modulefiles/lampyris.in: {left[0]} is not known to this test"
    with tempfile.TemporaryDirectory() as scratch:
        prefix = pathlib.Path(scratch).resolve()
        folder = prefix / "share/lampyris/modulefiles/lampyris"
        folder.mkdir(parents=True)
        (folder / "1.2.3").write_text(text, encoding="utf-8")
        (prefix / "modules.tcl").write_text(TCL, encoding="utf-8")
        done = subprocess.run(["tclsh", prefix / "modules.tcl", folder / "1.2.3"], capture_output=True, text=True)
        if done.returncode != 0 or done.stderr:
            yield f"packaging/modulefiles/lampyris.in: {done.stderr}"
        for due in (f"PATH={prefix}/bin", f"LAMPYRIS={prefix}/bin/lampyris", f"LAMPYRIS_SCRIPTS={prefix}/share/lampyris/slurm"):
            if due not in done.stdout.splitlines():
                yield f"packaging/modulefiles/lampyris.in: does not set {due}, but: {done.stdout}"


def check(root):
    """Problems, and the number of files that were looked at."""
    checks = (check_names, check_version, check_syntax, check_module_file)
    return [problem for one in checks for problem in one(root)], len(tree.files(root, "packaging/*"))


if __name__ == "__main__":
    tree.end(*check(tree.root()))
