//! Distinct names where several things want the same one, regardless of their order in the document.
//!
//! A name that equals the text in the document comes first, then names that differ only in case, then all others,
//! ordered by their texts. A thing that does not get the plain name gets another one that the document suggests.

use super::{case, scope::Scope, signs};
use proc_macro2::Ident;

/// The style of a name.
#[derive(Clone, Copy)]
pub(super) enum Style {
    /// Types and variants.
    Camel,
    /// Functions, fields and arguments.
    Snake,
    /// Modules, which are files as well.
    Module,
}

/// The texts that a name is made from.
#[derive(Default)]
pub(super) struct Wanted {
    /// The text in the document.
    pub(super) text: String,
    /// Other texts, for when the name is not free.
    pub(super) also: Vec<String>,
    /// The order among others with the same text.
    pub(super) tie: String,
}

impl From<&str> for Wanted {
    fn from(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            ..Self::default()
        }
    }
}

/// Makes distinct names, in the order of `all`.
pub(super) fn distinct(scope: &mut Scope, style: Style, all: &[Wanted]) -> Vec<Ident> {
    let plain: Vec<String> = all.iter().map(|it| style.apply(&it.text)).collect();
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_cached_key(|&index| {
        let it = &all[index];
        (distance(&plain[index], &it.text), &it.text, &it.tie)
    });
    let mut out: Vec<Option<Ident>> = plain.iter().map(|_| None).collect();
    // All plain names are assigned first, so that a made-up name does not take one of them.
    for &index in &order {
        out[index] = scope.free(&plain[index]);
    }
    for &index in &order {
        if out[index].is_none() {
            let mut others = style.others(&all[index]).into_iter();
            let other = others.find_map(|it| scope.free(&it));
            out[index] = Some(other.unwrap_or_else(|| style.numbered(scope, &plain[index])));
        }
    }
    out.into_iter().flatten().collect()
}

/// Returns how far a name is from the text in the document.
fn distance(name: &str, text: &str) -> u8 {
    if name == text {
        0
    } else if name.eq_ignore_ascii_case(text) {
        1
    } else {
        2
    }
}

impl Style {
    fn apply(self, text: &str) -> String {
        match self {
            Self::Camel => case::camel(text),
            Self::Snake => case::snake(text),
            Self::Module => Scope::module_name(text),
        }
    }

    /// Returns the alternatives to a plain name that is not free: the unchanged text, the text with its signs in
    /// words, and the other texts.
    fn others(self, wanted: &Wanted) -> Vec<String> {
        let text = wanted.text.as_str();
        let mut out = Vec::new();
        let as_it_is = match self {
            Self::Camel => case::is_camel(text),
            Self::Snake => case::is_snake(text),
            Self::Module => false,
        };
        out.extend(as_it_is.then(|| text.to_owned()));
        out.extend(signs::with_signs(text).map(|it| self.apply(&it)));
        out.extend(wanted.also.iter().map(|it| self.apply(it)));
        out
    }

    fn numbered(self, scope: &mut Scope, name: &str) -> Ident {
        match self {
            Self::Camel => scope.numbered(name, ""),
            Self::Snake | Self::Module => scope.numbered(name, "_"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Style, Wanted, distinct};
    use crate::rust::names::scope::Scope;

    fn names(style: Style, texts: &[&str]) -> Vec<String> {
        let wanted: Vec<Wanted> = texts.iter().map(|&it| it.into()).collect();
        let names = distinct(&mut Scope::default(), style, &wanted);
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn an_exact_name_comes_first_in_any_order() {
        let tables: [(Style, &[(&str, &str)]); 5] = [
            (
                Style::Snake,
                &[("_id", "_id"), ("id", "id"), ("id_", "id_"), ("ID", "id_2")],
            ),
            (
                Style::Snake,
                &[("fooBar", "foo_bar_2"), ("foo_bar", "foo_bar")],
            ),
            (
                Style::Snake,
                &[
                    ("sort-by", "sort_dash_by"),
                    ("sort_by", "sort_by"),
                    ("sort.by", "sort_dot_by"),
                    ("sort[by]", "sort_bracket_by"),
                    ("sort by", "sort_by_2"),
                ],
            ),
            (
                Style::Snake,
                &[
                    ("$filter", "dollar_filter"),
                    ("filter[]", "filter_brackets"),
                    ("filter", "filter"),
                ],
            ),
            (
                Style::Camel,
                &[
                    ("foo-bar", "FooDashBar"),
                    ("FOOBAR", "FOOBAR"),
                    ("FooBar", "FooBar"),
                    ("Foobar", "Foobar"),
                ],
            ),
        ];
        for (style, table) in tables {
            let mut table = table.to_vec();
            for _ in 0..table.len() {
                table.rotate_left(1);
                let texts: Vec<&str> = table.iter().map(|(text, _)| *text).collect();
                let wanted: Vec<&str> = table.iter().map(|(_, name)| *name).collect();
                assert_eq!(names(style, &texts), wanted, "{texts:?}");
            }
        }
    }

    #[test]
    fn what_is_equal_is_told_apart_by_what_else_it_is_called() {
        let wanted = |place: &str| Wanted {
            text: "id".to_owned(),
            also: vec![format!("id {place}")],
            tie: place.to_owned(),
        };
        for places in [["header", "query"], ["query", "header"]] {
            let names = distinct(&mut Scope::default(), Style::Snake, &places.map(wanted));
            let told = places.map(|it| if it == "header" { "id" } else { "id_query" });
            assert_eq!(names, told);
        }
    }
}
