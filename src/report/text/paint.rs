//! Colours, where a terminal takes them.

use anstyle::{AnsiColor, Color, Style};

/// Wraps words in escape sequences, or leaves them alone.
#[derive(Clone, Copy)]
pub(crate) struct Paint {
    color: bool,
}

impl Paint {
    pub(crate) fn new(color: bool) -> Self {
        Self { color }
    }

    pub(crate) fn error(self, words: &str) -> String {
        self.bold(words, AnsiColor::BrightRed)
    }

    pub(crate) fn warning(self, words: &str) -> String {
        self.bold(words, AnsiColor::BrightYellow)
    }

    pub(crate) fn note(self, words: &str) -> String {
        self.bold(words, AnsiColor::BrightCyan)
    }

    pub(crate) fn good(self, words: &str) -> String {
        self.bold(words, AnsiColor::BrightGreen)
    }

    pub(crate) fn dim(self, words: &str) -> String {
        self.style(
            words,
            Style::new()
                .bold()
                .fg_color(Some(Color::Ansi(AnsiColor::BrightBlue))),
        )
    }

    fn bold(self, words: &str, color: AnsiColor) -> String {
        self.style(
            words,
            Style::new().bold().fg_color(Some(Color::Ansi(color))),
        )
    }

    fn style(self, words: &str, style: Style) -> String {
        if self.color {
            format!("{style}{words}{style:#}")
        } else {
            words.to_owned()
        }
    }
}
