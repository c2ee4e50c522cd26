//! Findings in a document that could be read nevertheless.

use crate::diagnostic::{Code, Diagnostic};
use crate::tree::Duplicate;
use crate::tree::Sources;
use crate::tree::{Node, NodeAt};

/// A finding, collected while the tree is built and reported once positions can be looked up.
pub(super) enum Finding {
    /// A key that occurs again in its object.
    Duplicate(Duplicate),
    /// A `<<` key whose value is neither a mapping nor a list of mappings.
    NotMergeable(NodeAt, &'static str),
    /// A custom YAML tag.
    Tag(NodeAt, String),
    /// The value `.inf` or `.nan`.
    NotFinite(NodeAt, &'static str),
}

impl Finding {
    pub(super) fn diagnostic(self, root: &Node, files: &Sources) -> Diagnostic {
        let at = self.at();
        let diagnostic = match self {
            Finding::Duplicate(duplicate) => {
                let first = files.position(duplicate.first);
                let first = first.map_or_else(String::new, |first| {
                    format!(", first on line {}", first.line)
                });
                let message = format!("the key `{}` is repeated{first}", duplicate.text);
                Diagnostic::warning(Code::DuplicateKey, at, message)
                    .action("the last one is used")
                    .help("remove all but one")
            }
            Finding::NotMergeable(_, kind) => Diagnostic::warning(
                Code::MergeKey,
                at,
                format!("`<<` merges mappings, but this is {kind}"),
            )
            .action("it is ignored")
            .help("refer to a mapping or to a list of mappings"),
            Finding::Tag(_, tag) => Diagnostic::note(
                Code::YamlTag,
                at,
                format!("the tag `!{tag}` has no meaning here"),
            )
            .action("the value is read as if it had no tag"),
            Finding::NotFinite(_, text) => Diagnostic::warning(
                Code::NotFinite,
                at,
                format!("`{text}` is not a number that JSON can express"),
            )
            .action("it is read as a string"),
        };
        match crate::tree::pointer::of_node(root, at) {
            Some(pointer) => diagnostic.pointer(pointer),
            None => diagnostic,
        }
    }

    fn at(&self) -> NodeAt {
        match self {
            Finding::Duplicate(duplicate) => duplicate.second,
            Finding::NotMergeable(at, _) | Finding::Tag(at, _) | Finding::NotFinite(at, _) => *at,
        }
    }
}
