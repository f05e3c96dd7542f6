# Sourced by the programs beside it with $root, $program and $source set, $node_flags if they want any, and
# with their arguments.

# The Node of this checkout, else that of the system when it is new enough.
case $(uname -m) in
  x86_64 | amd64) arch=x64 ;;
  aarch64 | arm64) arch=arm64 ;;
  *) arch=none ;;
esac
for node in "$root/node_modules/node-linux-$arch/bin/node" "$root/node_modules/.bin/node" ''; do
  [ -n "$node" ] && [ -x "$node" ] && break
done
if [ -z "$node" ]; then
  node=$(command -v node) || node=
  major=0
  [ -n "$node" ] && major=$("$node" -p 'process.versions.node.split(".")[0]' 2>/dev/null)
  if [ "${major:-0}" -lt 24 ]; then
    echo "Error: $program needs Node.js 24 or newer: run 'npm ci' in $root, or install it" >&2
    exit 1
  fi
fi

# The bundle, unless a source is newer: a change is never silently left out.
main=$root/dist/$program.js
if [ ! -f "$main" ] || [ -n "$(find "$root/apps" "$root/packages" -name node_modules -prune -o \
  \( -name '*.ts' -o -name package.json \) -newer "$main" -print 2>/dev/null | head -n 1)" ]; then
  main=$root/$source
fi

cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
if [ -z "${NODE_COMPILE_CACHE:-}" ] && [ -n "$cache" ]; then
  export NODE_COMPILE_CACHE="$cache/atlas/code"
fi
exec "$node" ${node_flags:+"$node_flags"} "$main" "$@"
