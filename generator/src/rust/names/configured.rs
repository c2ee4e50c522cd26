//! The names that the configuration chooses, and those that extensions of the document give. A chosen name is used
//! unchanged, and is an error if it cannot be used; an item whose given name cannot be used is named as without it.

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

/// Returns whether a text is the path of a derive that means the same in every file of a crate: it starts with `crate`
/// or the name of a crate.
pub fn is_derive_path(text: &str) -> bool {
    let plain = !text.contains(['<', '(']) && text.contains("::");
    plain && is_type_path(text)
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

/// The chosen and the given names of a scope, which are claimed before all others.
pub(super) struct Configured<'a, K> {
    idents: BTreeMap<K, Ident>,
    /// The words that other names are made from.
    words: BTreeMap<K, &'a str>,
    by_name: BTreeMap<String, &'a Rename>,
}

impl<'a, K: Copy + Ord> Configured<'a, K> {
    /// Claims the names, those of the configuration first, and reports those that cannot be used.
    pub(super) fn claim(
        renames: impl IntoIterator<Item = (K, &'a Rename)>,
        style: Style,
        scope: &mut Scope,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut out = Self {
            idents: BTreeMap::new(),
            words: BTreeMap::new(),
            by_name: BTreeMap::new(),
        };
        // A name that is given twice belongs to neither, so that the order makes no difference.
        let mut given: BTreeMap<String, Vec<(K, &Rename)>> = BTreeMap::new();
        for (key, rename) in renames {
            if rename.given.is_none() {
                // A choice that cannot be used is an error by itself, and not a reason for others.
                out.words.insert(key, &rename.to);
                out.take(key, rename, &rename.to, scope, diagnostics);
                continue;
            }
            match style.given(rename) {
                Ok(name) => given.entry(name).or_default().push((key, rename)),
                Err(why) => diagnostics.push(refused(rename, why)),
            }
        }
        for (name, all) in given {
            match all.as_slice() {
                [(key, rename)] => out.take(*key, rename, &name, scope, diagnostics),
                several => {
                    let why = "is given to several of them";
                    diagnostics.extend(several.iter().map(|(_, it)| refused(it, why)));
                }
            }
        }
        out
    }

    fn take(
        &mut self,
        key: K,
        rename: &'a Rename,
        name: &str,
        scope: &mut Scope,
        diagnostics: &mut Diagnostics,
    ) {
        match scope.choose(name) {
            Ok(ident) => {
                self.idents.insert(key, ident);
                self.words.insert(key, &rename.to);
                self.by_name.insert(name.to_owned(), rename);
            }
            Err(why) => diagnostics.push(refused(rename, why)),
        }
    }

    /// Returns the chosen name of a thing, if there is one.
    pub(super) fn get(&self, key: K) -> Option<Ident> {
        self.idents.get(&key).cloned()
    }

    /// Returns the words of the chosen name of a thing, if there is one.
    pub(super) fn words(&self, key: K) -> Option<&'a str> {
        self.words.get(&key).copied()
    }

    /// Reports the chosen names that other things would have had. The generator renames nothing because of a
    /// choice of the configuration.
    pub(super) fn report_clashes(&self, scope: &Scope, diagnostics: &mut Diagnostics) {
        let clashes = self.by_name.iter().filter(|(name, _)| scope.clashes(name));
        diagnostics.extend(clashes.map(|(_, rename)| clash(rename)));
    }
}

/// Returns the words that the names of an operation are made from.
pub(super) fn words_of<'a>(api: &'a Api, chosen: &Configured<'a, usize>, index: usize) -> &'a str {
    let chosen = chosen.words(index);
    chosen.unwrap_or(&api.operations[index].words)
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
    let own = (id, 0)..=(id, usize::MAX);
    let own = api.renames.fields.range(own);
    let chosen = Configured::claim(
        own.map(|((_, index), it)| (*index, it)),
        Style::Snake,
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

impl Style {
    /// Returns the identifier for a name that the document gives, or the reason why there is none.
    fn given(self, rename: &Rename) -> Result<String, &'static str> {
        let exact = rename.given.is_some_and(|it| it.exact);
        let name = match self {
            _ if exact => rename.to.clone(),
            Self::Camel => case::camel(&rename.to),
            Self::Snake | Self::Module => case::snake(&rename.to),
        };
        match self {
            Self::Camel if is_type_name(&name) => Ok(name),
            Self::Snake | Self::Module if is_member_name(&name) => Ok(name),
            Self::Camel => Err("is not the name of a type, in UpperCamelCase"),
            Self::Snake | Self::Module => {
                Err("is not the name of a field or a function, in snake_case")
            }
        }
    }
}

/// Reports a name that cannot be used: an error for a choice of the configuration.
fn refused(rename: &Rename, why: &str) -> Diagnostic {
    match rename.given {
        None => chosen(rename, why),
        Some(_) => given(rename, why).action("the name is made as without the extension"),
    }
}

/// Reports a name that another thing would have had as well.
fn clash(rename: &Rename) -> Diagnostic {
    const WHY: &str = "would be the name of two";
    match rename.given {
        None => chosen(rename, WHY),
        Some(_) => given(rename, WHY).action("the other one has another name"),
    }
}

fn chosen(rename: &Rename, why: &str) -> Diagnostic {
    let message = format!("`{}`, chosen for `{}`, {why}", rename.to, rename.of);
    Diagnostic::error(Code::Rename, rename.at, message)
        .help("choose another name, or rename the other one as well")
}

fn given(rename: &Rename, why: &str) -> Diagnostic {
    let extension = rename.given.map_or("", |it| it.extension);
    let message = format!("`{}`, which `{extension}` gives, {why}", rename.to);
    Diagnostic::note(Code::GivenName, rename.at, message).pointer(&rename.of)
}

#[cfg(test)]
mod tests {
    use super::{is_derive_path, is_member_name, is_type_name, is_type_path, roots};

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
        for (derive, is) in [
            ("schemars::JsonSchema", true),
            ("crate::visit::Visit", true),
            ("String", false),
            ("a::B<a::C>", false),
            ("a::B, a::C", false),
        ] {
            assert_eq!(is_derive_path(derive), is, "{derive}");
        }
    }
}
