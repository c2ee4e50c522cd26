//! Properties of a body that the document does not describe.

use crate::runtime::{
    RequestError, RequestErrorKind, json::find, request::builder::RequestBuilder,
};

impl RequestBuilder {
    /// Adds the properties of the options to the body, which has to be a JSON object.
    pub(crate) fn add_properties(&mut self) -> Result<(), RequestError> {
        for (name, json) in std::mem::take(&mut self.options.properties) {
            let pointer = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
            let text = self.body.as_bytes().map(std::str::from_utf8);
            let text = text.and_then(Result::ok).unwrap_or_default();
            let Some(more) = find::replaced(text, &pointer, &json) else {
                let why =
                    format!("the body is no JSON object: it cannot have the property `{name}`");
                return Err(RequestError::new(RequestErrorKind::Body, why));
            };
            self.body = more.into();
        }
        Ok(())
    }
}
