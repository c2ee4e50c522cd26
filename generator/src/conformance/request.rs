//! The request that a call has to be.

use super::{
    Form, Planner, Test,
    auth::Added,
    body,
    encode::{Spot, written},
    text::{encoded, json, keeping, scalar},
};
use crate::model::{Decode, Operation, Param, Place, Prim, Style, TypeRef};
use serde_json::Value;

/// What a path or a query can hold beside `unreserved` (RFC 3986, sections 3.3 and 3.4), and `%`, which
/// the document's own escapes start with.
const LITERAL: &str = "!$&'()*+,;=:@/?%";

/// What is written so far.
#[derive(Default)]
struct Draft {
    path: Vec<(String, String)>,
    query: Vec<String>,
    headers: Vec<(String, String)>,
    cookies: Vec<String>,
}

impl<'a> Planner<'a> {
    fn operation(self) -> &'a Operation {
        &self.stages.api.operations[self.index]
    }

    pub(super) fn test(self, form: Form) -> Result<Test, String> {
        let operation = self.operation();
        let mut draft = Draft::default();
        let mut params = Vec::new();
        // Arguments are written before what is set on the request.
        let numbered = || operation.params.iter().enumerate();
        let required = numbered().filter(|(_, it)| it.required);
        let optional = numbered().filter(|(_, it)| !it.required && form != Form::Required);
        for (index, param) in required.chain(optional) {
            match self.given(param) {
                Some(value) if param.place == Place::QueryString => {
                    let whole = self.whole_query(param, value);
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
        let body = self.sent(form)?;
        let Added {
            headers,
            query,
            cookies,
        } = self.auth();
        draft.query.extend(query);
        draft.cookies.extend(cookies);
        headers
            .into_iter()
            .for_each(|(name, value)| draft.header(&name, value));
        if let Some(accept) = self.accept()
            && !draft.has_header("accept")
        {
            draft.header("accept", accept);
        }
        if !draft.cookies.is_empty() {
            let cookies = draft.cookies.join("; ");
            draft.header("cookie", cookies);
        }
        let path = target(&operation.path, &draft).ok_or("a parameter of the path has no value")?;
        Ok(Test {
            operation: self.index,
            at: operation.at.clone(),
            form,
            params,
            body,
            method: operation.method.wire(),
            target: below(operation) + &path,
            headers: draft.headers,
            answers: Vec::new(),
        })
    }

    /// A value that the parameter's style has a form for.
    fn given(self, param: &Param) -> Option<Value> {
        let maker = self.maker(false);
        let schema = param.at.child("schema");
        let example = param
            .example
            .as_ref()
            .filter(|it| canonical(maker.resolved(&param.ty), it));
        let value = maker.value(&param.ty, example, Some(&schema))?;
        let value = match param.style {
            Style::Space => without(&value, ' '),
            Style::Pipe => without(&value, '|'),
            Style::Cookie | Style::CookieExplode => cookie(&value),
            _ if param.place == Place::Header => without(&value, ','),
            _ => value,
        };
        let spot = Spot::of(param);
        let whole = param.place == Place::QueryString;
        let sendable = |value: &Value| {
            if whole {
                return true;
            }
            let text = written(param.style, param.wire.as_str(), value, spot);
            text.is_some_and(|it| it.iter().any(|it| !it.is_empty()))
        };
        let flat = || Some(maker.flat(value.clone())).filter(sendable);
        // Null, and what has nothing in it, is like a parameter that was not given.
        let nothing = |value: &Value| match value {
            Value::Null => true,
            Value::String(text) => text.is_empty() && param.place == Place::Path,
            Value::Array(items) => items.is_empty(),
            Value::Object(entries) => entries.values().all(Value::is_null),
            Value::Bool(_) | Value::Number(_) => false,
        };
        let found = Some(value.clone()).filter(sendable).or_else(flat);
        found.filter(|it| !nothing(it) || param.required)
    }

    /// A value that is the whole query, and its text (OpenAPI 3.2.0, `in: querystring`).
    fn whole_query(self, param: &Param, value: Value) -> Option<(Value, String)> {
        match param.style {
            Style::FormExplode => body::form(self.maker(false), value, &param.properties),
            Style::Json => {
                let text = encoded(&json(&value));
                Some((value, text))
            }
            _ => {
                let text = encoded(&scalar(&value)?);
                Some((value, text))
            }
        }
    }

    /// The media types to ask for: those of the successes that have a body.
    fn accept(self) -> Option<String> {
        let mut asked: Vec<&str> = Vec::new();
        let all = self.operation().responses.iter();
        let read = all.filter(|it| it.key.is_success() && it.decode != Decode::Empty);
        for media in read.flat_map(|it| &it.media) {
            if !asked.contains(&media.as_str()) {
                asked.push(media);
            }
        }
        (!asked.is_empty()).then(|| asked.join(", "))
    }

    fn sent(self, form: Form) -> Result<Option<body::Sent>, String> {
        let operation = self.operation();
        let body = match form {
            Form::Full => operation.body.as_ref(),
            Form::Required => operation.body.as_ref().filter(|it| it.required),
            Form::Other(index) => operation.other_bodies.get(index),
        };
        let Some(body) = body else { return Ok(None) };
        let sent = body::sent(self.maker(false), body, form != Form::Required);
        sent.map(Some)
            .ok_or_else(|| "no value could be made for the body".to_owned())
    }
}

/// Whether an example is written as the type writes it itself; a date can be written in many ways.
fn canonical(ty: &TypeRef, example: &Value) -> bool {
    match ty {
        TypeRef::Prim(Prim::DateTime | Prim::Uuid | Prim::Ipv6 | Prim::Ipv4 | Prim::Date) => false,
        TypeRef::List(item) => canonical(item, example),
        TypeRef::Nullable(inner) => canonical(inner, example),
        TypeRef::Prim(_)
        | TypeRef::Foreign(_)
        | TypeRef::Named(_)
        | TypeRef::Map(_)
        | TypeRef::Tuple(_)
        | TypeRef::Json => true,
    }
}

/// The value with what a cookie can hold (RFC 6265, section 4.1.1, `cookie-octet`).
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

/// The value without a character that its style takes as the end of an item.
pub(super) fn without(value: &Value, delimiter: char) -> Value {
    match value {
        Value::String(text) => text.replace(delimiter, "").into(),
        Value::Array(items) => items.iter().map(|it| without(it, delimiter)).collect(),
        Value::Object(entries) => entries
            .iter()
            .map(|(key, it)| (key.replace(delimiter, ""), without(it, delimiter)))
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

/// Where an operation's own server is on the host of the client's: a relative one, resolved against a base
/// without a path (RFC 3986, section 5.2).
fn below(operation: &Operation) -> String {
    let first = operation.servers.first().filter(|it| it.relative);
    let path = first.map_or("", |it| it.url.trim_matches(['.', '/']));
    if path.is_empty() {
        String::new()
    } else {
        format!("/{path}")
    }
}

/// Path and query: the template without its fragment, with values for its names.
fn target(template: &str, draft: &Draft) -> Option<String> {
    let mut out = String::new();
    if !template.starts_with('/') {
        out.push('/');
    }
    let mut rest = template;
    while let Some((literal, after)) = rest.split_once('{') {
        if let Some((last, _)) = literal.split_once('#') {
            rest = last;
            break;
        }
        let (name, after) = after.split_once('}')?;
        let (_, value) = draft.path.iter().find(|(known, _)| known == name)?;
        out.push_str(&keeping(literal, LITERAL));
        out.push_str(value);
        rest = after;
    }
    out.push_str(&keeping(
        rest.split('#').next().unwrap_or_default(),
        LITERAL,
    ));
    if !draft.query.is_empty() {
        let separator = match (out.contains('?'), out.ends_with(['?', '&'])) {
            (false, _) => "?",
            (true, true) => "",
            (true, false) => "&",
        };
        out.push_str(separator);
        out.push_str(&draft.query.join("&"));
    }
    Some(out)
}
