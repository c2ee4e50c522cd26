//! The verdict on a value that its schema admits.

use super::{Fault, Judge};
use generator::tree::SpecPath;
use serde_json::Value;

/// The outcome of decoding and encoding a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The value came back unchanged.
    Unchanged,
    /// The value changed or was decoded as another alternative; the difference.
    Changed(String),
    /// The value came back, but was decoded as unlisted; the part that is unknown.
    Unknown(String),
    /// The value was not decoded; the reason.
    Refused(String),
}

impl Verdict {
    /// Returns the verdict in one word, and its reason.
    pub fn words(&self) -> (&'static str, &str) {
        match self {
            Self::Unchanged => ("unchanged", ""),
            Self::Changed(why) => ("changed", why),
            Self::Unknown(why) => ("unknown", why),
            Self::Refused(why) => ("refused", why),
        }
    }
}

impl Judge<'_> {
    /// Returns the verdict on a value that its schema admits. `back` is the encoded value with marks, or the decoder's
    /// error. Since the schema admits the value, nothing excuses an unknown part.
    pub fn verdict(
        &self,
        schema: &SpecPath,
        value: &Value,
        back: Result<Value, String>,
    ) -> Verdict {
        let back = match back {
            Ok(back) => back,
            Err(why) => return Verdict::Refused(why),
        };
        let found = self.differences(schema, value, back);
        let Some(first) = found.first() else {
            return Verdict::Unchanged;
        };
        let why = format!("{}, `{}`: {}", first.kind, first.at, first.why);
        match first.fault {
            Fault::Changed | Fault::Variant => Verdict::Changed(why),
            Fault::Unlisted | Fault::Incomplete | Fault::Null | Fault::Unknown => {
                Verdict::Unknown(why)
            }
        }
    }
}
