#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# lampyris --version says what a report of a fault needs; lampyris --cite gives BibTeX of the works in CITATION.cff.
set -u
program=$1
root=$2
fail() { echo "FAILED: $*"; exit 1; }

said=$("$program" --version) || fail "--version: exit code $?"
[[ $(head -n 1 <<<"$said") =~ ^lampyris\ [0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "first line: $(head -n 1 <<<"$said")"
# The line of a name holds the pattern.
line() { grep -qE "^$1 +$2" <<<"$said" || fail "--version has no line \"$1\" with $2: $said"; }
line commit '[^ ]+$'
line compiler '.*[0-9]+\.[0-9]+'
line build '(Debug|Release|RelWithDebInfo|MinSizeRel)$'
line MPI '.*[0-9]+\.[0-9]+'
line HDF5 '[0-9]+\.[0-9]+\.[0-9]+$'
line BLAS '[^ ]+'
line oneDNN '[0-9]+\.[0-9]+\.[0-9]+'
line processor '.*: .+'
# The commit is that of the sources, where git knows them; their state may have changed since the build.
if [ "$(git -C "$root" rev-parse --show-cdup 2>/dev/null || echo none)" = "" ]; then
  ! grep -qE '^commit +unknown' <<<"$said" || fail "git knows the commit, --version does not: $said"
fi
if grep -q '^flags.* avx2 ' /proc/cpuinfo 2>/dev/null; then line processor '.*AVX2'; fi
[ "$(mpirun -n 2 "$program" --version | grep -c '^lampyris ')" = 1 ] || fail "two ranks print the version twice"

cited=$("$program" --cite) || fail "--cite: exit code $?"
works=$(grep -cE '^(  - )?type:' "$root/CITATION.cff")
[ "$(grep -c '^@' <<<"$cited")" = "$works" ] || fail "--cite: due: $works works; got: $cited"
while read -r text; do
  grep -qF "$text" <<<"$cited" || fail "--cite: no $text of CITATION.cff: $cited"
done < <(sed -nE 's/^ *(- )?(doi|year|volume|family-names): *//p' "$root/CITATION.cff")
grep -qF 'note = {version '"$(sed -n '1s/lampyris //p' <<<"$said")"'}' <<<"$cited" || fail "--cite: no version: $cited"
echo "version and citation said"
