//! Doc comments, made from the document's texts and from the model.

use super::{Context, example, facets, gives, login, markdown, polls};
use crate::{
    api::{Doc, Facets, Operation, Response, StatusKey},
    rust::{idempotency::Key, names::OperationNames, plan::Body},
};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

pub(super) use markdown::{inline, lines as markdown};

/// The separator between the lines of a doc comment, which is one attribute until the [`format`](crate::rust::format)
/// stage: an attribute per line would take longer than everything else that is emitted.
pub(crate) const LINE: char = '\u{1}';

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

/// Returns a text as an inline code span (CommonMark 0.31, section 6.1).
pub(crate) fn code(text: &str) -> String {
    let text = inline_code(text);
    let longest = text.split(|it| it != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if longest > 0 || text.is_empty() {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Replaces control characters by spaces, and removes marks that change the reading direction.
fn inline_code(text: &str) -> String {
    text.chars().map(|it| if it.is_control() { ' ' } else { it }).filter(|it| !matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')).collect()
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
fn paragraphs(doc: &Doc, facts: &[String]) -> Vec<String> {
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
fn inline_facts(facts: &[String]) -> String {
    inline_code(&facts.join(" "))
}

fn blank(out: &mut Vec<String>) {
    if !out.is_empty() {
        out.push(String::new());
    }
}

/// Emits the documentation of an operation function.
pub(super) fn operation(cx: Context<'_>, index: usize) -> TokenStream {
    let operation = &cx.api.operations[index];
    let mut doc = operation.doc.clone();
    let summary = doc.summary.take();
    let mut out: Vec<String> = summary.iter().map(|text| inline(text)).collect();
    blank(&mut out);
    out.push(code(&format!(
        "{} {}",
        operation.method.wire(),
        operation.path
    )));
    let told = paragraphs(&doc, &[]);
    if !told.is_empty() {
        out.push(String::new());
        out.extend(told);
    }
    section(&mut out, "Arguments", arguments(cx, index));
    section(&mut out, "Servers", servers(operation));
    section(&mut out, "Scopes", login::scopes(operation));
    section(&mut out, "Returns", returns(cx, index));
    section(&mut out, "Pages", pages(cx, index));
    section(&mut out, "Result", polls::link(cx, index));
    let key = cx.repeats.keys.get(&index).map(Key::sentence);
    section(&mut out, "Retries", key.into_iter().collect());
    section(&mut out, "Errors", errors(cx, index));
    section(&mut out, "Examples", example::operation(cx, index));
    lines(out)
}

fn section(out: &mut Vec<String>, title: &str, body: Vec<String>) {
    if !body.is_empty() {
        out.extend([String::new(), format!("# {title}"), String::new()]);
        out.extend(body);
    }
}

/// Returns one line per required input.
fn arguments(cx: Context<'_>, index: usize) -> Vec<String> {
    let operation = &cx.api.operations[index];
    let names = &cx.names.operations[index];
    let params = operation
        .params
        .iter()
        .zip(&names.params)
        .filter(|(param, _)| param.required);
    let mut out: Vec<String> = params
        .map(|(param, ident)| argument(&ident.to_string(), &param.doc, param.facets.as_deref()))
        .collect();
    if let Some(body) = cx.body(index).filter(|body| body.required) {
        let parts = body.encoding.parts();
        if !parts.is_empty() {
            let parts = parts.iter().zip(&names.body.parts);
            let required = parts.filter(|(part, _)| part.required);
            out.extend(required.map(|(part, ident)| {
                argument(&ident.to_string(), &part.doc, part.facets.as_deref())
            }));
            return out;
        }
        let told = body.doc.description.is_some();
        let doc = if told {
            body.doc.clone()
        } else {
            Doc {
                description: Some("The request body.".to_owned()),
                ..Doc::default()
            }
        };
        out.push(argument(&names.body.ident.to_string(), &doc, body.facets));
    }
    out
}

fn argument(name: &str, doc: &Doc, facets: Option<&Facets>) -> String {
    let told = doc
        .description
        .as_ref()
        .or(doc.summary.as_ref())
        .map(|text| inline(text));
    let limits = inline_facts(&facets::sentences(facets));
    let words = [told.unwrap_or_default(), limits].join(" ");
    let words = words.trim();
    let name = name.trim_start_matches("r#");
    if words.is_empty() {
        format!("- `{name}`")
    } else {
        format!("- `{name}`: {words}")
    }
}

/// Returns the section on success: the type, one line per status that the document describes, and a link to the
/// documented headers.
fn returns(cx: Context<'_>, index: usize) -> Vec<String> {
    let operation = &cx.api.operations[index];
    let redirects = &cx.plan.operations[index].given_redirects;
    let given = |key: StatusKey| key.is_success() || redirects.contains(&key);
    let successes = operation.responses.iter().filter(|it| given(it.key));
    let told = successes.map(|it| (it.key, told(it)));
    let told = told.filter(|(_, told)| !told.is_empty());
    let told: Vec<String> = told
        .map(|(key, told)| format!("- `{key}`: {told}"))
        .collect();
    let mut out = vec![gives::sentence(cx, index)];
    if !told.is_empty() {
        blank(&mut out);
        out.extend(told);
    }
    if !redirects.is_empty() {
        blank(&mut out);
        out.push(
            "The client follows redirects unless the options set [`Redirects::Never`](crate::runtime::Redirects::Never)."
                .to_owned(),
        );
    }
    if operation.upgrades() {
        blank(&mut out);
        out.push(format!(
            "{} gives the connection itself.",
            gives::upgrade(cx, index)
        ));
    }
    if let Some(ident) = &cx.names.own[index].headers {
        blank(&mut out);
        out.push(format!(
            "Response headers: [`headers::{ident}`](super::super::headers::{ident})."
        ));
    }
    out
}

/// Returns a line that links to the `pages` method, if the operation is paginated.
fn pages(cx: Context<'_>, index: usize) -> Vec<String> {
    let request = cx
        .pages
        .contains_key(&index)
        .then(|| &cx.names.operations[index].request);
    let told =
        |request| format!("[`{request}::pages`] of the request asks for one page after the other.");
    request.map(told).into_iter().collect()
}

/// Returns one line per server that is the operation's own.
fn servers(operation: &Operation) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for (index, server) in operation.servers.iter().enumerate() {
        let told = server
            .description
            .as_deref()
            .map(inline)
            .unwrap_or_default();
        let told = if told.is_empty() {
            told
        } else {
            format!(": {told}")
        };
        let usual = match index {
            0 if server.relative => ", resolved against the client's base URL",
            0 if server.usable || server.open => ", unless the builder sets a base URL",
            _ => "",
        };
        out.push(format!("- {}{usual}{told}", code(&server.url)));
    }
    out
}

/// Returns the documented failures, with those of the same description on one line.
fn errors(cx: Context<'_>, index: usize) -> Vec<String> {
    let operation = &cx.api.operations[index];
    let redirects = &cx.plan.operations[index].given_redirects;
    let informs = |key| matches!(key, StatusKey::Code(100..200) | StatusKey::Range(1));
    let failures = operation
        .responses
        .iter()
        .filter(|it| !it.key.is_success() && !informs(it.key))
        .filter(|it| !redirects.contains(&it.key));
    let mut lines: Vec<(Vec<String>, String)> = Vec::new();
    for response in failures {
        let key = match response.key {
            StatusKey::Default => "Any other status".to_owned(),
            StatusKey::Code(_) | StatusKey::Range(_) => format!("`{}`", response.key),
        };
        let mut told = told(response);
        if response.key == StatusKey::Code(304) {
            let space = if told.is_empty() { "" } else { " " };
            told.push_str(&format!(
                "{space}([`is_not_modified`](crate::runtime::Error::is_not_modified))"
            ));
        }
        match lines.iter_mut().find(|(_, other)| *other == told) {
            Some((keys, _)) => keys.push(key),
            None => lines.push((vec![key], told)),
        }
    }
    let line = |(keys, told): (Vec<String>, String)| {
        let keys = keys.join(", ");
        if told.is_empty() {
            format!("- {keys}")
        } else {
            format!("- {keys}: {told}")
        }
    };
    lines.into_iter().map(line).collect()
}

/// Returns the description of a response; empty if it adds nothing to the status.
fn told(response: &Response) -> String {
    const NOTHING: &[&str] = &[
        "a successful response",
        "default response",
        "error",
        "response",
        "success",
        "successful",
        "successful operation",
        "successful response",
    ];
    let text = inline(&response.description);
    let plain = text.trim_end_matches(['.', '!']).to_ascii_lowercase();
    let reason = response.key.reason();
    if NOTHING.contains(&plain.as_str()) || reason.is_some_and(|it| it.eq_ignore_ascii_case(&plain))
    {
        String::new()
    } else {
        text
    }
}
