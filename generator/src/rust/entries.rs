//! The operations that entries of the configuration name.

use crate::{
    api::Api,
    diagnostic::{Code, Diagnostic},
    source::{Override, Source},
    tree::Node,
};

/// Returns the operation of this `operationId`, or of this method and path.
pub(crate) fn operation(api: &Api, root: &Node, key: &str) -> Result<usize, String> {
    let named = |index: &usize| {
        let it = &api.operations[*index];
        let has_id = || {
            let node = root.pointer(it.at.as_str());
            node.is_none_or(|node| node.get("operationId").is_some())
        };
        format!("{} {}", it.method.wire(), it.path) == key || it.words == key && has_id()
    };
    let mut all = (0..api.operations.len()).filter(named);
    let found = all
        .next()
        .ok_or_else(|| format!("`{key}` is no operation of the document"))?;
    if all.next().is_some() {
        return Err(format!(
            "`{key}` is several operations: name it by method and path"
        ));
    }
    Ok(found)
}

/// Returns the error for an entry that does not match the document.
pub(crate) fn unmet<T>(source: &Source, choice: &Override<T>, problem: String) -> Diagnostic {
    let at = source.config_place(&choice.key_at);
    Diagnostic::error(Code::ConfigUnmet, at, problem)
        .help("correct the entry, or remove it if the document needs it no longer")
}
