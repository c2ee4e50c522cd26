//! The step from a page to the request for the next one.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use http::{Uri, header::CONTENT_ENCODING};

use crate::runtime::{
    RequestError,
    json::find::{self, find},
    pages::{
        link,
        rule::{More, Way},
        turner::{Turner, refused},
    },
    request::follow,
    request::prepared_request::{PreparedRequest, Source},
    response::decode::RawResponse,
};

/// The information that a page has about the next one.
pub(super) enum Step {
    End,
    /// The input's next value, as text and as JSON.
    Value {
        text: String,
        json: String,
    },
    Url(Uri),
    /// There is a next page that cannot be requested.
    Refused(String),
    /// The page repeats the previous one.
    Repeated,
}

impl Turner {
    /// Returns the information that a success has about the next page.
    pub(super) fn step(&mut self, reply: &RawResponse, prepared: &PreparedRequest) -> Step {
        let text = &*reply.received.json();
        if self.is_over(text) {
            return Step::End;
        }
        match self.rule.way {
            Way::Cursor => self.cursor(find(text, self.rule.from), prepared),
            Way::Header => {
                let value = reply.headers().get(self.rule.from);
                let value = value
                    .and_then(|it| it.to_str().ok())
                    .filter(|it| !it.is_empty());
                let json = value.map(|it| serde_json::Value::from(it).to_string());
                self.cursor(json.as_deref(), prepared)
            }
            Way::Last => {
                let last = self.list(text).and_then(|(_, last)| last);
                self.cursor(last.and_then(|it| find(it, self.rule.from)), prepared)
            }
            Way::Page => self.page(text, prepared),
            Way::Offset => self.offset(text, prepared),
            Way::Link => self.url(link::next(reply.headers()), prepared),
            Way::Url => self.url(find::cursor(find(text, self.rule.from)), prepared),
        }
    }

    /// Returns whether the page says that there is no next one.
    fn is_over(&self, text: &str) -> bool {
        self.rule.more.is_some_and(|(more, at)| {
            let value = find(text, at).map(str::trim);
            match more {
                More::True => value == Some("false"),
                More::Done => value == Some("true"),
                More::There => matches!(value, None | Some("null" | "\"\"")),
            }
        })
    }

