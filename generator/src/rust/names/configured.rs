//! The names that the configuration chooses. They are used unchanged; a name that cannot be used is an error.

use super::{
    case::{self, NEVER},
    distinct::{Style, Wanted, distinct},
    scope::Scope,
};
use crate::{
    api::{Api, Rename, Struct, TypeId},
    diagnostic::{Code, Diagnostic, Diagnostics},
};
use proc_macro2::Ident;
use std::collections::BTreeMap;

/// The types that need no path.
const BUILT_IN: &[&str] = &[
    "Option", "Vec", "Box", "String", "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64",
    "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize",
];

/// The maximum length of a path in bytes: angle brackets nest, and parsing them needs stack space.
const MAX_PATH: usize = 500;

/// Returns whether a text can be the name of a type unchanged, without a warning from rustc.
pub fn is_type_name(text: &str) -> bool {
    case::is_camel(text)
}

/// Returns whether a text can be the name of a field or a function unchanged, without a warning from rustc.
/// Keywords can be written with `r#`.
pub fn is_member_name(text: &str) -> bool {
    let first = text.starts_with(|it: char| it.is_ascii_lowercase());
    let letter = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_';
    let words = text.split('_').all(|word| !word.is_empty());
    first && text.chars().all(letter) && words && !NEVER.contains(&text)
}

/// Returns whether a text is the path of a type that means the same in every file of a crate. It must start with
/// `crate` or the name of a crate, and so must the types in its angle brackets.
pub fn is_type_path(text: &str) -> bool {
    let parsed = || syn::parse_str::<syn::TypePath>(text);
    text.len() <= MAX_PATH && parsed().is_ok_and(|it| walk(&it, &mut Vec::new()))
}

/// Returns the first names of the paths in the path of a type: `crate` or the names of crates.
pub fn roots(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    if let Ok(it) = syn::parse_str(text) {
        walk(&it, &mut out);
    }
    out
}

/// Collects the roots, and returns whether each path has one that means the same everywhere.
fn walk(it: &syn::TypePath, roots: &mut Vec<String>) -> bool {
    let segments = &it.path.segments;
    let first = segments.first().map(|it| it.ident.to_string());
    let first = first.unwrap_or_default();
    let rooted = if segments.len() == 1 && it.path.leading_colon.is_none() {
        BUILT_IN.contains(&first.as_str())
    } else {
        roots.push(first.clone());
        !["self", "super", "Self"].contains(&first.as_str())
    };
    let mut arguments = segments.iter().map(|it| &it.arguments);
    let all_rooted = arguments.all(|it| match it {
        syn::PathArguments::None => true,
        syn::PathArguments::AngleBracketed(it) => it.args.iter().all(|it| match it {
            syn::GenericArgument::Type(syn::Type::Path(it)) => walk(it, roots),
            _ => false,
        }),
        syn::PathArguments::Parenthesized(_) => false,
    });
    it.qself.is_none() && rooted && all_rooted
}

/// The chosen names of a scope, which are claimed before all others.
pub(super) struct Configured<'a, K> {
    idents: BTreeMap<K, Ident>,
    by_name: BTreeMap<&'a str, &'a Rename>,
}

