#!/usr/bin/env bash
# The include is the layer: jobs > io > mpi > src, and inside src
# base < linalg < cohort, statistics, interactome < preprocessing < autoencoder < training, attribution, structure < modules.
# Usage: layering.sh SOURCE_DIRECTORY
set -uo pipefail
cd "$1" || exit 1
bad=0

# forbid FOLDER PATTERN: no file below FOLDER may include what matches PATTERN.
forbid() {
  local found
  found=$(grep -rnE "^#include $2" "$1" --include='*.hpp' --include='*.cpp')
  if [ -n "$found" ]; then
    echo "$1 must not include $2:"
    echo "$found"
    bad=1
  fi
}

forbid src '"(mpi|io|jobs|tests)/'
forbid mpi '"(io|jobs|tests)/'
forbid io '"(jobs|tests)/'
forbid jobs '"tests/'
forbid src '<(mpi\.h|hdf5)'
forbid jobs '<(mpi\.h|hdf5)'
forbid mpi '<hdf5'

forbid src/base '"src/(linalg|cohort|statistics|interactome|preprocessing|autoencoder|training|attribution|structure|modules)/'
forbid src/linalg '"src/(cohort|statistics|interactome|preprocessing|autoencoder|training|attribution|structure|modules)/'
forbid src/cohort '"src/(statistics|interactome|preprocessing|autoencoder|training|attribution|structure|modules)/'
forbid src/statistics '"src/(cohort|interactome|preprocessing|autoencoder|training|attribution|structure|modules)/'
forbid src/interactome '"src/(cohort|preprocessing|autoencoder|training|attribution|structure|modules)/'
forbid src/preprocessing '"src/(interactome|autoencoder|training|attribution|structure|modules)/'
forbid src/autoencoder '"src/(training|attribution|structure|modules)/'
forbid src/training '"src/(attribution|structure|modules)/'
forbid src/attribution '"src/(training|structure|modules)/'
forbid src/structure '"src/(training|attribution|modules)/'

# Every include of our own is written from the root.
relative=$(grep -rnE '^#include "' src mpi io jobs --include='*.hpp' --include='*.cpp' |
  grep -vE '#include "(src|mpi|io|jobs)/')
if [ -n "$relative" ]; then
  echo "includes that are not written from the root:"
  echo "$relative"
  bad=1
fi
exit $bad
