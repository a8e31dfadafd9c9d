# What the shell commands in script/ have in common; sourced, not run.
# shellcheck shell=bash

cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1

# What a program in lib/ calls itself when it says what is wrong.
export VIGIE_COMMAND="script/${0##*/}"

# Every command answers --help with the comment at its top.
show_help() {
  sed -n '2,/^[^#]/{/^#/!d; s/^# \{0,1\}//; p}' "$1"
}

say() { printf '%s\n' "$*"; }

# One line that says what is wrong and what helps, and the end.
fail() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# Puts a Swift toolchain in PATH that was unpacked somewhere else.
find_swift() {
  local folder
  command -v swift >/dev/null && return
  for folder in /opt/swift/usr/bin "${SWIFTLY_BIN_DIR:-$HOME/.local/share/swiftly/bin}" /usr/local/swift/usr/bin; do
    if [ -x "$folder/swift" ]; then
      PATH="$folder:$PATH"
      export PATH
      return
    fi
  done
  return 1
}
