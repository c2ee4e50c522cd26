//! The configured places of the name of an event, and the configured signature: `[apis.NAME.webhooks]`.

use crate::source::{SignatureRule, WebhookRule};
use serde::Deserialize;

/// The table as it is in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(in crate::config) struct WebhooksEntry {
    #[serde(default)]
    event: Vec<String>,
    signature: Option<SignatureEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
struct SignatureEntry {
    standard: Option<String>,
    header: Option<String>,
    prefix: Option<String>,
    encoding: Option<String>,
    timestamp: Option<String>,
    timestamp_header: Option<String>,
    content: Option<String>,
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
    let others = [
        &entry.prefix,
        &entry.encoding,
        &entry.timestamp,
        &entry.timestamp_header,
        &entry.content,
    ];
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
            let stamps = [&entry.timestamp, &entry.timestamp_header];
            let stamps = stamps.into_iter().flatten().count();
            if stamps > 1 {
                return Err("a signature has one `timestamp` or `timestamp_header`".to_owned());
            }
            if let Some(name) = &entry.timestamp_header {
                header(name)?;
            }
            if let Some(template) = &entry.content {
                content(template, stamps == 1)?;
            }
            Ok(SignatureRule::Header {
                name,
                prefix: entry.prefix.unwrap_or_default(),
                base64,
                timestamp: entry.timestamp,
                timestamp_header: entry.timestamp_header,
                content: entry.content,
            })
        }
        (Some(_), _) => Err("`standard` says it all: it stands alone in a signature".to_owned()),
        (None, None) => Err(
            "a signature has `standard`, the prefix of its headers, or `header`, its name"
                .to_owned(),
        ),
    }
}

/// Checks that the signed content has the body and each timestamp once, and no other placeholder.
fn content(template: &str, stamped: bool) -> Result<(), String> {
    for (part, what, wanted) in [
        ("{body}", "body", true),
        ("{timestamp}", "timestamp", stamped),
    ] {
        let problem = match (template.matches(part).count(), wanted) {
            (1, true) | (0, false) => continue,
            (0, true) => format!("no `{part}`: put it where the server puts the {what}"),
            (_, true) => format!("`{part}` more than once: keep one of them"),
            (_, false) => format!(
                "`{part}`, but the signature names no {what}: add `timestamp_header` or `timestamp`, or remove it"
            ),
        };
        return Err(format!("the content `{template}` has {problem}"));
    }
    let rest = template.replace("{body}", "").replace("{timestamp}", "");
    if rest.contains(['{', '}']) {
        return Err(format!(
            "`{template}` has other braces than `{{body}}` and `{{timestamp}}`"
        ));
    }
    Ok(())
}

/// Checks the name of a header (RFC 9110, section 5.1: a token).
fn header(name: &str) -> Result<(), String> {
    let token = |it: u8| it.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&it);
    if !name.is_empty() && name.bytes().all(token) {
        return Ok(());
    }
    Err(format!("`{name}` is not the name of a header"))
}

#[cfg(test)]
mod tests {
    use super::{SignatureEntry, signature};
    use crate::source::SignatureRule;

    fn read(text: &str) -> Result<SignatureRule, String> {
        let entry: SignatureEntry = toml::from_str(text).expect("a table");
        signature(entry)
    }

    #[test]
    fn the_content_has_the_body_and_the_timestamp() {
        let with = |more: &str| read(&format!("header = \"X-Signature\"\n{more}"));
        for good in [
            "content = \"<{body}>\"",
            "timestamp_header = \"X-Time\"",
            "timestamp_header = \"X-Time\"\ncontent = \"v0:{timestamp}:{body}\"",
            "timestamp = \"t=\"\ncontent = \"{timestamp}:{body}\"",
        ] {
            assert!(with(good).is_ok(), "{good}");
        }
        for (bad, told) in [
            (
                "content = \"{timestamp}:{body}\"",
                "has `{timestamp}`, but the signature names no timestamp: add `timestamp_header`",
            ),
            (
                "content = \"body\"",
                "the content `body` has no `{body}`: put it where the server puts the body",
            ),
            (
                "content = \"{body}{body}\"",
                "has `{body}` more than once: keep one of them",
            ),
            ("content = \"{id}.{body}\"", "other braces"),
            (
                "timestamp = \"t=\"\ncontent = \"{body}\"",
                "has no `{timestamp}`: put it where the server puts the timestamp",
            ),
            (
                "timestamp = \"t=\"\ncontent = \"{timestamp}{timestamp}{body}\"",
                "has `{timestamp}` more than once",
            ),
            (
                "timestamp = \"t=\"\ntimestamp_header = \"X-Time\"",
                "one `timestamp`",
            ),
            ("timestamp_header = \"X Time\"", "not the name of a header"),
        ] {
            let problem = with(bad).expect_err(bad);
            assert!(problem.contains(told), "{bad}: {problem}");
        }
    }
}
