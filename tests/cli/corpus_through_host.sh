#!/usr/bin/env bash
# corpus_through_host.sh SOURCE-DIR PERIGEE [MESSAGES]: posts real changelog items through the host with
# the plugins that ship, and compares what is in the database with a count by grep.
set -euo pipefail
source=$1
perigee=$2
messages=${3:-40000}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"$source/tools/corpus" --limit "$messages" > "$scratch/corpus"
"$source/tools/counts" "$scratch/corpus" | sort > "$scratch/expected"
"$perigee" run --stdin --json --plugins "$source/lua-plugins" --data "$scratch/data" \
  < "$scratch/corpus" > "$scratch/summary"

query() { sqlite3 -readonly "$scratch/data/db.sqlite3" "$1"; }
{
  echo "messages $(query 'SELECT count(*) FROM messages')"
  for kind in cve debian-bug launchpad-bug rfc doi arxiv; do
    count=$(query "SELECT count(*) FROM enrichments WHERE plugin = 'refs' AND kind = '$kind'")
    # The counts by grep name only what they found.
    if [ "$count" -gt 0 ] || grep -q "^$kind " "$scratch/expected"; then echo "$kind $count"; fi
  done
} | sort > "$scratch/found"
diff --label grep --label host "$scratch/expected" "$scratch/found"
cat "$scratch/found"

python3 - "$scratch/summary" "$scratch/corpus" <<'PYTHON'
import json, sys
summary = json.load(open(sys.argv[1], encoding="utf-8"))
lines = sum(1 for _ in open(sys.argv[2], "rb"))
assert summary["posted"] == lines and summary["refused"] == 0, summary
for plugin in summary["plugins"]:
    assert plugin["state"] == "running" and plugin["failures"] == 0, plugin
    assert plugin["runs"] == lines and plugin["lag"] == 0, plugin
print(json.dumps({"messages_per_second": round(summary["messages_per_second"])}))
PYTHON
test "$(query "SELECT count(*) FROM plugin_failures")" = 0
# Each run that found something left one event, and each row belongs to one of them.
test "$(query "SELECT count(*) FROM enrichments")" = \
     "$(query "SELECT sum(json_array_length(data_json, '\$.enrichment_ids')) FROM events WHERE name = 'message.enriched'")"
