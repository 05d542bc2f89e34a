#!/usr/bin/env bash
# counts_agree.sh SOURCE-DIR LUAJIT: the plugin refs finds in the changelogs of this machine exactly as
# many references of each kind as grep does.
set -euo pipefail
cd "$1"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

tools/corpus --min 1000 > "$scratch/corpus"
tools/counts "$scratch/corpus" > "$scratch/grep"
"$2" -joff tests/plugins/count.lua lua-plugins/refs < "$scratch/corpus" > "$scratch/plugin"
cat "$scratch/plugin"
diff --label grep --label plugin "$scratch/grep" "$scratch/plugin"
