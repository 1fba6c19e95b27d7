# shellcheck shell=bash
# Turns inputs into arguments. Sourced; works with the bash 3.2 of macOS.
# Values go as --flag=value, so that none is taken for another flag.

arguments=()

# one FLAG VALUE
one() {
  if [ -n "$2" ]; then arguments+=("$1=$2"); fi
}

# each FLAG VALUES: one value a line, nothing is split on spaces
each() {
  local line
  while IFS= read -r line || [ -n "$line" ]; do
    line="${line%$'\r'}"
    if [ -n "$line" ]; then arguments+=("$1=$line"); fi
  done <<< "$2"
}

# mistake WORDS: of our own, because what they say is read as a command
mistake() {
  printf '::error title=vendor-gate::%s\n' "$1"
}

# switch FLAG VALUE
switch() {
  case "$2" in
    true) arguments+=("$1") ;;
    '' | false) ;;
    *)
      mistake "${1#--} is neither true nor false"
      exit 2
      ;;
  esac
}
