//! Diagnostics as text for people.

use super::{Diagnostic, Diagnostics, Severity};
use crate::tree::{Position, Sources};
use annotate_snippets::{
    Annotation, AnnotationKind, Group, Level, Message, Origin, Renderer, Snippet,
    normalize_untrusted_str,
};
use std::ops::Range;

/// Whether to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// No colours, for files and pipes.
    Plain,
    /// Terminal colours.
    Coloured,
}

/// The number of characters of a line that are shown: a whole minified document is one line.
const WINDOW: usize = 120;

/// The number of pointers that are listed for diagnostics with the same text.
const LISTED: usize = 10;

/// Renders all diagnostics as text, in the order given; those with the same text are shown once, with a list of their
/// places.
///
/// Each shows its code, message, `file:line:column`, the source line with the place marked, the JSON pointer, what was
/// done instead and what to do about it. The text is empty when there are no diagnostics; otherwise it ends with a
/// newline.
pub fn render(diagnostics: &Diagnostics, sources: &Sources, style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    let mut text = String::new();
    for same in alike(diagnostics) {
        let excerpt = same.first().and_then(|first| Excerpt::of(first, sources));
        let shown = renderer.render(&[group(&same, sources, excerpt.as_ref())]);
        text.push_str(&excerpt.map_or(shown.clone(), |excerpt| excerpt.with_true_column(&shown)));
        text.push_str("\n\n");
    }
    text.truncate(text.trim_end().len());
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// Groups diagnostics with the same text, at the position of the first of them.
fn alike(diagnostics: &Diagnostics) -> Vec<Vec<&Diagnostic>> {
    let mut groups = indexmap::IndexMap::<_, Vec<&Diagnostic>>::new();
    for diagnostic in diagnostics {
        let Diagnostic {
            severity,
            code,
            message,
            action,
            help,
            ..
        } = diagnostic;
        groups
            .entry((severity, code, message, action, help))
            .or_default()
            .push(diagnostic);
    }
    groups.into_values().collect()
}

fn group<'t>(
    same: &[&'t Diagnostic],
    sources: &'t Sources,
    excerpt: Option<&'t Excerpt<'t>>,
) -> Group<'t> {
    let Some((first, others)) = same.split_first() else {
        return Group::with_level(Level::NOTE);
    };
    let level = match first.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING.with_name("warning"),
        Severity::Note => Level::NOTE,
    };
    let title = level
        .primary_title(normalize_untrusted_str(&first.message))
        .id(first.code.as_str());
    let mut group = Group::with_title(title);
    group = match (excerpt, first.at) {
        (Some(excerpt), _) if excerpt.text.is_empty() => group.element(excerpt.origin()),
        (Some(excerpt), _) => group.element(excerpt.snippet()),
        (None, Some(place)) => group.element(Origin::path(sources.name(place.file()))),
        (None, None) => group,
    };
    if let Some(pointer) = &first.pointer {
        group = group.element(named("at", shown_pointer(pointer)));
    }
    if !others.is_empty() {
        group = group.element(named("also", list(others, sources)));
    }
    if let Some(action) = &first.action {
        group = group.element(named("action", normalize_untrusted_str(action)));
    }
    match &first.help {
        Some(help) => group.element(Level::HELP.message(normalize_untrusted_str(help))),
        None => group,
    }
}

fn named(name: &str, text: String) -> Message<'_> {
    Level::NOTE.with_name(name).message(text)
}

/// Returns a pointer as it is shown: that of the root is empty, so words replace it.
fn shown_pointer(pointer: &str) -> String {
    if pointer.is_empty() {
        "the whole document".to_owned()
    } else {
        normalize_untrusted_str(pointer)
    }
}

fn list(others: &[&Diagnostic], sources: &Sources) -> String {
    let mut lines: Vec<String> = others
        .iter()
        .take(LISTED)
        .map(|other| line_of(other, sources))
        .collect();
    if others.len() > LISTED {
        lines.push(format!("and {} more", others.len() - LISTED));
    }
    lines.join("\n")
}

fn line_of(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let position = diagnostic.at.and_then(|place| sources.position(place));
    let place = position.map(
        |Position {
             file, line, column, ..
         }| format!("{file}:{line}:{column}"),
    );
    let pointer = diagnostic.pointer.as_deref().map(shown_pointer);
    match (pointer, place) {
        (Some(pointer), Some(place)) => format!("{pointer} ({place})"),
        (Some(pointer), None) => pointer,
        (None, Some(place)) => place,
        (None, None) => "an unknown place".to_owned(),
    }
}

/// The line that a diagnostic is about, cut to a window around the place.
struct Excerpt<'t> {
    position: Position<'t>,
    text: String,
    /// The bytes of `text` to mark.
    marked: Range<usize>,
}

impl<'t> Excerpt<'t> {
    fn of(diagnostic: &Diagnostic, sources: &'t Sources) -> Option<Excerpt<'t>> {
        let place = diagnostic.at?;
        let position = sources.position(place)?;
        let whole = sources.text(place.file());
        let (before, after) = whole.split_at_checked(position.range.start)?;
        // In a long line, only the characters to be shown are scanned.
        let (left, start_cut) = last_characters(before, WINDOW / 3);
        let (left, start_cut) = match left.rfind('\n') {
            Some(newline) => (&left[newline + 1..], ""),
            None => (left, start_cut),
        };
        let (right, end_cut) = first_characters(after, WINDOW - left.chars().count());
        let (right, end_cut) = match right.find(['\n', '\r']) {
            Some(end) => (&right[..end], ""),
            None if after[right.len()..].starts_with(['\n', '\r']) => (right, ""),
            None => (right, end_cut),
        };
        let length = position.range.len();
        let start = start_cut.len() + left.len();
        let marked = start..start + length.min(right.len());
        Some(Excerpt {
            position,
            text: format!("{start_cut}{left}{right}{end_cut}"),
            marked,
        })
    }

    fn origin(&self) -> Origin<'_> {
        Origin::path(self.position.file)
            .line(self.position.line)
            .char_column(self.position.column)
    }

    fn snippet(&self) -> Snippet<'_, Annotation<'_>> {
        Snippet::source(self.text.as_str())
            .path(self.position.file)
            .line_start(self.position.line)
            .annotation(AnnotationKind::Primary.span(self.marked.clone()))
    }

    /// Corrects the column in the rendered text: the renderer counts in the text that it is given, which may be cut.
    fn with_true_column(&self, shown: &str) -> String {
        let Position {
            file, line, column, ..
        } = &self.position;
        let counted = self.text[..self.marked.start].chars().count() + 1;
        if counted == *column {
            return shown.to_owned();
        }
        shown.replacen(
            &format!("{file}:{line}:{counted}"),
            &format!("{file}:{line}:{column}"),
            1,
        )
    }
}

fn last_characters(text: &str, count: usize) -> (&str, &'static str) {
    match text.char_indices().rev().nth(count) {
        // The character found is the first that does not fit: the line may begin after it.
        Some((before, '\n')) => (&text[before + 1..], ""),
        Some((before, letter)) => (&text[before + letter.len_utf8()..], "…"),
        None => (text, ""),
    }
}

fn first_characters(text: &str, count: usize) -> (&str, &'static str) {
    match text.char_indices().nth(count) {
        Some((end, _)) => (&text[..end], "…"),
        None => (text, ""),
    }
}
