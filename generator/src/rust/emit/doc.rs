//! Doc comments, made from the document's texts and from the model.

use super::{context::Context, facets};
use crate::{
    api::{Doc, Facets},
    rust::{format::LINE, names::OperationNames, plan::Body},
};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

pub(super) use crate::rust::markdown::{code, inline, lines as markdown};

/// Emits lines as a doc comment.
pub(super) fn lines(lines: impl IntoIterator<Item = String>) -> TokenStream {
    let mut text = String::new();
    for (index, line) in lines.into_iter().enumerate() {
        if index > 0 {
            text.push(LINE);
        }
        if !line.is_empty() {
            text.push(' ');
            if line.contains(LINE) {
                text.extend(line.chars().filter(|it| *it != LINE));
            } else {
                text.push_str(&line);
            }
        } else if index == 0 {
            // A leading empty line counts as a line.
            text.push(' ');
        }
    }
    if text.is_empty() {
        return TokenStream::new();
    }
    let text = Literal::string(&text);
    quote!(#[doc = #text])
}

/// Emits `#[deprecated]`, with the document's note if it has one.
pub(super) fn deprecated(is: bool, doc: &Doc) -> Option<TokenStream> {
    let note = doc.deprecation.as_ref().map(|note| {
        let note = Literal::string(&note.split_whitespace().collect::<Vec<_>>().join(" "));
        quote!(= #note)
    });
    is.then(|| quote!(#[deprecated #note]))
}

/// Returns a link to a function of the client; `root` is the path of the API's root from the linking file.
pub(super) fn client_link(function: &Ident, root: &str) -> String {
    let name = function.to_string();
    let shown = name.trim_start_matches("r#");
    format!("[`Client::{shown}`]({root}::Client::{shown})")
}

/// Returns links to the functions of operations: the first few, and the number of the others.
pub(super) fn functions(cx: Context<'_>, operations: &[usize], root: &str) -> String {
    const NAMED: usize = 3;
    let names = operations
        .iter()
        .map(|index| &cx.names.operations[*index].function);
    let mut links: Vec<String> = names.take(NAMED).map(|it| client_link(it, root)).collect();
    let more = operations.len().saturating_sub(NAMED);
    if more > 0 {
        links.push(format!("{more} more"));
    }
    and(&links)
}

/// Emits the documentation of a function that sends an operation's body in another form.
pub(super) fn other_form(names: &OperationNames, body: &Body<'_>) -> TokenStream {
    let link = client_link(&names.function, "super::super");
    lines([format!("{link} with a body of type {}.", code(body.media))])
}

/// Joins words as in a sentence: `a, b and c`.
pub(super) fn and(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Emits the document's texts and limits for an item, or `fallback` if there are none.
pub(super) fn of(doc: &Doc, facets: Option<&Facets>, fallback: &str) -> TokenStream {
    with_facts(doc, &facets::sentences(facets), fallback)
}

/// Emits the document's texts and these sentences for an item, or `fallback` if there are none.
pub(super) fn with_facts(doc: &Doc, facts: &[String], fallback: &str) -> TokenStream {
    let mut out = paragraphs(doc, facts);
    if out.is_empty() && !fallback.is_empty() {
        out.push(fallback.to_owned());
    }
    lines(out)
}

/// Returns the summary, the description and the facts, separated by blank lines.
pub(super) fn paragraphs(doc: &Doc, facts: &[String]) -> Vec<String> {
    let mut out: Vec<String> = doc.summary.iter().map(|text| inline(text)).collect();
    let same = |text: &str| {
        doc.summary
            .as_deref()
            .is_some_and(|summary| summary.trim_end_matches('.') == text.trim_end_matches('.'))
    };
    if let Some(description) = doc.description.as_ref().filter(|text| !same(text)) {
        blank(&mut out);
        out.extend(markdown(description));
    }
    if !facts.is_empty() {
        add_facts(&mut out, inline_facts(facts));
    }
    out
}

/// Adds facts: to the line of a description that is a single line, otherwise as a paragraph.
fn add_facts(out: &mut Vec<String>, facts: String) {
    match out.as_mut_slice() {
        [only] if is_prose(only) => {
            let ends = only.ends_with(['.', '!', '?', ':', ';', ',']);
            only.push_str(if ends { " " } else { ". " });
            only.push_str(&facts);
        }
        _ => {
            blank(out);
            out.push(facts);
        }
    }
}

/// Returns whether a line is part of a paragraph rather than of a list, a heading, a table or code.
fn is_prose(line: &str) -> bool {
    line.starts_with(|first: char| first.is_alphabetic() || first == '`')
        && !line.starts_with("```")
}

/// Joins facts into a line. Only the texts that they quote need cleaning, and those are in code spans.
pub(super) fn inline_facts(facts: &[String]) -> String {
    crate::rust::markdown::inline_code(&facts.join(" "))
}

pub(super) fn blank(out: &mut Vec<String>) {
    if !out.is_empty() {
        out.push(String::new());
    }
}
