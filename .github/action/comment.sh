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

cd "${RUNNER_TEMP:-/tmp}"
exec "$VG_PROGRAM" comment "--report=$VG_REPORT" ${arguments[@]+"${arguments[@]}"}
