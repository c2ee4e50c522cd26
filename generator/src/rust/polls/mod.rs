//! Polls: the operations that start work, and the request for its result.
//!
//! [`infer`] reads the headers of responses, an extension and the configuration. An operation with a rule has `done`.

mod chosen;

use crate::{
    api::{Api, Operation, Response, StatusKey},
    diagnostic::Diagnostics,
    document::Document,
    rust::pages::Pointer,
    source::Source,
    tree::Node,
    vocabulary::Method,
};
use std::collections::BTreeMap;

/// The operations with a rule, by their index in [`Api::operations`].
pub type Polls = BTreeMap<usize, Poll>;

/// The rule for asking about the work that an operation starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poll {
    /// The source of the result.
    pub kind: Kind,
    /// The origin of the rule.
    pub basis: Basis,
}

/// The source of the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The URL in a header of the response.
    Url {
        /// Whether the document describes the response with the result.
        described: bool,
    },
    /// Another operation.
    Ask(Box<Ask>),
}

/// The operation to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Its index.
    pub operation: usize,
    /// The location of the value of each path parameter in the first response.
    pub values: Vec<(String, Pointer)>,
    /// The location of the status in its response.
    pub status: Pointer,
    /// The statuses at the end.
    pub ends: Vec<String>,
}

/// The origin of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The header of this name in a response.
    Header(&'static str),
    /// The extension of this name.
    Extension(&'static str),
    /// The configuration.
    Configuration,
}

/// The headers with the URL of a status monitor.
const MONITORS: &[&str] = &["Azure-AsyncOperation", "Operation-Location"];

/// The header with the URL of the result, in a response 202.
const LOCATION: &str = "Location";

/// The extension of `AutoRest` for operations that start work.
const LONG_RUNNING: &str = "x-ms-long-running-operation";

/// Finds the operations that start work. Reports configured rules that do not match the document.
pub fn infer(
    api: &Api,
    source: &Source,
    document: &Document,
    diagnostics: &mut Diagnostics,
) -> Polls {
    let root = document.root(source);
    let mut out = Polls::new();
    for (index, operation) in api.operations.iter().enumerate() {
        let basis = basis(operation, root);
        out.extend(basis.map(|basis| {
            let kind = Kind::Url {
                described: is_described(operation),
            };
            (index, Poll { kind, basis })
        }));
    }
    chosen::choose(api, source, root, &mut out, diagnostics);
    out
}

/// Returns the part of the document that shows that an operation starts work. One that only reads starts none: the
/// `Location` of its 202 may be that of a substitute.
fn basis(operation: &Operation, root: &Node) -> Option<Basis> {
    if matches!(
        operation.method,
        Method::Get | Method::Head | Method::Options | Method::Trace | Method::Query
    ) {
        return None;
    }
    let has = |name: &str, fits: &dyn Fn(StatusKey) -> bool| {
        let mut all = operation.responses.iter().filter(|it| fits(it.key));
        all.any(|it| has_header(it, name))
    };
    let mut monitors = MONITORS.iter();
    if let Some(name) = monitors.find(|name| has(name, &StatusKey::is_success)) {
        return Some(Basis::Header(name));
    }
    if has(LOCATION, &is_accepted) {
        return Some(Basis::Header(LOCATION));
    }
    let said = root.pointer(operation.at.as_str())?.get(LONG_RUNNING)?;
    let succeeds = operation.responses.iter().any(|it| it.key.is_success());
    (said.as_bool() == Some(true) && succeeds).then_some(Basis::Extension(LONG_RUNNING))
}

fn has_header(response: &Response, name: &str) -> bool {
    let mut headers = response.headers.iter();
    headers.any(|it| it.wire.as_str().eq_ignore_ascii_case(name))
}

fn is_accepted(key: StatusKey) -> bool {
    key == StatusKey::Code(202)
}

/// Returns whether the document describes a success other than 202.
fn is_described(operation: &Operation) -> bool {
    let mut keys = operation.responses.iter().map(|it| it.key);
    keys.any(|key| key.is_success() && !is_accepted(key))
}

impl Poll {
    /// Returns sentences about the request for the result, and the origin of the rule.
    pub fn sentence(&self, api: &Api) -> String {
        let how = match &self.kind {
            Kind::Url { .. } => {
                "The client asks the URL in the response until the work is done.".to_owned()
            }
            Kind::Ask(ask) => {
                let it = &api.operations[ask.operation];
                let (place, status) = (
                    format!("{} {}", it.method.wire(), it.path),
                    ask.status.dotted(),
                );
                let ends: Vec<String> = ask
                    .ends
                    .iter()
                    .map(|it| crate::rust::markdown::code(it))
                    .collect();
                let (place, status) = (
                    crate::rust::markdown::code(&place),
                    crate::rust::markdown::code(&status),
                );
                format!(
                    "The client asks {place} until {status} is {}.",
                    ends.join(" or ")
                )
            }
        };
        let why = match self.basis {
            Basis::Header(name) => format!("The document describes the header `{name}`."),
            Basis::Extension(name) => format!("The document says so in `{name}`."),
            Basis::Configuration => "The configuration says so.".to_owned(),
        };
        format!("{how} {why}")
    }
}
