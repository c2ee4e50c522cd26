//! The additions of OpenAPI 3.1 outside schemas that openapiv3's types cannot represent.

use crate::tree::{Node, Object};
use std::collections::BTreeSet;

/// The type of a security scheme that is a client certificate (OpenAPI 3.1.1, section 4.8.27).
pub(super) const MUTUAL_TLS: &str = "mutualTLS";

/// The fields of a Reference Object that override those of its target (OpenAPI 3.1.1, section 4.8.23). In 3.0 they are
/// to be ignored, but an author who wrote one there meant the same.
pub(super) const BESIDE_REFERENCE: &[&str] = &["summary", "description"];

/// Returns the names of the security schemes that are client certificates. The transport handles certificates, so
/// these names are removed from requirements: the client needs nothing more for them.
pub(super) fn mutual_tls(root: &Node) -> BTreeSet<String> {
    let schemes = root.pointer("/components/securitySchemes");
    let schemes = schemes.and_then(Node::as_object);
    schemes
        .into_iter()
        .flat_map(Object::iter)
        .filter(|(_, scheme)| scheme.get("type").and_then(Node::as_str) == Some(MUTUAL_TLS))
        .map(|(name, _)| name.text.to_string())
        .collect()
}
