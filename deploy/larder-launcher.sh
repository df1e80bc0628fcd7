#!/bin/sh
# Starts @PROGRAM@ with the Java of JAVA_HOME, else with the first one on the path.
# Flags for the JVM itself can be given in JAVA_TOOL_OPTIONS.
# LARDER_PROFILE=sidecar makes a small larder-server; docs/sidecar.md tells what each of its flags does.
set -eu

# With the exit code 1, or another one after the message.
fail() {
  echo "@PROGRAM@: $1" >&2
  exit "${2:-1}"
}

# The file behind all symbolic links; readlink -f is not everywhere.
resolve() {
  file=$1
  while [ -L "$file" ]; do
    target=$(readlink "$file")
    case $target in
      /*) file=$target ;;
      *) file=$(dirname "$file")/$target ;;
    esac
  done
  echo "$(cd "$(dirname "$file")" && pwd -P)/$(basename "$file")"
}

find_java() {
  if [ -n "${JAVA_HOME:-}" ]; then
    [ -x "$JAVA_HOME/bin/java" ] || fail "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it. Correct or unset it."
    echo "$JAVA_HOME/bin/java"
  else
    command -v java || fail "no Java was found. Install a Java runtime, 17 or newer, or set JAVA_HOME."
  fi
}

# Read from the file that every JDK carries, which is faster than to start it; asked where there is none.
java_version() {
  release=$(dirname "$(dirname "$(resolve "$1")")")/release
  if [ -r "$release" ]; then
    sed -n 's/^JAVA_VERSION="\([^"]*\)".*/\1/p' "$release"
  else
    "$1" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p'
  fi
}

java=$(find_java)
version=$(java_version "$java")
major=$(echo "$version" | sed 's/^1\.//; s/[^0-9].*//')
[ "${major:-0}" -ge 17 ] || fail "$java is Java ${version:-of an unknown version}; 17 or newer is needed. Set JAVA_HOME to one."

here=$(dirname "$(resolve "$0")")
# In a source tree the jar lies beside this file, in an installation below lib.
lib=$(dirname "$here")/lib/larder
[ ! -r "$here/@PROGRAM@.jar" ] || lib=$here

# In front of the arguments, so that a path may hold blanks.
set -- -jar "$lib/@PROGRAM@.jar" "$@"

# Classes as they lie in memory, with which a start is several times faster. A JVM passes over an archive that does not fit,
# and is not to speak of it.
archive=$lib/@PROGRAM@.jsa
[ "$major" -lt 25 ] || archive=$lib/@PROGRAM@.aot
if [ -r "$archive" ]; then
  case $archive in
    *.aot) set -- "-XX:AOTCache=$archive" "-Xlog:aot*=off,cds*=off" "$@" ;;
    *) set -- "-XX:SharedArchiveFile=$archive" -Xshare:auto "-Xlog:cds*=off" "$@" ;;
  esac
fi

# A share of the container's memory where that has a limit, which the JVM reads for itself.
sidecar_heap() {
  case $(cat /sys/fs/cgroup/memory.max 2>/dev/null) in
    [0-9]*) echo -XX:MaxRAMPercentage=25 ;;
    *) echo -Xmx32m ;;
  esac
}

if [ "@PROGRAM@" = larder-server ]; then
  case ${LARDER_PROFILE:-} in
    "") ;;
    sidecar)
      set -- -XX:+UseSerialGC "$(sidecar_heap)" -XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=24m -Xss512k \
        -XX:MaxDirectMemorySize=128m -Dio.netty.allocator.numHeapArenas=1 -Dio.netty.allocator.numDirectArenas=1 \
        -Dio.netty.allocator.maxOrder=4 "$@"
      export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}" MALLOC_TRIM_THRESHOLD_="${MALLOC_TRIM_THRESHOLD_:-131072}"
      export LARDER_HOT_TIER_BYTES="${LARDER_HOT_TIER_BYTES:-4MB}"
      export LARDER_SQLITE_CACHE_BYTES="${LARDER_SQLITE_CACHE_BYTES:-1MB}"
      export LARDER_SQLITE_WRITE_QUEUE_BYTES="${LARDER_SQLITE_WRITE_QUEUE_BYTES:-4MB}"
      export LARDER_PAYLOAD_QUEUE_BYTES="${LARDER_PAYLOAD_QUEUE_BYTES:-4MB}"
      export LARDER_MAX_UNREAD_BYTES="${LARDER_MAX_UNREAD_BYTES:-16MB}"
      export LARDER_SQLITE_READER_THREADS="${LARDER_SQLITE_READER_THREADS:-2}"
      export LARDER_SQLITE_SCAN_THREADS="${LARDER_SQLITE_SCAN_THREADS:-1}"
      ;;
    *) fail "LARDER_PROFILE is $LARDER_PROFILE; there is only 'sidecar'." 2 ;;
  esac
  # The server takes every variable of this kind for a setting.
  unset LARDER_PROFILE
fi

exec "$java" @JVM_FLAGS@ "$@"
