#!/usr/bin/env bash
# Brings the comment up to date. The only step that has a token.
set -euo pipefail
# shellcheck source=.github/action/arguments.sh
. "$ACTION_PATH/.github/action/arguments.sh"

one --pr "$VG_PR"
one --comment "$VG_COMMENT"
one --comment-key "$VG_COMMENT_KEY"
one --comment-author "$VG_COMMENT_AUTHOR"
switch --dry-run "$VG_DRY_RUN"
switch --strict-reporting "$VG_STRICT_REPORTING"
switch --quiet "$VG_QUIET"
one --color "$VG_COLOR"

# The step before has written the summary of its own report; it need not stand there twice.
if [ -z "$VG_GIVEN" ]; then unset GITHUB_STEP_SUMMARY; fi

cd "${RUNNER_TEMP:-/tmp}"
exec "$VG_PROGRAM" comment "--report=$VG_REPORT" ${arguments[@]+"${arguments[@]}"}
