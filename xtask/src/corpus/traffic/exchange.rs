//! A recorded exchange, which is one line of JSON, and its messages.

use super::{
    Case, Finding, Judged, Kind, Unmatched, Verdict,
    body::{self, Body},
    routes::Routes,
};
use generator::{
    api::{Api, TypeRef},
    conformance::witness::Witness,
    tree::SpecPath,
};
use serde::Deserialize;
use serde_json::Value;

/// The data of the last event of some streams, which is not JSON.
const END: &str = "[DONE]";

/// A recorded exchange.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Exchange {
    /// The file with the exchange.
    #[serde(skip)]
    pub file: String,
    /// The line in the file.
    #[serde(skip)]
    pub line: usize,
    /// The document that describes it.
    pub document: String,
    /// The component with the schema of the response, if the operation is unknown.
    pub schema: Option<String>,
    /// The method.
    pub method: String,
    /// The path.
    pub path: String,
    /// The request's body.
    pub request: Option<Value>,
    /// The response's status.
    pub status: u16,
    /// The response's content type.
    pub content_type: Option<String>,
    /// The response's body.
    pub response: Option<Value>,
    /// The response's body if it is a stream of events.
    pub response_text: Option<String>,
}

/// Reads a file with one exchange per line.
///
/// # Errors
///
/// A line is not an exchange.
pub fn exchanges(file: &str, text: &str) -> Result<Vec<Exchange>, String> {
    let lines = text.lines().enumerate();
    let lines = lines.filter(|(_, line)| !line.trim().is_empty());
    let read = lines.map(|(index, line)| {
        let number = index + 1;
        let read: Result<Exchange, _> = serde_json::from_str(line);
        match read {
            Ok(exchange) if exchange.document.is_empty() => {
                Err(format!("{file}:{number}: it names no `document`"))
            }
            Ok(exchange) => Ok(Exchange {
                file: file.to_owned(),
                line: number,
                ..exchange
            }),
            Err(error) => Err(format!("{file}:{number}: it is no exchange: {error}")),
        }
    });
    read.collect()
}

/// A message of an exchange, with the location of its schema or the reason why it has none.
pub(super) struct Message<'a> {
    exchange: &'a Exchange,
    kind: Kind,
    what: String,
    schema: Result<SpecPath, String>,
    value: Value,
}

impl Exchange {
    /// Returns the messages: the request's body, and the response's body or its events.
    pub(super) fn messages(&self, routes: &Routes<'_>) -> Vec<Message<'_>> {
        let message = |kind, schema, value| Message {
            exchange: self,
            kind,
            what: self.what(kind),
            schema,
            value,
        };
        let mut out = Vec::new();
        if let Some(name) = &self.schema {
            let schema = routes.component(name);
            let schema = schema.ok_or_else(|| format!("the document has no schema `{name}`"));
            out.extend(
                self.response
                    .clone()
                    .map(|it| message(Kind::Response, schema, it)),
            );
            return out;
        }
        let operation = routes.operation(&self.method, &self.path);
        let operation = operation.ok_or("the document has no such operation".to_owned());
        let schema = |body: Body<'_>| {
            let operation = operation.clone()?;
            body::schema(routes.witness, &operation, body)
        };
        if let Some(request) = &self.request {
            out.push(message(
                Kind::Request,
                schema(Body::Request),
                request.clone(),
            ));
        }
        let media = self.content_type.as_deref().unwrap_or("application/json");
        if let Some(response) = &self.response {
            let schema = schema(Body::Response(self.status, media));
            out.push(message(Kind::Response, schema, response.clone()));
        }
        if let Some(text) = &self.response_text {
            let schema = schema(Body::Event(self.status, media));
            let events = events(text).into_iter();
            out.extend(events.map(|it| message(Kind::Event, schema.clone(), it)));
        }
        out
    }

    fn what(&self, kind: Kind) -> String {
        match (&self.schema, kind) {
            (Some(name), _) => name.clone(),
            (None, Kind::Request) => format!("{} {}", self.method, self.path),
            (None, Kind::Response | Kind::Event) => {
                format!("{} {} {}", self.method, self.path, self.status)
            }
        }
    }
}

/// A message with the type that it is judged by, if there is one.
pub(super) enum Typed {
    /// A message whose schema has a type.
    Case(Case),
    /// A message whose schema has no type.
    Refused(Judged),
    /// A message for which the document has no schema.
    Unmatched(Unmatched),
}

impl Message<'_> {
    /// Returns the message with the type of its schema.
    pub(super) fn typed(self, witness: &Witness<'_>, api: &Api) -> Typed {
        let Exchange { file, line, .. } = self.exchange;
        let (file, line) = (file.clone(), *line);
        let schema = match self.schema {
            Ok(schema) => schema,
            Err(why) => {
                return Typed::Unmatched(Unmatched {
                    file,
                    line,
                    kind: self.kind,
                    what: self.what,
                    why,
                });
            }
        };
        let known = api.schemas.get(&schema);
        let known = known.or_else(|| api.schemas.get(&witness.behind(&schema)));
        let Some(ty) = known.cloned() else {
            return Typed::Refused(Judged {
                file,
                line,
                kind: self.kind,
                what: self.what,
                ty: "no type".to_owned(),
                findings: vec![Finding {
                    verdict: Verdict::Refused,
                    kind: "not decoded",
                    at: String::new(),
                    why: format!("no type was emitted for `{schema}`"),
                }],
            });
        };
        Typed::Case(Case {
            file,
            line,
            kind: self.kind,
            what: self.what,
            schema,
            // `null` belongs to the use of a type.
            ty: match self.value {
                Value::Null => TypeRef::Nullable(Box::new(ty)),
                _ => ty,
            },
            value: self.value,
        })
    }
}

/// Returns the data of the events in a text as far as it is JSON (WHATWG HTML, section 9.2.6).
fn events(text: &str) -> Vec<Value> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let blocks = text.split("\n\n").map(|block| {
        let lines = block.lines().filter_map(|it| it.strip_prefix("data:"));
        let data: Vec<&str> = lines.map(|it| it.strip_prefix(' ').unwrap_or(it)).collect();
        data.join("\n")
    });
    let data = blocks.filter(|it| !it.is_empty() && it != END);
    data.map(|it| serde_json::from_str(&it).unwrap_or(Value::String(it)))
        .collect()
}
