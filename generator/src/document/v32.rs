//! The additions of OpenAPI 3.2 outside schemas that openapiv3's types cannot represent:
//! methods without a field in 3.0.

use crate::{tree::SpecName, vocabulary::Method};
use serde_json::Value as Json;

/// The field of the Path Item Object for operations with any other method (OpenAPI 3.2.0, section 4.8).
pub(super) const ADDITIONAL: &str = "additionalOperations";

/// The location of a parameter that is the whole query (OpenAPI 3.2.0, section 4.12.1).
pub(crate) const QUERY_STRING: &str = "querystring";

/// Returns whether `additionalOperations` can have an operation under this name: a token (RFC 9110, section 5.6.2)
/// that is not a method with a field of its own. Methods are case-sensitive.
pub(super) fn is_method(name: &str) -> bool {
    let fixed = Method::FIXED.iter().any(|method| method.wire() == name);
    !fixed && http::Method::from_bytes(name.as_bytes()).is_ok()
}

/// Removes these operations from a path item.
pub(super) fn take_operations(item: &mut Json) -> Vec<(Method, Json)> {
    let Some(fields) = item.as_object_mut() else {
        return Vec::new();
    };
    let query = fields.shift_remove(Method::Query.field());
    let mut out: Vec<_> = query.map(|it| (Method::Query, it)).into_iter().collect();
    if let Some(Json::Object(more)) = fields.shift_remove(ADDITIONAL) {
        let more = more.into_iter();
        out.extend(more.map(|(name, it)| (Method::Custom(SpecName::new(name)), it)));
    }
    out
}
