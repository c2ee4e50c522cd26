//! Values that are a whole text: a number, a boolean, a name.

use std::{borrow::Cow, marker::PhantomData};

use serde::de::DeserializeOwned;

use crate::runtime::{
    BodyMismatch, Decode, RawResponse, json::whole, response::content, response::json_error,
    response::text::text,
};

/// A `T` as text without quotes, such as `42` or `UP`; as JSON if the response's media type is JSON.
///
/// It serves documents that declare no media type for a value, or the one of text.
pub struct Plain<T = String>(PhantomData<fn() -> T>);

impl<T: DeserializeOwned + 'static> Decode for Plain<T> {
    type Value = T;
    const ACCEPT: &'static [&'static str] = &["text/plain"];

    fn decode(reply: &mut RawResponse, _: &'static str) -> Result<T, BodyMismatch> {
        let mut failure = None;
        for json in forms(reply)? {
            json_error::begin();
            match whole::from_slice(&json) {
                Ok(value) => return Ok(value),
                Err(error) => failure = Some(json_error::describe(&error, &json)),
            }
        }
        Err(failure.unwrap_or_else(|| BodyMismatch::new("the body is empty")))
    }
}

/// Returns the JSON texts that a body may stand for, in the order in which they are tried: the body as a string, and
/// the body as it is, which is the first if the media type is JSON. The function is not generic, so it is compiled
/// once.
fn forms(reply: &RawResponse) -> Result<Vec<Cow<'_, [u8]>>, BodyMismatch> {
    let said = content::sent(reply.headers());
    let is_json = said.is_some_and(|it| content::is_json(&it));
    let text = text(reply.headers(), reply.body())?;
    let quoted = serde_json::Value::from(&*text).to_string();
    // A line break may follow a number.
    let bare = text.trim().as_bytes().to_vec();
    let mut forms = vec![Cow::Owned(quoted.into_bytes()), Cow::Owned(bare)];
    if is_json {
        // Some servers label text as JSON, so the string stays the fallback.
        forms.reverse();
    }
    Ok(forms)
}
