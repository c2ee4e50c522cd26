//! The documentation of a crate in sections, which its crate docs and its README share. Only the crate docs include
//! sections with links to items.

use super::{client, context::Context, doc, env, example};
use crate::{
    api::{SchemeKind, SecurityScheme},
    rust::plan::{Decode, Outcome},
    vocabulary::Method,
};

/// A section of the documentation.
#[derive(Clone, Debug)]
pub struct Section {
    /// The title.
    pub title: &'static str,
    /// The lines.
    pub lines: Vec<String>,
    /// Whether the section links to items, which only rustdoc resolves.
    pub linked: bool,
}

/// The title of the section with a complete program.
pub(crate) const FIRST_CALL: &str = "First call";

/// The opening fence of an example.
pub(crate) const EXAMPLE: &str = "```no_run";

/// The first line of an example, which rustdoc hides: `?` works in the function.
pub(crate) const START: &str = "# async fn example() -> Result<(), Box<dyn std::error::Error>> {";

/// The last line of an example, which rustdoc hides.
pub(crate) const END: &str = "# Ok(()) }";

/// Returns the sections made from the document, in order and without empty ones.
pub(crate) fn sections(cx: Context<'_>) -> Vec<Section> {
    let mut out = Vec::new();
    let mut section = |title, linked, lines: Vec<String>| {
        if !lines.is_empty() {
            out.push(Section {
                title,
                lines,
                linked,
            });
        }
    };
    if !cx.api.operations.is_empty() {
        section(FIRST_CALL, false, first_call(cx));
        section("Authentication", false, authentication(cx));
        section("Errors", false, errors(cx));
        section("Streams", false, streams(cx));
        section("Operations", true, operations(cx));
    }
    out
}

/// Returns the operation for the first call: preferably one that only reads and has few required inputs.
fn first(cx: Context<'_>) -> Option<usize> {
    let effort = |index: usize| {
        let params = cx.api.operations[index].params.iter();
        let params = params.filter(|it| it.required).count();
        let body = cx.body(index).is_some_and(|it| it.required);
        params + usize::from(body)
    };
    let rank = |index: &usize| {
        let operation = &cx.api.operations[*index];
        let success = &cx.plan.operations[*index].success;
        (
            operation.deprecated,
            operation.method != Method::Get,
            !matches!(success, Outcome::One(Decode::Json(_), _)),
            effort(*index),
        )
    };
    let mut all: Vec<usize> = (0..cx.api.operations.len()).collect();
    all.sort_by_key(rank);
    all.into_iter()
        .find(|index| example::call(cx, *index).is_some())
}

fn first_call(cx: Context<'_>) -> Vec<String> {
    let Some((index, call)) = first(cx).and_then(|it| Some((it, example::call(cx, it)?))) else {
        return Vec::new();
    };
    let mut out = vec![
        "Required inputs are arguments, optional ones are chained, and awaiting a request sends it:"
            .to_owned(),
        String::new(),
    ];
    let mut code = vec![format!("use {}::Client;", cx.path)];
    code.extend(call.uses);
    code.push(String::new());
    code.extend(built(cx, index));
    code.extend(call.code);
    if !streams_of(cx, index) {
        code.push("println!(\"{}\", response.status());".to_owned());
    }
    out.extend(block(cx, code));
    out
}

/// Returns the lines that build a client, from the environment.
fn built(cx: Context<'_>, index: usize) -> Vec<String> {
    let mut out = Vec::new();
    let needed: Vec<String> = env::needed(cx, index)
        .iter()
        .map(|it| doc::code(it))
        .collect();
    if !needed.is_empty() {
        out.push(format!("// Reads {}.", needed.join(" and ")));
    }
    if cx.api.base_url().is_some() {
        out.push("let client = Client::from_env()?;".to_owned());
    } else {
        let base_url = "https://api.example.com";
        out.push(format!(
            "let client = Client::builder().base_url({base_url:?}).env().build()?;"
        ));
    }
    out
}

fn authentication(cx: Context<'_>) -> Vec<String> {
    if cx.api.schemes.is_empty() {
        return Vec::new();
    }
    let mut out = vec![
        "The client's builder takes the credentials, and each request sends those that its operation needs:".to_owned(),
        String::new(),
    ];
    out.extend(cx.api.schemes.iter().map(client::scheme_docs));
    out.extend([
        String::new(),
        "`Client::from_env()` takes them from environment variables, and so does `env()` of the builder:".to_owned(),
        String::new(),
    ]);
    out.extend(env::list(cx));
    let has_token = |it: &SecurityScheme| it.kind == SchemeKind::Bearer;
    if !cx.api.schemes.iter().any(has_token) {
        return out;
    }
    out.extend([
        String::new(),
        "Tokens that expire come from `token_source(..)`, which the client asks for a new one when a token expires or \
         the server rejects it."
            .to_owned(),
    ]);
    out
}

