//! The tokens of a file, before they are text.

use proc_macro2::TokenStream;

/// The separator between the lines of a doc comment, which is one attribute until the [`format`](crate::rust::format)
/// stage: an attribute per line would take longer than everything else that is emitted.
pub(crate) const LINE: char = '\u{1}';

/// A file to be written: its path in the API's folder, and its contents.
#[derive(Debug)]
pub struct OutFile {
    /// The path below the API's folder, with `/`.
    pub path: String,
    /// The module's documentation, by line.
    pub docs: Vec<String>,
    /// The items.
    pub items: Vec<Item>,
}

/// An item at the top level of a file.
#[derive(Debug)]
pub enum Item {
    /// Rust, formatted by prettyplease, after a blank line.
    Rust(TokenStream),
    /// Rust without a blank line after another item of its kind: `mod` and `use`.
    Line(TokenStream),
    /// A blank line between two blocks of lines.
    Gap,
    /// A macro call with one entry per line.
    Entries {
        /// The macro's name.
        name: TokenStream,
        /// The tokens before the entries.
        head: TokenStream,
        /// The entries.
        entries: Vec<TokenStream>,
    },
    /// A macro call on one line.
    Macro {
        /// The macro's name.
        name: TokenStream,
        /// The tokens between its parentheses.
        tokens: TokenStream,
    },
}
