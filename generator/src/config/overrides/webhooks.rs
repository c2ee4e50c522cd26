//! The configured places of the name of an event, and the configured signature: `[apis.NAME.webhooks]`.

use crate::source::{SignatureRule, WebhookRule};
use serde::Deserialize;

/// The table as it is in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::config) struct WebhooksEntry {
    #[serde(default)]
    event: Vec<String>,
    signature: Option<SignatureEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignatureEntry {
    standard: Option<String>,
    header: Option<String>,
    prefix: Option<String>,
    encoding: Option<String>,
    timestamp: Option<String>,
}

pub(super) fn entry(entry: WebhooksEntry) -> Result<WebhookRule, String> {
    let headers = entry.event.iter().filter(|it| !it.starts_with('/'));
    for name in headers {
        header(name)?;
    }
    Ok(WebhookRule {
        event: entry.event,
        signature: entry.signature.map(signature).transpose()?,
    })
}

fn signature(entry: SignatureEntry) -> Result<SignatureRule, String> {
    let others = [&entry.prefix, &entry.encoding, &entry.timestamp];
    match (entry.standard, entry.header) {
        (Some(prefix), None) if others.iter().all(|it| it.is_none()) => {
            header(&prefix)?;
            Ok(SignatureRule::Standard(prefix))
        }
        (None, Some(name)) => {
            header(&name)?;
            let base64 = match entry.encoding.as_deref() {
                None | Some("hex") => false,
                Some("base64") => true,
                Some(other) => return Err(format!("`{other}` is not `hex` or `base64`")),
            };
            Ok(SignatureRule::Header {
                name,
                prefix: entry.prefix.unwrap_or_default(),
                base64,
                timestamp: entry.timestamp,
            })
        }
        (Some(_), _) => Err("`standard` says it all: it stands alone in a signature".to_owned()),
        (None, None) => Err(
            "a signature has `standard`, the prefix of its headers, or `header`, its name"
                .to_owned(),
        ),
    }
}

/// Checks the name of a header (RFC 9110, section 5.1: a token).
fn header(name: &str) -> Result<(), String> {
    let token = |it: u8| it.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&it);
    if !name.is_empty() && name.bytes().all(token) {
        return Ok(());
    }
    Err(format!("`{name}` is not the name of a header"))
}
