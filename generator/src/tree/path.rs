//! Names and locations as the document has them.

use super::pointer::{in_file, readable, unescape};
use percent_encoding::percent_decode_str;

/// A name on the wire: that of a property or a parameter, or an enum value.
///
/// It deliberately has no `ToTokens`: it can be printed as a string literal, but never as an identifier.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SpecName(String);

impl SpecName {
    /// Creates a name from the document's text.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// Returns the name as it is on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A location in the document: a JSON pointer (RFC 6901).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpecPath(String);

impl SpecPath {
    /// Returns the location of the document itself.
    pub fn root() -> Self {
        Self::default()
    }

    /// Creates a location from a pointer that is already escaped.
    pub fn from_pointer(pointer: impl Into<String>) -> Self {
        Self(pointer.into())
    }

    /// Returns the location that `reference` refers to, if it is a fragment with a JSON pointer (RFC 6901, section 6).
    /// `None` if it refers to another file or is not a pointer.
    pub fn resolve(&self, reference: &str) -> Option<Self> {
        let pointer = percent_decode_str(reference.strip_prefix('#')?)
            .decode_utf8()
            .ok()?;
        (pointer.is_empty() || pointer.starts_with('/')).then(|| Self(pointer.into_owned()))
    }

    /// Returns the location of `token` below this one. Escapes `token`.
    #[must_use]
    pub fn child(&self, token: &str) -> Self {
        let token = token.replace('~', "~0").replace('/', "~1");
        Self(format!("{}/{token}", self.0))
    }

    /// Returns the location of the named schemas.
    pub fn schemas() -> Self {
        Self::root().child("components").child("schemas")
    }

    /// Returns whether this is the location of a named schema.
    pub(crate) fn is_named_schema(&self) -> bool {
        self.parent() == Self::schemas()
    }

    /// Returns whether this location is somewhere below `other`.
    pub fn is_inside(&self, other: &Self) -> bool {
        let rest = self.as_str().strip_prefix(other.as_str());
        rest.is_some_and(|rest| rest.starts_with('/'))
    }

    /// Returns the tokens that describe this location, unescaped. In another file these are the file's own tokens; the
    /// file's name comes first unless they name the thing by themselves, as in `#/Pet` and `#/definitions/Pet`.
    pub fn tokens(&self) -> impl Iterator<Item = String> {
        const NAMED: &[&str] = &["components", "definitions", "$defs"];
        let (file, pointer) = match in_file(&self.0) {
            Some((file, pointer)) => (Some(stem(&file)), pointer),
            None => (None, self.0.as_str()),
        };
        let mut own = pointer.split('/').skip(1);
        let first = own.clone().next().unwrap_or_default();
        let tokens = own.clone().count();
        let file = file.filter(|_| tokens != 1 && !NAMED.contains(&first));
        let own: Vec<String> = own.by_ref().map(unescaped).collect();
        file.into_iter().chain(own)
    }

    /// Returns the name of the thing at this location: the last token, or for a whole file its name without the
    /// extension.
    pub fn name(&self) -> String {
        match in_file(&self.0) {
            Some((file, "")) => stem(&file),
            _ => self.last(),
        }
    }

    /// Returns the location of the element `index` below this one.
    #[must_use]
    pub fn item(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }

    /// Returns the location above this one; the parent of the root is the root.
    #[must_use]
    pub fn parent(&self) -> Self {
        Self(
            self.0
                .rsplit_once('/')
                .map_or("", |(parent, _)| parent)
                .to_owned(),
        )
    }

    /// Returns the last token, unescaped.
    pub fn last(&self) -> String {
        unescaped(self.0.rsplit_once('/').map_or("", |(_, last)| last))
    }

    /// Returns the pointer, escaped.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn unescaped(token: &str) -> String {
    unescape(token).into_owned()
}

/// Returns a file's name without its folder and its extension.
fn stem(file: &str) -> String {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.rsplit_once('.')
        .map_or(name, |(stem, _)| stem)
        .to_owned()
}

impl std::fmt::Display for SpecPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match in_file(&self.0) {
            Some(_) => f.write_str(&readable(&self.0)),
            None => write!(f, "#{}", self.0),
        }
    }
}
