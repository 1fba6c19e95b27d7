#!/usr/bin/env bash
# Finds, downloads or builds the program, and tells its path as the output `program`.
set -euo pipefail

repository=cargo-vendor-gate/cargo-vendor-gate
releases="https://github.com/$repository/releases/download"
checksums="$ACTION_PATH/.github/action/checksums.txt"
version=$(sed -n 's/^version = "\([0-9A-Za-z.+-]*\)"$/\1/p' "$ACTION_PATH/Cargo.toml" | head -n 1)

fail() {
  printf '::error title=vendor-gate::%s\n' "$1"
  printf 'verdict=undetermined\n' >> "$GITHUB_OUTPUT"
  exit 2
}

found() {
  printf 'program=%s\n' "$1" >> "$GITHUB_OUTPUT"
}

target() {
  case "$(uname -s)/$(uname -m)" in
    Linux/x86_64) echo x86_64-unknown-linux-musl ;;
    Linux/aarch64 | Linux/arm64) echo aarch64-unknown-linux-musl ;;
    Darwin/x86_64) echo x86_64-apple-darwin ;;
    Darwin/arm64) echo aarch64-apple-darwin ;;
    MINGW*/x86_64 | MSYS*/x86_64) echo x86_64-pc-windows-msvc ;;
    *) echo unknown ;;
  esac
}

# From standard input: a name with a backslash, as on Windows, would change what is printed.
digest() {
  if command -v sha256sum > /dev/null; then sha256sum; else shasum -a 256; fi < "$1" | cut -d ' ' -f 1
}

preinstalled() {
  local program="${VG_BINARY:-cargo-vendor-gate}"
  case "$program" in *[[:cntrl:]]*) fail "binary is more than one line" ;; esac
  # Git's bash on Windows looks for a name with backslashes in PATH.
  case "$program" in *\\*) if command -v cygpath > /dev/null; then program=$(cygpath "$program"); fi ;; esac
  program=$(command -v -- "$program") || fail "there is no cargo-vendor-gate; give its path as binary"
  # The check may run in another folder.
  case "$program" in [!/]*/*) [ -f "$PWD/$program" ] && program="$PWD/$program" ;; esac
  found "$program"
}

# The checksum stands in this commit, so whoever pins the action pins the program.
release() {
  local name archive folder expected base
  name="cargo-vendor-gate-$(target).tar.gz"
  expected=$(sed -n "s/^\([0-9a-f]\{64\}\)  $name\$/\1/p" "$checksums" 2> /dev/null || true)
  [ -n "$expected" ] || fail "no release for this platform; use install source"
  base="${VG_MIRROR:-$releases}"
  case "$base" in https://*) ;; *) fail "mirror is no https address" ;; esac
  folder="${RUNNER_TOOL_CACHE:-${RUNNER_TEMP:-/tmp}}/cargo-vendor-gate/$version"
  archive="$folder/$name"
  mkdir -p "$folder"
  # What lies in the cache is checked like what comes from the network.
  if [ ! -f "$archive" ] || [ "$(digest "$archive")" != "$expected" ]; then
    rm -f "$archive"
    curl --proto '=https' --tlsv1.2 --fail --silent --show-error --location --retry 3 --max-time 300 \
      --output "$archive" "${base%/}/v$version/$name" || fail "the release could not be downloaded"
  fi
  [ "$(digest "$archive")" = "$expected" ] || fail "the download is not what this commit expects"
  attested "$archive"
  folder=$(mktemp -d "${RUNNER_TEMP:-/tmp}/vendor-gate-bin.XXXXXX")
  # No names for tar: that of Git's bash takes `C:` for another host, and a backslash for an escape.
  (cd "$folder" && tar -xz) < "$archive"
  found "$folder/cargo-vendor-gate"
}

# Who built it, beyond what it is: asked of GitHub where there is a token for that. This step is given none.
attested() {
  if [ -n "$VG_MIRROR" ] || [ "${GITHUB_SERVER_URL:-}" != https://github.com ]; then
    echo "vendor-gate: checksum holds; no attestation away from github.com"
  elif [ -z "${GH_TOKEN:-}" ] || ! command -v gh > /dev/null || ! gh attestation verify --help > /dev/null 2>&1; then
    echo "vendor-gate: checksum holds; attestation not verified, for want of gh or GH_TOKEN"
  elif gh attestation verify "$1" --repo "$repository" > /dev/null; then
    echo "vendor-gate: checksum and attestation hold"
  else
    fail "the attestation does not hold"
  fi
}

# From the action's own folder, so that no configuration of the checkout counts.
source_build() {
  local folder="${RUNNER_TEMP:-/tmp}/vendor-gate-build"
  cd "$ACTION_PATH"
  cargo build --quiet --release --locked --bin cargo-vendor-gate --target-dir "$folder" ||
    fail "cargo could not build it; the log of this step says why"
  found "$folder/release/cargo-vendor-gate"
}

case "${VG_INSTALL:-auto}" in
  preinstalled) preinstalled ;;
  release) release ;;
  source) source_build ;;
  auto)
    if [ -n "$VG_BINARY" ]; then
      preinstalled
    elif [ -f "$checksums" ]; then
      release
    else
      echo "::notice title=vendor-gate::this version has no release; it is built from source"
      source_build
    fi
    ;;
  *) fail "install is auto, release, source or preinstalled" ;;
esac
