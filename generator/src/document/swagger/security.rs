//! Security definitions: `basic` is an HTTP scheme, and OAuth flows have other names.

use super::build::{Entries, text};
use crate::tree::Node;

/// The fields of an `oauth2` definition that belong to its flow.
const FLOW: &[&str] = &["authorizationUrl", "tokenUrl", "scopes"];

/// Rewrites a security definition.
pub(super) fn scheme(node: &Node) -> Node {
    let Some((key, kind)) = node.get_entry("type") else {
        return node.clone();
    };
    let mut out = Entries::new(node.at);
    match kind.as_str() {
        Some("basic") => {
            out.put(key.clone(), text(kind.at, "http"));
            out.add("scheme", text(kind.at, "basic"));
            out.keep(node, |name| name != "type");
        }
        Some("oauth2") => {
            out.keep(node, |name| name != "flow" && !FLOW.contains(&name));
            let mut flow = Entries::new(node.at);
            flow.keep(node, |name| FLOW.contains(&name));
            let mut flows = Entries::new(node.at);
            let name = node.get("flow").and_then(Node::as_str);
            flows.add(flow_name(name.unwrap_or_default()), flow.node());
            out.add("flows", flows.node());
        }
        _ => return node.clone(),
    }
    out.node()
}

fn flow_name(name: &str) -> &str {
    match name {
        "accessCode" => "authorizationCode",
        "application" => "clientCredentials",
        same => same,
    }
}
