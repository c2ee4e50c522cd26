//! The request that a call must send.

use super::{
    Form, Planner, Test,
    auth::Added,
    body,
    encode::{Spot, written},
    path::{leads_elsewhere, target},
    sample::{Wanted, flat},
    text::{encoded, json, scalar, without},
};
use crate::{
    api::{Api, Operation, Param, Place, Prim, Style, TypeRef},
    rust::plan::{Body, Decode, OperationPlan},
};
use serde_json::Value;

/// A request in the making.
#[derive(Default)]
struct Draft {
    path: Vec<(String, String)>,
    query: Vec<String>,
    headers: Vec<(String, String)>,
    cookies: Vec<String>,
}

impl<'a> Planner<'a> {
    pub(super) fn operation(self) -> &'a Operation {
        &self.stages.api.operations[self.index]
    }

    pub(super) fn plan(self) -> &'a OperationPlan {
        &self.stages.plan.operations[self.index]
    }

    pub(super) fn forms(self) -> Vec<Body<'a>> {
        self.stages.plan.bodies(&self.stages.api, self.index)
    }

    pub(super) fn test(self, form: Form) -> Result<Test, String> {
        let operation = self.operation();
        let body = self.sent(form)?;
        let mut draft = Draft::default();
        let mut params = Vec::new();
        let maker = self.maker(false);
        // Arguments are written before chained inputs.
        let numbered = || operation.params.iter().enumerate();
        let required = numbered().filter(|(_, it)| it.required);
        let optional = numbered().filter(|(_, it)| !it.required && form != Form::Required);
        for (index, param) in required.chain(optional) {
            let length = length(maker.api, param, body.as_ref());
            match length.or_else(|| self.given(param)) {
                Some(value) if param.place == Place::QueryString => {
                    let whole = whole_query(param, value);
                    let (value, text) = whole.ok_or("no value could be made for the query")?;
                    draft.query.push(text);
                    params.push((index, value));
                }
                Some(value) => {
                    draft.add(param, &value);
                    params.push((index, value));
                }
                None if param.required => {
                    let name = param.wire.as_str();
                    return Err(format!("no value could be made for the parameter `{name}`"));
                }
                None => {}
            }
        }
        let Added {
            headers,
            query,
            cookies,
        } = self.auth();
        draft.query.extend(query);
        draft.cookies.extend(cookies);
        for (name, value) in headers {
            draft.header(&name, value);
        }
        if let Some(accept) = self.accept()
            && !draft.has_header("accept")
        {
            draft.header("accept", accept);
        }
        if !draft.cookies.is_empty() {
            let cookies = draft.cookies.join("; ");
            draft.header("cookie", cookies);
        }
        let path = target(&operation.path, &draft.path, &draft.query);
        let path = path.ok_or("a path parameter has no value")?;
        Ok(Test {
            operation: self.index,
            at: operation.at.clone(),
            form,
            params,
            body,
            method: operation.method.wire(),
            target: below(operation) + &path,
            refused: leads_elsewhere(&operation.path, &draft.path),
            headers: draft.headers,
            answers: Vec::new(),
        })
    }

    /// Makes a value that the parameter's style can represent.
    fn given(self, param: &Param) -> Option<Value> {
        let maker = self.maker(false);
        let schema = param.at.child("schema");
        let example = param
            .example
            .as_ref()
            .filter(|_| is_spelled_alike(maker.api.resolved(&param.ty)));
        let wanted = Wanted {
            example,
            schema: Some(&schema),
            facets: param.facets.as_deref(),
        };
        let value = maker.value(&param.ty, wanted)?;
        let value = holdable(param, value);
        let spot = Spot::of(param);
        let whole = param.place == Place::QueryString;
        let sendable = |value: &Value| {
            if whole {
                return true;
            }
            let text = written(param.style, param.wire.as_str(), value, spot);
            // The client refuses an empty value in a path, which is tested as well.
            let in_path = param.place == Place::Path;
            text.is_some_and(|it| in_path || it.iter().any(|it| !it.is_empty()))
        };
        let without_inner = || Some(flat(value.clone())).filter(sendable);
        // Null and empty values count as absent.
        let nothing = |value: &Value| match value {
            Value::Null => true,
            Value::String(text) => text.is_empty() && param.place == Place::Path,
            Value::Array(items) => items.is_empty(),
            Value::Object(entries) => entries.values().all(Value::is_null),
            Value::Bool(_) | Value::Number(_) => false,
        };
        let found = Some(value.clone()).filter(sendable).or_else(without_inner);
        found.filter(|it| !nothing(it) || param.required)
    }

    /// Returns the value of `Accept`: the media types of the successes that have a body.
    fn accept(self) -> Option<String> {
        let mut asked: Vec<&str> = Vec::new();
        let all = self
            .operation()
            .responses
            .iter()
            .zip(&self.plan().responses);
        let successes = all
            .filter(|(it, _)| it.key.is_success())
            .map(|(_, plan)| plan);
        let read = successes.filter(|it| it.decode != Decode::Empty);
        for media in read.flat_map(|it| &it.media) {
            if !asked.contains(&media.as_str()) {
                asked.push(media);
            }
        }
        (!asked.is_empty()).then(|| asked.join(", "))
    }

    fn sent(self, form: Form) -> Result<Option<body::Sent>, String> {
        let bodies = self.forms();
        let body = match form {
            Form::Full => bodies.first(),
            Form::Required => bodies.first().filter(|it| it.required),
            Form::Other(index) => bodies.get(index + 1),
        };
        let Some(body) = body else { return Ok(None) };
        let sent = body::sent(self.maker(false), body, form != Form::Required);
        sent.map(Some)
            .ok_or_else(|| "no value could be made for the body".to_owned())
    }
}

