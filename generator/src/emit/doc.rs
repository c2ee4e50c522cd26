//! Documentation: what the document says, and what the code does with it.

use super::{Context, example, markdown};
use crate::{
    model::{Body, Doc, Encoding, Operation, Response, StatusKey},
    name::OperationNames,
};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

pub(super) use markdown::{inline, lines as markdown};

/// Stands between the lines of a documentation, which is one attribute on its way to the
/// [`format`](crate::format) stage: an attribute a line would take longer than all else that is emitted.
pub(crate) const LINE: char = '\u{1}';

/// `///` lines.
pub(super) fn lines(lines: impl IntoIterator<Item = String>) -> TokenStream {
    let mut text = String::new();
    for (index, line) in lines.into_iter().enumerate() {
        if index > 0 {
            text.push(LINE);
        }
        if !line.is_empty() {
            text.push(' ');
            text.extend(line.chars().filter(|it| *it != LINE));
        } else if index == 0 {
            // An empty line that stands first is a line all the same.
            text.push(' ');
        }
    }
    if text.is_empty() {
        return TokenStream::new();
    }
    let text = Literal::string(&text);
    quote!(#[doc = #text])
}

/// A link to a function of the client; `root` is the API's root from there.
pub(super) fn client_link(function: &Ident, root: &str) -> String {
    let name = function.to_string();
    let shown = name.trim_start_matches("r#");
    format!("[`Client::{shown}`]({root}::Client::{shown})")
}

/// Links to the functions of some operations, not more than a reader reads.
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

/// The documentation of a function that sends the body of an operation in another form.
pub(super) fn other_form(names: &OperationNames, body: &Body) -> TokenStream {
    let link = client_link(&names.function, "super::super");
    lines([format!("{link} with a body of type {}.", code(&body.media))])
}

/// A list in words.
pub(super) fn and(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Text as an inline code span (CommonMark 0.31, section 6.1).
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

/// Without what no line of code can hold.
fn inline_code(text: &str) -> String {
    text.chars().map(|it| if it.is_control() { ' ' } else { it }).filter(|it| !matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')).collect()
}

/// What the document says of a thing, or `fallback` if it says nothing.
pub(super) fn of(doc: &Doc, fallback: &str) -> TokenStream {
    let mut out = paragraphs(doc);
    if out.is_empty() && !fallback.is_empty() {
        out.push(fallback.to_owned());
    }
    lines(out)
}

/// Summary, description and facts, a blank line between.
fn paragraphs(doc: &Doc) -> Vec<String> {
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
    if !doc.facts.is_empty() {
        add_facts(&mut out, inline_facts(&doc.facts));
    }
    out
}

/// Facts follow a description of one line on that line.
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

/// Whether a line is part of a paragraph, and not of a list, a heading, a table or code.
fn is_prose(line: &str) -> bool {
    line.starts_with(|first: char| first.is_alphabetic() || first == '`')
        && !line.starts_with("```")
}

/// Facts are made by us; only what they quote needs care, and that stands in code spans.
fn inline_facts(facts: &[String]) -> String {
    inline_code(&facts.join(" "))
}

fn blank(out: &mut Vec<String>) {
    if !out.is_empty() {
        out.push(String::new());
    }
}

/// The documentation of an operation function.
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
    let told = paragraphs(&Doc {
        summary: None,
        ..doc
    });
    if !told.is_empty() {
        out.push(String::new());
        out.extend(told);
    }
    section(&mut out, "Arguments", arguments(cx, index));
    section(&mut out, "Servers", servers(operation));
    section(&mut out, "Returns", returns(cx, index));
    section(&mut out, "Errors", errors(operation));
    section(&mut out, "Example", example::operation(cx, index));
    lines(out)
}

fn section(out: &mut Vec<String>, title: &str, body: Vec<String>) {
    if !body.is_empty() {
        out.extend([String::new(), format!("# {title}"), String::new()]);
        out.extend(body);
    }
}

/// A line for each required input: which of the strings is which.
fn arguments(cx: Context<'_>, index: usize) -> Vec<String> {
    let operation = &cx.api.operations[index];
    let names = &cx.names.operations[index];
    let params = operation
        .params
        .iter()
        .zip(&names.params)
        .filter(|(param, _)| param.required);
    let mut out: Vec<String> = params
        .map(|(param, ident)| argument(&ident.to_string(), &param.doc))
        .collect();
    if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
        if let Encoding::Multipart(parts) = &body.encoding
            && !parts.is_empty()
        {
            let parts = parts.iter().zip(&names.body.parts);
            let required = parts.filter(|(part, _)| part.required);
            out.extend(required.map(|(part, ident)| argument(&ident.to_string(), &part.doc)));
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
        out.push(argument(&names.body.ident.to_string(), &doc));
    }
    out
}

fn argument(name: &str, doc: &Doc) -> String {
    let told = doc
        .description
        .as_ref()
        .or(doc.summary.as_ref())
        .map(|text| inline(text));
    let facts = inline_facts(&doc.facts);
    let words = [told.unwrap_or_default(), facts].join(" ");
    let words = words.trim();
    let name = name.trim_start_matches("r#");
    if words.is_empty() {
        format!("- `{name}`")
    } else {
        format!("- `{name}`: {words}")
    }
}

/// What the document says of success: a line for each status that it says anything of; and where the
/// documented headers are.
fn returns(cx: Context<'_>, index: usize) -> Vec<String> {
    let operation = &cx.api.operations[index];
    let successes = operation.responses.iter().filter(|it| it.key.is_success());
    let told = successes.map(|it| (it.key, told(it)));
    let mut out: Vec<String> = told
        .filter(|(_, told)| !told.is_empty())
        .map(|(key, told)| format!("- `{key}`: {told}"))
        .collect();
    if let Some(ident) = &cx.names.own[index].headers {
        blank(&mut out);
        out.push(format!(
            "Documented headers: [`headers::{ident}`](super::super::headers::{ident})."
        ));
    }
    out
}

/// The servers of an operation, where it has some of its own.
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
            0 if server.relative => ", on the host of the client's base URL",
            0 if server.usable || server.open => ", unless the client was given a base URL",
            _ => "",
        };
        out.push(format!("- {}{usual}{told}", code(&server.url)));
    }
    out
}

/// The documented failures; those of which the same is said stand in one line.
fn errors(operation: &Operation) -> Vec<String> {
    let informs = |key| matches!(key, StatusKey::Code(100..200) | StatusKey::Range(1));
    let failures = operation
        .responses
        .iter()
        .filter(|it| !it.key.is_success() && !informs(it.key));
    let mut lines: Vec<(Vec<String>, String)> = Vec::new();
    for response in failures {
        let key = match response.key {
            StatusKey::Default => "Any other status".to_owned(),
            StatusKey::Code(_) | StatusKey::Range(_) => format!("`{}`", response.key),
        };
        let told = told(response);
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

/// What is said of a response; nothing where it is no more than what the status says.
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
