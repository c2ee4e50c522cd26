//! Headers of the parts of a multipart body.

use super::Lower;
use crate::{
    diagnostic::Code,
    tree::text_of,
    tree::{Node, Object, SpecName, SpecPath},
};

impl Lower<'_> {
    /// Returns the headers of a part for which the Encoding Object at `at` allows a single value, which is sent with
    /// the part. For a file, the caller gives the others.
    pub(super) fn part_headers(&mut self, at: &SpecPath, file: bool) -> Vec<(SpecName, String)> {
        let at = at.child("headers");
        let Some(headers) = self.node(&at).and_then(Node::as_object) else {
            return Vec::new();
        };
        let mut out = Vec::new();
        for (key, _) in Object::iter(headers) {
            let at = at.child(&key.text);
            // "`Content-Type` is described separately" (OpenAPI 3.0.4, section 4.7.15.1.2).
            if key.text.eq_ignore_ascii_case("content-type") {
                continue;
            }
            if http::HeaderName::from_bytes(key.text.as_bytes()).is_err() {
                let message = format!(
                    "`{}` cannot be the name of a header",
                    key.text.escape_debug()
                );
                self.skip(&at, &message);
            } else if let Some(value) = self.only_value(&at) {
                out.push((SpecName::new(key.text.as_ref()), value));
            } else {
                self.left_to_caller(&at, &key.text, file);
            }
        }
        out
    }

    /// Returns the only value that the schema of a header allows, if HTTP can send it.
    fn only_value(&self, at: &SpecPath) -> Option<String> {
        let schema = self.behind(&self.behind(at).child("schema"));
        let schema = self.node(&schema)?;
        let listed = schema.get("enum").and_then(Node::as_array);
        let only = match listed {
            Some([value]) => Some(value),
            _ => None,
        };
        let value = schema.get("const").or(only)?;
        let text = text_of(value)?;
        let fits = http::HeaderValue::from_str(&text).is_ok() && text.trim() == text;
        fits.then_some(text)
    }

    fn left_to_caller(&mut self, at: &SpecPath, name: &str, file: bool) {
        const CODE: Code = Code::PartHeader;
        let message =
            format!("`{name}` is a header of a part, and the document does not say its value");
        if file {
            let action = "callers give it to the file: `File::header(..)`";
            self.note(CODE, at, &message, action);
        } else {
            self.warning(CODE, at, &message, "the part is sent without it");
        }
    }
}