/// Returns the value of a header parameter `Content-Length`: HTTP sends no more of the body than it says (RFC 9110, section
/// 8.6).
fn length(api: &Api, param: &Param, body: Option<&body::Sent>) -> Option<Value> {
    let name = param.wire.as_str();
    let is_length = param.place == Place::Header && name.eq_ignore_ascii_case("content-length");
    let Some(body::Sent::Raw { text, .. }) = body.filter(|_| is_length) else {
        return None;
    };
    Some(match api.resolved(&param.ty) {
        TypeRef::Prim(Prim::String) => text.len().to_string().into(),
        _ => text.len().into(),
    })
}

/// Returns a value that is the whole query, and its text (OpenAPI 3.2.0, `in: querystring`).
fn whole_query(param: &Param, value: Value) -> Option<(Value, String)> {
    if param.style == Style::FormExplode {
        return body::form(value, &param.properties);
    }
    let text = if param.style == Style::Json {
        json(&value)
    } else {
        scalar(&value)?
    };
    Some((value, encoded(&text)))
}

/// Returns whether values are written as they are read. Servers may accept a date in several forms; the client sends
/// one.
fn is_spelled_alike(ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Prim(prim) => !prim.is_text() || *prim == Prim::String,
        TypeRef::List(inner) | TypeRef::Nullable(inner) => is_spelled_alike(inner),
        TypeRef::Foreign(_)
        | TypeRef::Named(_)
        | TypeRef::Map(_)
        | TypeRef::Tuple(_)
        | TypeRef::Json => true,
    }
}

/// Removes the parts of a value that cannot be written in its place.
fn holdable(param: &Param, value: Value) -> Value {
    match param.style {
        Style::Space => without(&value, ' '),
        Style::Pipe => without(&value, '|'),
        Style::Cookie | Style::CookieExplode => cookie(&value),
        Style::Simple
        | Style::SimpleExplode
        | Style::Label
        | Style::LabelExplode
        | Style::Matrix
        | Style::MatrixExplode
        | Style::Form
        | Style::FormExplode
        | Style::DeepObject
        | Style::Json => match param.place {
            Place::Header => without(&value, ','),
            Place::Path | Place::Query | Place::Cookie | Place::QueryString => value,
        },
    }
}

/// Reduces a value to the characters that a cookie may contain (RFC 6265, section 4.1.1, `cookie-octet`).
fn cookie(value: &Value) -> Value {
    match value {
        Value::String(text) => {
            let octet = |it: &char| it.is_ascii_graphic() && !"\",;\\".contains(*it);
            text.chars().filter(octet).collect::<String>().into()
        }
        Value::Array(items) => items.iter().map(cookie).collect(),
        Value::Object(entries) => entries
            .iter()
            .map(|(key, it)| (key.replace(' ', ""), cookie(it)))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

impl Draft {
    fn add(&mut self, param: &Param, value: &Value) {
        let name = param.wire.as_str();
        let spot = Spot::of(param);
        let pieces = written(param.style, name, value, spot).unwrap_or_default();
        match param.place {
            Place::Path => self.path.push((name.to_owned(), pieces.concat())),
            Place::Query | Place::QueryString => self.query.extend(pieces),
            Place::Header => self.header(name, pieces.concat()),
            Place::Cookie => self.cookies.extend(pieces),
        }
    }

    fn has_header(&self, name: &str) -> bool {
        self.headers.iter().any(|(known, _)| known == name)
    }

    fn header(&mut self, name: &str, value: String) {
        let name = name.to_ascii_lowercase();
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value));
    }
}

/// Returns the path of an operation's own relative server, resolved against a base URL without a path (RFC 3986,
/// section 5.2).
fn below(operation: &Operation) -> String {
    let first = operation.servers.first().filter(|it| it.relative);
    let path = first.map_or("", |it| it.url.trim_matches(['.', '/']));
    if path.is_empty() {
        String::new()
    } else {
        format!("/{path}")
    }
}
