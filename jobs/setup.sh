#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing to build and run lampyris (with --tests: to test it, too), and takes the chart library.
# Debian and Ubuntu: apt as root or through sudo. Elsewhere, or without rights, it prints what to ask for.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

packages=(g++ cmake ninja-build pkg-config make openmpi-bin libopenmpi-dev libscalapack-openmpi-dev
  libhdf5-openmpi-dev libboost-dev libboost-serialization-dev libdnnl-dev libopenblas-dev librandom123-dev
  libcli11-dev libtomlplusplus-dev libspdlog-dev libfmt-dev nlohmann-json3-dev libfast-float-dev libxxhash-dev
  libpcre2-dev zlib1g-dev liblzf-dev libdeflate-dev libssl-dev)
optional=()  # what some releases of Debian and Ubuntu have not
if [ "${1:-}" = --tests ]; then
  packages+=(libgtest-dev ccache hdf5-tools python3-numpy python3-h5py python3-scipy clang clang-format libclang-rt-dev
    libomp-dev shellcheck codespell universal-ctags doxygen)
  optional+=(chromium python3-anndata)
fi
command -v npm >/dev/null 2>&1 || packages+=(npm)

say_alternatives() {
  cat >&2 <<TEXT
lampyris needs packages that are missing here and that this account cannot install. Either
  ask an administrator for:   apt-get install -y --no-install-recommends $*
  on a cluster, load modules: module load gcc cmake openmpi scalapack hdf5/parallel boost onednn
  or take them from conda:    conda install -c conda-forge cxx-compiler cmake ninja openmpi scalapack 'hdf5=*=mpi_openmpi*' \\
                              libboost-devel onednn openblas random123 cli11 tomlplusplus spdlog nlohmann_json fast_float xxhash pcre2 openssl zlib liblzf libdeflate nodejs
TEXT
}

is_installed() { dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -q '^installed$'; }
# Whether apt has the package; while it has no lists of packages, nothing is known to be lacking.
is_offered() { apt-cache show "$1" >/dev/null 2>&1 || ! apt-cache show cmake >/dev/null 2>&1; }

missing=()
if command -v dpkg-query >/dev/null 2>&1; then
  for package in "${packages[@]}"; do
    is_installed "$package" || missing+=("$package")
  done
  for package in "${optional[@]}"; do
    is_installed "$package" || ! is_offered "$package" || missing+=("$package")
  done
elif ! command -v cmake >/dev/null 2>&1 || ! command -v mpicxx >/dev/null 2>&1; then
  say_alternatives "${packages[@]}"
  exit 1
fi

if [ "${#missing[@]}" -gt 0 ]; then
  as_root=()
  if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || { [ -t 0 ] && sudo true; }; }; then
      as_root=(sudo)
    else
      say_alternatives "${missing[@]}"
      exit 1
    fi
  fi
  echo "installing: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=400 update -qq
  offered=()
  for package in "${missing[@]}"; do
    if is_offered "$package" || [[ " ${optional[*]} " != *" $package "* ]]; then
      offered+=("$package")
    else
      echo "note: there is no package $package here; tests that need it cannot run" >&2
    fi
  done
  "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=400 install -y -qq --no-install-recommends "${offered[@]}" >/dev/null
fi

# The chart library of the report. Without it the report still carries every table.
web="$root/io/report/web"
if [ ! -f "$web/node_modules/echarts/dist/echarts.min.js" ]; then
  if ! command -v npm >/dev/null 2>&1 || ! npm ci --prefix "$web" --no-audit --no-fund --loglevel=error; then
    echo "note: the chart library could not be taken through npm; the report will have tables, but no charts" >&2
  fi
fi
