//! Remarks on inputs, lists and policy.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::outcome::{Notice, Report};
use crate::report::inert::one_line;
use crate::report::place;
use crate::report::text::Voice;
use crate::report::text::paint::Paint;

/// Write the diagnostics of a report; remarks that are merely good to know only when asked for more.
pub(crate) fn notices(report: &Report, voice: Voice<'_>, out: &mut dyn Write) -> io::Result<()> {
    let wanted = |notice: &&Notice| match notice.severity.as_str() {
        "info" => voice.verbose,
        "warning" => !voice.quiet,
        // An unknown word is taken as the strictest.
        _ => true,
    };
    for found in report.diagnostics.iter().filter(wanted) {
        writeln!(out, "{}", notice(report, found, voice))?;
    }
    Ok(())
}

fn notice(report: &Report, notice: &Notice, voice: Voice<'_>) -> String {
    let paint = Paint::new(voice.color);
    let code = one_line(&notice.code, 60);
    let head = match notice.severity.as_str() {
        "info" => paint.note(&format!("note[{code}]")),
        "warning" => paint.warning(&format!("warning[{code}]")),
        _ => paint.error(&format!("error[{code}]")),
    };
    let mut out = format!("{head}: {}\n", one_line(&notice.message, 1_000));
    let location = notice.location.as_ref();
    if let Some(path) = place::path(&report.inputs, notice.input, location) {
        let _ = write!(out, "   {} {}", paint.dim("-->"), one_line(path, 300));
        if let Some(line) = location.and_then(|at| at.line) {
            let _ = write!(out, ":{line}");
            if let Some(column) = location.and_then(|at| at.column) {
                let _ = write!(out, ":{column}");
            }
        }
        out.push('\n');
    }
    if let Some(help) = &notice.help {
        let _ = writeln!(out, "   {} help: {}", paint.dim("="), one_line(help, 1_000));
    }
    out
}
