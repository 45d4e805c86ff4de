#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing to build and run lampyris (with --tests: to test it, too), and takes the chart library.
# Debian and Ubuntu: apt as root or through sudo. Elsewhere, or without rights, it prints what to ask for.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

packages=(g++ cmake ninja-build pkg-config make openmpi-bin libopenmpi-dev libscalapack-openmpi-dev
  libhdf5-openmpi-dev libboost-dev libboost-serialization-dev libdnnl-dev libopenblas-dev librandom123-dev
  libcli11-dev libtomlplusplus-dev libspdlog-dev libfmt-dev nlohmann-json3-dev libfast-float-dev libxxhash-dev
  libpcre2-dev zlib1g-dev liblzf-dev libdeflate-dev libminizip-dev libprotobuf-dev protobuf-compiler libssl-dev)
optional=()  # what some releases of Debian and Ubuntu have not; only tests that skip without it need it
if [ "${1:-}" = --tests ]; then
  packages+=(libgtest-dev ccache hdf5-tools python3-numpy python3-h5py python3-scipy clang lld clang-format libclang-rt-dev
    libomp-dev shellcheck codespell universal-ctags doxygen)
  # The last ones are for tests/cluster, and for the test that reads packaging/.
  optional+=(chromium python3-anndata python3-onnx python3-yaml tcl slurmctld slurmd slurm-client slurm-wlm-basic-plugins munge iproute2
    openssh-server)
fi
command -v npm >/dev/null 2>&1 || packages+=(npm)

say_alternatives() {
  cat >&2 <<TEXT
lampyris needs packages that are missing here and that this account cannot install. Either
  ask an administrator for:   apt-get install -y --no-install-recommends $*
  on a cluster, load modules: module load gcc cmake openmpi scalapack hdf5/parallel boost onednn
  or take them from conda:    conda install -c conda-forge cxx-compiler cmake ninja openmpi scalapack 'hdf5=*=mpi_openmpi*' \\
                              libboost-devel onednn openblas random123 cli11 tomlplusplus spdlog nlohmann_json fast_float xxhash pcre2 openssl zlib liblzf libdeflate minizip libprotobuf nodejs
TEXT
}

is_installed() { dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -q '^installed$'; }
# Whether apt has the package; while it has no lists of packages, nothing is known to be lacking.
is_offered() { apt-cache show "$1" >/dev/null 2>&1 || ! apt-cache show cmake >/dev/null 2>&1; }

missing=()
wished=()
if command -v dpkg-query >/dev/null 2>&1; then
  for package in "${packages[@]}"; do
    is_installed "$package" || missing+=("$package")
  done
  for package in "${optional[@]}"; do
    is_installed "$package" || ! is_offered "$package" || wished+=("$package")
  done
elif ! command -v cmake >/dev/null 2>&1 || ! command -v mpicxx >/dev/null 2>&1; then
  say_alternatives "${packages[@]}"
  exit 1
fi

if [ "${#missing[@]}" -gt 0 ] || [ "${#wished[@]}" -gt 0 ]; then
  as_root=()
  may_install=true
  if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || { [ -t 0 ] && sudo true; }; }; then
      as_root=(sudo)
    else
      may_install=false
    fi
  fi
  if ! $may_install && [ "${#missing[@]}" -gt 0 ]; then
    say_alternatives "${missing[@]}"
    exit 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt=("${as_root[@]}" apt-get -o DPkg::Lock::Timeout=400)
  if $may_install; then
    echo "installing: ${missing[*]} ${wished[*]}"
    "${apt[@]}" update -qq || [ "${#missing[@]}" = 0 ]
  fi
  if [ "${#missing[@]}" -gt 0 ]; then "${apt[@]}" install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; fi
  # One by one where all together fail: what is lacking takes nothing with it.
  if [ "${#wished[@]}" -gt 0 ] &&
    ! { $may_install && "${apt[@]}" install -y -qq --no-install-recommends "${wished[@]}" >/dev/null 2>&1; }; then
    for package in "${wished[@]}"; do
      { $may_install && "${apt[@]}" install -y -qq --no-install-recommends "$package" >/dev/null 2>&1; } ||
        echo "note: $package cannot be installed here; tests that need it are skipped" >&2
    done
  fi
fi

# The chart library of the report. Without it the report still carries every table.
web="$root/io/report/web"
if [ ! -f "$web/node_modules/echarts/dist/echarts.min.js" ]; then
  if ! command -v npm >/dev/null 2>&1 || ! npm ci --prefix "$web" --no-audit --no-fund --loglevel=error; then
    echo "note: the chart library could not be taken through npm; the report will have tables, but no charts" >&2
  fi
fi

# What a test runs exported models in. Without it they are checked and not run.
if [ "${1:-}" = --tests ] && ! bash "$root/tests/jobs/export/install_onnxruntime.sh" >/dev/null; then
  echo "note: onnxruntime-node could not be taken through npm; the test program.exported_model will skip" >&2
fi