    fn list<'t>(&self, text: &'t str) -> Option<(u64, Option<&'t str>)> {
        find::list(find(text, self.rule.items?)?)
    }

    fn cursor(&mut self, value: Option<&str>, prepared: &PreparedRequest) -> Step {
        let Some(text) = find::cursor(value) else {
            return Step::End;
        };
        // The cursor that the caller began with counts as used, too.
        let mut there_was = self.current(prepared);
        self.seen.extend(there_was.take().map(|it| hash(&it)));
        if !self.seen.insert(hash(&text)) {
            return Step::Refused("its cursor is one that was asked for already".to_owned());
        }
        let json = value.unwrap_or_default().trim().to_owned();
        Step::Value { text, json }
    }

    fn page(&mut self, text: &str, prepared: &PreparedRequest) -> Step {
        if let Some(end) = self.end_by_items(text) {
            return end;
        }
        let number = self.current(prepared).and_then(|it| it.parse().ok());
        let number = number.or_else(|| find::number(find(text, self.rule.echo?)));
        let Some(number) = number.or(self.rule.first) else {
            return Step::Refused("this page has no number".to_owned());
        };
        let pages = self.rule.total.and_then(|at| find::number(find(text, at)));
        let before = self.rule.first.and_then(|first| number.checked_sub(first));
        if pages
            .zip(before)
            .is_some_and(|(pages, before)| before.saturating_add(1) >= pages)
        {
            return Step::End;
        }
        counted(number.checked_add(1))
    }

    fn offset(&mut self, text: &str, prepared: &PreparedRequest) -> Step {
        if let Some(end) = self.end_by_items(text) {
            return end;
        }
        let Some((count, _)) = self.list(text) else {
            return Step::Refused("this page has no list to count".to_owned());
        };
        let first = self.rule.first.unwrap_or(0);
        let offset = self.current(prepared).and_then(|it| it.parse().ok());
        let next = offset.unwrap_or(first).checked_add(count);
        let total = self.rule.total.and_then(|at| find::number(find(text, at)));
        let came = next.map(|it| it.saturating_sub(first));
        if came.zip(total).is_some_and(|(came, total)| came >= total) {
            return Step::End;
        }
        counted(next)
    }

    /// Returns the step that ends the pages, if the items demand one: the list is empty or repeats that of the previous
    /// page, or the body is not JSON.
    fn end_by_items(&mut self, text: &str) -> Option<Step> {
        if !text.trim_start().starts_with(['{', '[']) {
            return Some(Step::Refused(
                "this page is not JSON that can be counted".to_owned(),
            ));
        }
        let items = find(text, self.rule.items.unwrap_or_default());
        let listed = items.and_then(find::list);
        if self.rule.items.is_some() && listed.is_none_or(|(count, _)| count == 0) {
            return Some(Step::End);
        }
        let now = hash(items.unwrap_or(text));
        (self.before.replace(now) == Some(now)).then_some(Step::Repeated)
    }

    fn url(&mut self, next: Option<String>, prepared: &PreparedRequest) -> Step {
        let Some(next) = next else {
            return Step::End;
        };
        self.seen.insert(hash(&prepared.uri.to_string()));
        let schemes = prepared.builder.core.api().schemes;
        match follow::followed(&prepared.uri, &next, schemes) {
            Err(why) => Step::Refused(format!("its URL {why}")),
            Ok(uri) if !self.seen.insert(hash(&uri.to_string())) => {
                Step::Refused("its URL is one that was asked for already".to_owned())
            }
            Ok(uri) => Step::Url(uri),
        }
    }

    /// Returns the input's value in this request.
    fn current(&self, prepared: &PreparedRequest) -> Option<String> {
        if !self.rule.in_body {
            return follow::parameter(&prepared.uri, self.rule.to);
        }
        let bytes = prepared.body.bytes()?;
        find::cursor(find(std::str::from_utf8(&bytes).ok()?, self.rule.to))
    }

    /// Returns the request for the next page; `None` at the end.
    pub(super) fn turn(
        &self,
        mut prepared: Arc<PreparedRequest>,
        step: Step,
    ) -> Result<Option<Arc<PreparedRequest>>, RequestError> {
        let (uri, body) = match step {
            Step::End => return Ok(None),
            Step::Refused(why) => return Err(refused(&prepared, &why)),
            Step::Repeated => return Err(refused(&prepared, "it is this one once more")),
            Step::Url(uri) => (Some(uri), None),
            Step::Value { text, .. } if !self.rule.in_body => (
                Some(follow::with_parameter(&prepared.uri, self.rule.to, &text)?),
                None,
            ),
            Step::Value { json, .. } => {
                let body = self.with_value(&prepared, &json);
                (None, Some(body.map_err(|why| refused(&prepared, why))?))
            }
        };
        if !prepared.body.replays() {
            return Err(refused(&prepared, "the request's body is a stream"));
        }
        let Some(request) = Arc::get_mut(&mut prepared) else {
            return Err(refused(&prepared, "bug: its request is still in use"));
        };
        request.renew_key()?;
        if let Some(uri) = uri {
            request.uri = uri;
        }
        if let Some(body) = body {
            request.body = Source::new(body.into());
        }
        Ok(Some(prepared))
    }

    /// Returns the request's body with the input's next value.
    fn with_value(&self, prepared: &PreparedRequest, json: &str) -> Result<String, &'static str> {
        if prepared.builder.headers.contains_key(CONTENT_ENCODING) {
            return Err("the request's body is compressed: turn `gzip_requests` off for it");
        }
        let bytes = prepared.body.bytes().unwrap_or_default();
        let text = std::str::from_utf8(&bytes).unwrap_or_default();
        let text = if text.is_empty() { "{}" } else { text };
        find::replaced(text, self.rule.to, json).ok_or("the request's body is not a JSON object")
    }
}

fn counted(next: Option<u64>) -> Step {
    match next {
        Some(next) => Step::Value {
            text: next.to_string(),
            json: next.to_string(),
        },
        None => Step::End,
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
