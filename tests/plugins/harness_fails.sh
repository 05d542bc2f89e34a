#!/usr/bin/env bash
# harness_fails.sh HARNESS-COMMAND…: the harness must report failures and exit with 1.
set -u
here=$(dirname "$0")
status=0

# expect LINE FOLDER: the report on the folder holds the line, and the exit status is 1.
expect() {
  report=$("${harness[@]}" "$2")
  code=$?
  if [ $code -ne 1 ] || ! grep -qF -- "$1" <<< "$report"; then
    printf 'no "%s" or exit status %d instead of 1 in:\n%s\n' "$1" $code "$report"
    status=1
  fi
}

harness=("$@")
expect 'ok 1 - failing: failing: passes once' "$here/fixtures/failing"
expect 'not ok 2 - failing: failing: expects too much' "$here/fixtures/failing"
expect 'not ok 3 - failing: failing: runs into an error' "$here/fixtures/failing"
expect '# 3 of 4 failed' "$here/fixtures/failing"
expect 'outside of a test' "$here/fixtures/failing"
expect 'has tests' "$here/fixtures/untested"
expect 'loads' "$here/fixtures/nowhere"
"${harness[@]}" > /dev/null 2>&1
[ $? -eq 2 ] || { echo "no folder at all must exit with 2"; status=1; }
exit $status
