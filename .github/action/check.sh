#!/usr/bin/env bash
# Runs the gate. Its exit code becomes the output `code`, so that the comment comes first.
set -euo pipefail
# shellcheck source=.github/action/arguments.sh
. "$ACTION_PATH/.github/action/arguments.sh"

finish() {
  printf 'code=%s\n' "$1" >> "$GITHUB_OUTPUT"
  exit 0
}

# refuse WORDS
refuse() {
  mistake "$1"
  finish 2
}

enter() {
  if [ -z "$VG_WORKING_DIRECTORY" ]; then return; fi
  cd -- "$VG_WORKING_DIRECTORY" 2> /dev/null || refuse "there is no such working-directory"
}

# A report was given: there is nothing to check. Its verdict was told by the run that made it.
if [ -n "$VG_REPORT" ]; then
  enter
  case "$VG_REPORT" in *[[:cntrl:]]*) refuse "report is more than one line" ;; esac
  if [ ! -f "$VG_REPORT" ]; then refuse "there is no such report"; fi
  folder=$(cd -- "$(dirname -- "$VG_REPORT")" && pwd)
  printf 'report=%s/%s\n' "$folder" "$(basename -- "$VG_REPORT")" >> "$GITHUB_OUTPUT"
  finish 0
fi

# Until the program says better, nobody can say.
printf 'verdict=undetermined\nblocked=\nreview=\nreport=\n' >> "$GITHUB_OUTPUT"
enter

case "$VG_FORMAT" in
  '' | github | text | json | sarif | markdown) ;;
  *) refuse "format is text, json, sarif, markdown or github" ;;
esac

folder=$(mktemp -d "${RUNNER_TEMP:-/tmp}/vendor-gate.XXXXXX")
if command -v cygpath > /dev/null; then folder=$(cygpath -m "$folder"); fi
report="$folder/report.json"

# A shallow checkout lacks the commit to compare with.
if [[ "$VG_BASELINE" =~ ^[0-9a-f]{40}$ ]] && ! git cat-file -e "$VG_BASELINE^{commit}" 2> /dev/null; then
  git -c core.hooksPath=/dev/null -c core.fsmonitor=false fetch --quiet --no-tags --no-recurse-submodules \
    --depth=1 origin "$VG_BASELINE" || echo "vendor-gate: the baseline could not be fetched" >&2
fi

each --profile "$VG_PROFILE"
each --denylist "$VG_DENYLIST"
switch --no-bundled-denylists "$VG_NO_BUNDLED_DENYLISTS"
one --config "$VG_CONFIG"
one --policy-floor "$VG_POLICY_FLOOR"
one --fail-on "$VG_FAIL_ON"
one --as-of "$VG_AS_OF"
one --max-list-age "$VG_MAX_LIST_AGE"
one --min-coverage "$VG_MIN_COVERAGE"
one --on-empty "$VG_ON_EMPTY"
one --baseline "$VG_BASELINE"
switch --new-only "$VG_NEW_ONLY"
each --output "$VG_OUTPUT"
switch --strict-reporting "$VG_STRICT_REPORTING"
one --manifest-path "$VG_MANIFEST_PATH"
each --features "$VG_FEATURES"
switch --all-features "$VG_ALL_FEATURES"
switch --no-default-features "$VG_NO_DEFAULT_FEATURES"
each --target "$VG_TARGET"
switch --locked "$VG_LOCKED"
switch --offline "$VG_OFFLINE"
switch --frozen "$VG_FROZEN"
switch --no-cargo "$VG_NO_CARGO"
switch --trusted "$VG_TRUSTED"
switch --untrusted "$VG_UNTRUSTED"
switch --recursive "$VG_RECURSIVE"
switch --record-run "$VG_RECORD_RUN"
switch --show-persons "$VG_SHOW_PERSONS"
one --color "$VG_COLOR"
switch --quiet "$VG_QUIET"
switch --verbose "$VG_VERBOSE"
arguments+=(--format=github "--output=json=$report")

targets=()
while IFS= read -r line || [ -n "$line" ]; do
  line="${line%$'\r'}"
  if [ -n "$line" ]; then targets+=("$line"); fi
done <<< "$VG_INPUTS"
if [ "${#targets[@]}" -eq 0 ] && [ -z "$VG_MANIFEST_PATH" ]; then
  arguments+=(--recursive)
  targets+=(.)
fi

code=0
if [ "${#targets[@]}" -eq 0 ]; then
  "$VG_PROGRAM" check "${arguments[@]}" || code=$?
else
  "$VG_PROGRAM" check "${arguments[@]}" -- "${targets[@]}" || code=$?
fi
if [ -f "$report" ]; then
  printf 'report=%s\n' "$report" >> "$GITHUB_OUTPUT"
  case "$VG_FORMAT" in
    '' | github) ;;
    *)
      # What documents say must not be read as commands.
      silence=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
      printf '::stop-commands::%s\n' "$silence"
      "$VG_PROGRAM" report "$report" "--format=$VG_FORMAT" || echo "vendor-gate: the report could not be shown"
      printf '::%s::\n' "$silence"
      ;;
  esac
fi
if [ "$code" -eq 2 ]; then mistake "wrong usage or configuration; the log of this step says what"; fi
finish "$code"
