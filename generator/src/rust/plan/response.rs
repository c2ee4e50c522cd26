//! The decoding of response bodies, and the media types that the client asks for.

use super::Plan;
use crate::diagnostic::Code;
use crate::{
    api::{Operation, Representation, Response, ResponseContent, TypeRef, essence, is_json},
    vocabulary::Method,
};

/// The decoding of a response body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decode {
    /// No body.
    Empty,
    /// As JSON.
    Json(TypeRef),
    /// As text.
    Text,
    /// As text that is one value of this type.
    Plain(TypeRef),
    /// As bytes.
    Binary,
    /// As bytes, one after the other as they come.
    Stream,
    /// As server-sent events, whose data is JSON of this type, or text.
    Events(Option<TypeRef>),
    /// As JSON values of this type, one after the other.
    Lines(TypeRef),
    /// By `Content-Type`: the media types of each case.
    ByContent(Vec<(Vec<String>, Decode)>),
}

/// The choices for one response.
#[derive(Debug)]
pub struct ResponsePlan {
    /// The decoding of its body.
    pub decode: Decode,
    /// The media types that the client asks for, JSON first.
    pub media: Vec<String>,
}

impl Plan {
    /// Returns the choices for each response of an operation.
    pub(super) fn responses(&mut self, operation: &Operation) -> Vec<ResponsePlan> {
        let all = operation.responses.iter();
        all.map(|it| self.response(operation, it)).collect()
    }

    fn response(&mut self, operation: &Operation, response: &Response) -> ResponsePlan {
        let forms = self.read_forms(response);
        for (index, form) in forms.iter().enumerate() {
            self.call(&form.at, &form.media, index == 0);
            self.report_raw(form);
        }
        let mut decode = merged(&forms);
        if response.bodiless && decode != Decode::Empty {
            // The report is of statuses only: with HEAD, no client expects a body.
            if operation.method != Method::Head {
                let key = response.key;
                let message =
                    format!("a response with status {key} has no body (RFC 9110, section 6.4.1)");
                let action = "what it documents is not looked for";
                self.note(
                    Code::BodilessStatus,
                    &response.at.child("content"),
                    message,
                    action,
                );
            }
            decode = Decode::Empty;
        }
        ResponsePlan {
            decode,
            media: forms.iter().map(|it| it.media.clone()).collect(),
        }
    }

    /// Returns the forms that the client asks for, JSON first. Other forms of the same JSON are dropped and reported.
    fn read_forms<'r>(&mut self, response: &'r Response) -> Vec<&'r ResponseContent> {
        let mut out: Vec<&ResponseContent> = Vec::new();
        for form in &response.content {
            let Some(json) = form.same_as.and_then(|it| response.content.get(it)) else {
                out.push(form);
                continue;
            };
            let message = format!("`{}` is another form of `{}`", form.media, json.media);
            let at = response.at.child("content").child(&form.media);
            self.note(Code::OtherForm, &at, message, "JSON is asked for");
        }
        out.sort_by_key(|it| !is_json(&essence(&it.media)));
        out
    }

    /// Reports that the client does not decode a body although its schema describes the content.
    fn report_raw(&mut self, form: &ResponseContent) {
        let what = match form.representation {
            Representation::Text => "text",
            Representation::Binary => "bytes",
            Representation::Json(_)
            | Representation::Plain(_)
            | Representation::Stream
            | Representation::Events(_)
            | Representation::Lines(_) => return,
        };
        if form.structured {
            let essence = essence(&form.media);
            let message = format!("responses of type `{essence}` are not taken apart");
            let action = format!("the response is {what}");
            self.note(Code::RawBody, &form.at, message, &action);
        }
    }
}

impl Decode {
    /// Calls `visit` with the type of what is JSON.
    pub fn each_type<'a>(&'a self, visit: &mut impl FnMut(&'a TypeRef)) {
        match self {
            Self::Json(ty) | Self::Plain(ty) | Self::Lines(ty) | Self::Events(Some(ty)) => {
                visit(ty);
            }
            Self::ByContent(cases) => cases.iter().for_each(|(_, case)| case.each_type(visit)),
            Self::Empty | Self::Text | Self::Binary | Self::Stream | Self::Events(None) => {}
        }
    }
}

impl From<&Representation> for Decode {
    fn from(it: &Representation) -> Self {
        match it.clone() {
            Representation::Json(ty) => Self::Json(ty),
            Representation::Text => Self::Text,
            Representation::Plain(ty) => Self::Plain(ty),
            Representation::Binary => Self::Binary,
            Representation::Stream => Self::Stream,
            Representation::Events(data) => Self::Events(data),
            Representation::Lines(ty) => Self::Lines(ty),
        }
    }
}

/// Returns the decoding for these forms. Media types that are decoded alike are one case.
fn merged(forms: &[&ResponseContent]) -> Decode {
    let mut out: Vec<(Vec<String>, Decode)> = Vec::new();
    for form in forms {
        let decode = Decode::from(&form.representation);
        match out.iter_mut().find(|(_, known)| *known == decode) {
            Some((medias, _)) => medias.push(form.media.clone()),
            None => out.push((vec![form.media.clone()], decode)),
        }
    }
    match out.len() {
        0 => Decode::Empty,
        1 => out.remove(0).1,
        _ => Decode::ByContent(out),
    }
}