fn errors(cx: Context<'_>) -> Vec<String> {
    let documented = cx
        .plan
        .operations
        .iter()
        .any(|it| it.failure != Outcome::None);
    let api = "- `Error::Api`: an error that the document describes, with the body as its documented type.";
    let status = if documented {
        "any other status"
    } else {
        "a status that is not a success"
    };
    let mut out = vec![
        "A request that fails returns a `runtime::Error`:".to_owned(),
        String::new(),
    ];
    out.extend(documented.then(|| api.to_owned()));
    out.extend([
        format!("- `Error::Status`: {status}, with the raw body."),
        "- `Error::Decode`: a body that does not match the document, with the location of the mismatch.".to_owned(),
        "- `Error::Transport`: no complete response arrived; see `is_timeout()` and `is_connect()`.".to_owned(),
        "- `Error::Request`: a request that could not be made, because of an invalid input for example.".to_owned(),
        String::new(),
        "Errors also have `status()`, `is_retryable()`, `attempts()` and `request_id()`, and `.await.optional()?` turns \
         a 404 into `None`."
            .to_owned(),
    ]);
    out
}

fn streams_of(cx: Context<'_>, index: usize) -> bool {
    matches!(
        cx.plan.operations[index].success,
        Outcome::One(Decode::Events(_) | Decode::Lines(_), _)
    )
}

fn streams(cx: Context<'_>) -> Vec<String> {
    let all = 0..cx.api.operations.len();
    let mut all = all.filter(|it| streams_of(cx, *it));
    let Some((index, call)) = all.find_map(|it| Some((it, example::call(cx, it)?))) else {
        return Vec::new();
    };
    let name = cx.names.operations[index].function.to_string();
    let mut out = vec![
        format!(
            "Streaming responses are read item by item, here that of `{}`:",
            name.trim_start_matches("r#")
        ),
        String::new(),
    ];
    let mut code = vec![format!("use {}::Client;", cx.path)];
    code.extend(call.uses);
    code.push(String::new());
    code.extend(built(cx, index));
    code.extend(call.code);
    out.extend(block(cx, code));
    out
}

/// Wraps lines of code in an example that is compiled: with the features of all tags, if the crate has them.
fn block(cx: Context<'_>, code: Vec<String>) -> Vec<String> {
    let mut out = vec![EXAMPLE.to_owned()];
    if cx.features.is_some() {
        out.push(format!(
            "# #[cfg(feature = {:?})]",
            crate::rust::features::ALL
        ));
    }
    out.push(START.to_owned());
    out.extend(code);
    out.extend([END.to_owned(), "```".to_owned()]);
    out
}

/// Returns one line per operation, grouped by tag.
fn operations(cx: Context<'_>) -> Vec<String> {
    let mut out = Vec::new();
    let by_file = cx.names.operations_by_file();
    for (file, (_, tag)) in cx.names.operation_files.iter().enumerate() {
        let tag = tag.map_or_else(
            || "Without a tag".to_owned(),
            |it| doc::inline(&cx.api.tags[it].name),
        );
        if !out.is_empty() {
            out.push(String::new());
        }
        out.extend([format!("## {tag}"), String::new()]);
        let feature = cx.features.and_then(|it| it.tags.get(file));
        if let Some(feature) = feature {
            out.extend([
                format!("Requires the feature {}:", doc::code(&feature.name)),
                String::new(),
            ]);
        }
        out.extend(by_file[file].iter().map(|index| entry(cx, *index)));
    }
    out
}

/// Returns the line of an operation: its function and its summary.
fn entry(cx: Context<'_>, index: usize) -> String {
    let function = cx.names.operations[index].function.to_string();
    let function = function.trim_start_matches("r#");
    let link = format!("- [`{function}`](Client::{function})");
    let summary = cx.api.operations[index].doc.summary.as_deref();
    match summary.map(doc::inline).filter(|it| !it.is_empty()) {
        Some(summary) => format!("{link}: {}", short(&summary)),
        None => link,
    }
}

/// Returns a summary, cut to its first sentence if it is longer than a line.
fn short(summary: &str) -> &str {
    const LINE: usize = 120;
    let end = summary.find(". ").filter(|_| summary.len() > LINE);
    let Some(sentence) = end.map(|end| &summary[..=end]) else {
        return summary;
    };
    let is_whole = sentence.matches('`').count() % 2 == 0 && !sentence.contains(['[', '*']);
    if is_whole { sentence } else { summary }
}