impl<'a, K: Copy + Ord> Configured<'a, K> {
    /// Claims the names, and reports those that cannot be used.
    pub(super) fn claim(
        renames: impl IntoIterator<Item = (K, &'a Rename)>,
        scope: &mut Scope,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let (mut idents, mut by_name) = (BTreeMap::new(), BTreeMap::new());
        for (key, rename) in renames {
            match scope.choose(&rename.to) {
                Ok(ident) => {
                    idents.insert(key, ident);
                    by_name.insert(rename.to.as_str(), rename);
                }
                Err(why) => diagnostics.push(refused(rename, why)),
            }
        }
        Self { idents, by_name }
    }

    /// Returns the chosen name of a thing, if there is one.
    pub(super) fn get(&self, key: K) -> Option<Ident> {
        self.idents.get(&key).cloned()
    }

    /// Reports the chosen names that other things would have had. The generator renames nothing because of a
    /// choice.
    pub(super) fn report_clashes(&self, scope: &Scope, diagnostics: &mut Diagnostics) {
        let clashes = self.by_name.iter().filter(|(name, _)| scope.clashes(name));
        diagnostics.extend(clashes.map(|(_, rename)| refused(rename, "would be the name of two")));
    }
}

/// Returns the words that the names of an operation are made from.
pub(super) fn words_of(api: &Api, index: usize) -> &str {
    let chosen = api.renames.operations.get(&index);
    chosen.map_or(&api.operations[index].words, |it| &it.to)
}

/// Returns the chosen names with the index of the thing that each is for.
pub(super) fn by_index<K: Copy>(
    renames: &BTreeMap<K, Rename>,
) -> impl Iterator<Item = (K, &Rename)> {
    renames.iter().map(|(key, rename)| (*key, rename))
}

/// Names the fields of a struct, and the field for undeclared properties.
pub(super) fn fields(
    api: &Api,
    id: TypeId,
    it: &Struct,
    diagnostics: &mut Diagnostics,
) -> (Vec<Ident>, Ident) {
    let mut scope = Scope::default();
    let renames = by_index(&api.renames.fields);
    let own = renames.filter(|((owner, _), _)| *owner == id);
    let chosen = Configured::claim(
        own.map(|((_, index), it)| (index, it)),
        &mut scope,
        diagnostics,
    );
    let fields = it.fields.iter().enumerate();
    let free = fields.filter(|(index, _)| chosen.get(*index).is_none());
    let wanted: Vec<Wanted> = free.map(|(_, it)| it.wire.as_str().into()).collect();
    let mut named = distinct(&mut scope, Style::Snake, &wanted).into_iter();
    let all = 0..it.fields.len();
    let members = all.filter_map(|index| chosen.get(index).or_else(|| named.next()));
    let members = members.collect();
    let mut none = Scope::default();
    let rest = if it.rest().is_some() {
        &mut scope
    } else {
        &mut none
    };
    let other = rest
        .free("extra")
        .or_else(|| rest.free("additional_properties"));
    let other = other.unwrap_or_else(|| rest.snake("extra"));
    chosen.report_clashes(&scope, diagnostics);
    (members, other)
}

fn refused(rename: &Rename, why: &str) -> Diagnostic {
    let message = format!("`{}`, chosen for `{}`, {why}", rename.to, rename.of);
    Diagnostic::error(Code::Rename, rename.at, message)
        .help("choose another name, or rename the other one as well")
}

#[cfg(test)]
mod tests {
    use super::{is_member_name, is_type_name, is_type_path, roots};

    #[test]
    fn names_are_those_that_rustc_does_not_warn_of() {
        for good in ["A", "HTTPServer", "Actor2", "Type"] {
            assert!(is_type_name(good), "{good}");
        }
        for bad in ["", "a", "A_b", "Self", "1A", "Ä", "A b", "r#A"] {
            assert!(!is_type_name(bad), "{bad}");
        }
        for good in ["a", "type", "is_2", "x1_y"] {
            assert!(is_member_name(good), "{good}");
        }
        for bad in [
            "", "A", "_a", "a__b", "a_", "self", "crate", "1a", "ä", "a-b",
        ] {
            assert!(!is_member_name(bad), "{bad}");
        }
    }

    #[test]
    fn paths_mean_the_same_in_every_file() {
        for (good, names) in [
            ("String", &[][..]),
            ("Vec<u8>", &[]),
            ("crate::money::Money", &["crate"]),
            ("::uuid::Uuid", &["uuid"]),
            ("chrono::DateTime<chrono::Utc>", &["chrono", "chrono"]),
            ("Option<Box<a::B>>", &["a"]),
        ] {
            assert!(is_type_path(good), "{good}");
            assert_eq!(roots(good), names, "{good}");
        }
        for bad in [
            "",
            "Money",
            "self::A",
            "super::A",
            "Self::A",
            "<A as B>::C",
            "a::B<C>",
            "a::B<'static>",
            "fn(a::B) -> a::C",
            "[u8; 4]",
            "a::B, c::D",
            "a::B }",
        ] {
            assert!(!is_type_path(bad), "{bad}");
        }
    }
}
