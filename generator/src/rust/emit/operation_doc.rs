//! The doc comment of an operation function.

use super::{
    context::Context,
    doc::{blank, code, inline, inline_facts, lines, paragraphs},
    example, facets, gives, login,
};
use crate::{
    api::{Doc, Facets, Operation, Response, StatusKey},
    rust::idempotency::Key,
};
use proc_macro2::TokenStream;

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
    section(&mut out, "Result", done(cx, index));
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
    let told = successes.map(|it| (it.key, describe(it)));
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
        let mut told = describe(response);
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
fn describe(response: &Response) -> String {
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

/// Returns a line that links to the `done` method, if the operation starts work.
fn done(cx: Context<'_>, index: usize) -> Vec<String> {
    let request = &cx.names.operations[index].request;
    let told = format!(
        "[`{request}::done`] of the request asks for the result of the work that it starts."
    );
    cx.repeats
        .polls
        .get(&index)
        .map(|_| told)
        .into_iter()
        .collect()
}
