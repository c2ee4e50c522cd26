//! The configured places of the name, and the configured signature.

use super::{Part, Signature};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    source::{SignatureRule, Source},
};

/// The choices, as far as there are any.
#[derive(Default)]
pub(super) struct Configured {
    pub(super) name: Option<Vec<Part>>,
    pub(super) signature: Option<Signature>,
}

/// Returns the configured choices. Without webhooks, they are an error.
pub(super) fn chosen(source: &Source, webhooks: bool, diagnostics: &mut Diagnostics) -> Configured {
    let Some(choice) = &source.overrides.webhooks else {
        return Configured::default();
    };
    if !webhooks {
        let at = source.config_place(&choice.value_at);
        let told = Diagnostic::error(Code::ConfigUnmet, at, "the document has no webhooks");
        diagnostics.push(told.help("remove the table if the document needs it no longer"));
        return Configured::default();
    }
    let rule = &choice.value;
    Configured {
        name: (!rule.event.is_empty()).then(|| rule.event.iter().map(|it| part(it)).collect()),
        signature: rule.signature.as_ref().map(signature),
    }
}

/// Returns the place that a text stands for: a JSON pointer, or the name of a header.
fn part(text: &str) -> Part {
    if text.starts_with('/') {
        Part::Property(text.to_owned())
    } else {
        Part::Header(text.to_ascii_lowercase())
    }
}

fn signature(rule: &SignatureRule) -> Signature {
    match rule {
        SignatureRule::Standard(prefix) => Signature::Standard(prefix.to_ascii_lowercase()),
        SignatureRule::Header {
            name,
            prefix,
            base64,
            timestamp,
            timestamp_header,
            content,
        } => Signature::Header {
            name: name.to_ascii_lowercase(),
            prefix: prefix.clone(),
            base64: *base64,
            timestamp: timestamp.clone(),
            timestamp_header: timestamp_header.as_ref().map(|it| it.to_ascii_lowercase()),
            content: content.clone(),
        },
    }
}
