//! Merges the files of modules into one file for `include!`: each `mod NAME;` becomes a `mod NAME { .. }`. The inner
//! attributes of a file stay inside its braces, since they are an error at the top of an included file.

use crate::rust::format::OutputFile;
use std::collections::BTreeMap;

/// Returns the modules that `root` declares, and all below them, as one text.
pub(crate) fn inlined(root: &str, files: &[OutputFile]) -> String {
    let files: BTreeMap<&str, &str> = files
        .iter()
        .map(|it| (it.path.as_str(), it.text.as_str()))
        .collect();
    let mut out = String::new();
    put(root, "", &files, &mut out);
    out
}

fn put(text: &str, folder: &str, files: &BTreeMap<&str, &str>, out: &mut String) {
    for line in text.lines() {
        let below = declared(line).map(|name| format!("{folder}{name}"));
        let found = below.and_then(|below| {
            let (flat, deep) = (format!("{below}.rs"), format!("{below}/mod.rs"));
            let text = files
                .get(deep.as_str())
                .or_else(|| files.get(flat.as_str()));
            Some((below, *text?))
        });
        match found {
            Some((below, text)) => {
                out.push_str(line.trim_end_matches(';'));
                out.push_str(" {\n");
                put(text, &format!("{below}/"), files, out);
                out.push_str("}\n");
            }
            None => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
}

/// Returns the name of the module that a line declares.
fn declared(line: &str) -> Option<&str> {
    let rest = line.strip_suffix(';')?;
    let rest = rest.strip_prefix("pub(crate) ").unwrap_or(rest);
    let rest = rest.strip_prefix("pub ").unwrap_or(rest);
    let name = rest.strip_prefix("mod ")?;
    let name = name.strip_prefix("r#").unwrap_or(name);
    let part = |it: char| it.is_alphanumeric() || it == '_';
    (!name.is_empty() && name.chars().all(part)).then_some(name)
}
