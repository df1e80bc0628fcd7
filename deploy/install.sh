#!/bin/sh
# Installs larder and larder-server below a prefix: programs in bin, jars and the archives of classes in lib/larder, manual pages and shell completion
# in share. 'make install PREFIX=DIR' builds them first. Running it again replaces what is there.
set -eu

[ $# -eq 1 ] && [ -n "$1" ] || { echo "usage: $0 PREFIX" >&2; exit 2; }

root=$(cd "$(dirname "$0")/.." && pwd -P)
server_jar=$root/server/target/larder-server.jar
cli_jar=$root/client/cli/target/larder.jar
for jar in "$server_jar" "$cli_jar"; do
  [ -r "$jar" ] || { echo "$jar is missing: run 'make build' first." >&2; exit 1; }
done

umask 022
mkdir -p "$1" || exit 1
prefix=$(cd "$1" && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

java_bin=${JAVA_HOME:+$JAVA_HOME/bin/}
mkdir "$work/classes" "$work/share"
"${java_bin}javac" -d "$work/classes" -cp "$server_jar:$cli_jar" "$root"/deploy/manual/*.java
"${java_bin}java" -cp "$work/classes:$server_jar:$cli_jar" dev.larder.manual.WriteManual "$work/share"

# A file is put in place whole, under a new inode, so that a program that runs keeps the one that it has.
put() {
  mkdir -p "$(dirname "$3")"
  cp "$2" "$3.new.$$"
  chmod "$1" "$3.new.$$"
  mv -f "$3.new.$$" "$3"
}

launcher() {
  sed "s|@PROGRAM@|$1|g; s|@JVM_FLAGS@|$2|g" "$root/deploy/larder-launcher.sh" > "$work/$1"
  put 755 "$work/$1" "$prefix/bin/$1"
}

# An archive of the server's classes fits one jar only, to its path and time: it is made of the installed one.
make_archive() {
  rm -f "$prefix/lib/larder/larder-server.jsa" "$prefix/lib/larder/larder-server.aot"
  "${java_bin}java" -cp "$1" "$root/deploy/archive/MakeArchive.java" "$1" > "$work/archive.log" 2>&1 || {
    cat "$work/archive.log" >&2
    echo "No archive of classes could be made, so larder-server starts more slowly." >&2
  }
}

# The same for the command line, whose processes are many and short: of a run that finds no server, which loads nearly all.
make_client_archive() {
  rm -f "$prefix/lib/larder/larder.jsa" "$prefix/lib/larder/larder.aot"
  flag=-XX:ArchiveClassesAtExit=$prefix/lib/larder/larder.jsa
  version=$("${java_bin}java" -XshowSettings:properties -version 2>&1 | sed -n 's/.*java\.specification\.version = //p')
  [ "${version%%.*}" -lt 25 ] || flag=-XX:AOTCacheOutput=$prefix/lib/larder/larder.aot
  "${java_bin}java" -XX:+UseSerialGC "$flag" -jar "$1" --target 127.0.0.1:1 fill archive training 1 -- true > "$work/archive.log" 2>&1 || {
    cat "$work/archive.log" >&2
    echo "No archive of classes could be made, so larder starts more slowly." >&2
  }
}

put 644 "$server_jar" "$prefix/lib/larder/larder-server.jar"
make_archive "$prefix/lib/larder/larder-server.jar"
put 644 "$cli_jar" "$prefix/lib/larder/larder.jar"
make_client_archive "$prefix/lib/larder/larder.jar"
launcher larder-server "-XX:+ExitOnOutOfMemoryError"
launcher larder "-XX:+UseSerialGC"
(cd "$work/share" && find . -type f) | while read -r file; do
  put 644 "$work/share/$file" "$prefix/share/$file"
done

echo "Installed larder and larder-server in $prefix/bin."
case ":$PATH:" in
  *":$prefix/bin:"*) ;;
  *) echo "It is not on your path yet: export PATH=\"$prefix/bin:\$PATH\"" ;;
esac
echo "Completion: $prefix/share/bash-completion/completions, $prefix/share/zsh/site-functions, $prefix/share/fish/vendor_completions.d"
