#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes the screenshots of docs/pictures from a run of the demo (jobs/demo.toml) with headless chromium.
#   bash docs/make_pictures.sh [RUN] [OUT]     RUN: directory of a run with report.html (runs/demo)
#                                              OUT: where the pictures go (docs/pictures)
# bash jobs/demo.sh makes runs/demo. pipeline.svg is written by hand.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
run=${1:-$root/runs/demo}
out=${2:-$root/docs/pictures}
report=$run/report.html
[ -f "$report" ] || { echo "make_pictures: $report: no such file; run bash jobs/demo.sh first" >&2; exit 1; }
command -v chromium >/dev/null || { echo "make_pictures: chromium is missing" >&2; exit 1; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# picture NAME WIDTH HEIGHT CSS: the report with some style of its own, as seen in a window of this size.
picture() {
  # The page's own style comes first, so that this one wins.
  awk -v css="<style>$4 *{animation:none!important;transition:none!important} body{overflow:hidden}</style>" \
    '!done && sub(/<\/head>/, css "</head>") { done = 1 } { print }' "$report" >"$scratch/page.html"
  timeout 100 chromium --headless --no-sandbox --disable-gpu --no-first-run --disable-dev-shm-usage \
    --disable-background-networking --disable-component-update --disable-sync --hide-scrollbars \
    --force-color-profile=srgb --window-size="$2,$3" --user-data-dir="$scratch/profile" \
    --virtual-time-budget=8000 --screenshot="$out/$1.png" "file://$scratch/page.html" >"$scratch/log" 2>&1 ||
    { cat "$scratch/log" >&2; exit 1; }
  local bytes
  bytes=$(stat -c %s "$out/$1.png")
  echo "$1.png: $2 x $3, $bytes bytes"
  [ "$bytes" -le 300000 ] || { echo "make_pictures: $1.png is larger than 300 kB" >&2; exit 1; }
}

# section NAME HEIGHT: one section of the report alone.
section() {
  picture "$1" 1100 "$2" "header,nav,footer,section:not(#$1){display:none!important} main{padding-top:0!important} \
    .table-view,details,section>h3,#modules .about,#modules .notice{display:none!important}"
}

picture report 1200 900 ""
section training 460
section reconstruction 430
section interactome 660
section map 830
section structure 600
section modules 700
section classifiers 290
