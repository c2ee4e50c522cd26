//! The environment variables that a client can be made from, and their names.

use super::{entries::unmet, names::Names};
use crate::{
    api::{Api, SchemeKind},
    diagnostic::{Diagnostic, Diagnostics},
    source::{Override, Source},
    tree::SpecName,
};
use std::collections::{BTreeMap, btree_map::Entry};

/// The configured names of variables, each by the end of its usual name: `TOKEN`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment(BTreeMap<String, String>);

/// The use of a variable.
pub(crate) enum Use<'a> {
    BaseUrl,
    /// The token for these schemes.
    Token(Vec<&'a SpecName>),
    Username(Vec<&'a SpecName>),
    Password,
    Key(&'a SpecName),
}

impl Environment {
    /// Returns the name of the variable with this end, in the API of this module.
    pub(crate) fn name(&self, module: &str, end: &str) -> String {
        let usual = || format!("{}_{end}", module.trim_end_matches('_').to_uppercase());
        self.0.get(end).cloned().unwrap_or_else(usual)
    }
}

/// Returns the variables: the end of the usual name of each, and its use. An end depends on the kind of a scheme, or on
/// its own name, and not on other schemes, so that a new scheme renames none of them.
pub(crate) fn variables<'a>(api: &'a Api, names: &'a Names) -> Vec<(&'a str, Use<'a>)> {
    let of_kind = |kind: SchemeKind| -> Vec<&SpecName> {
        let all = api.schemes.iter().filter(|it| it.kind == kind);
        all.map(|it| &it.name).collect()
    };
    let (bearer, basic) = (of_kind(SchemeKind::Bearer), of_kind(SchemeKind::Basic));
    let mut all = Vec::new();
    if !bearer.is_empty() {
        all.push(("TOKEN", Use::Token(bearer)));
    }
    if !basic.is_empty() {
        all.push(("USERNAME", Use::Username(basic)));
        all.push(("PASSWORD", Use::Password));
    }
    for (scheme, names) in api.schemes.iter().zip(&names.schemes) {
        let variable = names.variable.as_deref();
        all.extend(variable.map(|it| (it, Use::Key(&scheme.name))));
    }
    all.push(("BASE_URL", Use::BaseUrl));
    all
}

/// Returns the configured names. Reports those of variables that the client does not have, and second names of one
/// variable.
pub(crate) fn chosen(
    api: &Api,
    names: &Names,
    source: &Source,
    diagnostics: &mut Diagnostics,
) -> Environment {
    let known = variables(api, names);
    let mut out = Environment::default();
    for choice in &source.overrides.environment {
        let end = end_of(choice);
        let problem = if known.iter().any(|(it, _)| *it == end) {
            match out.0.entry(end) {
                Entry::Vacant(it) => {
                    it.insert(choice.value.clone());
                    continue;
                }
                Entry::Occupied(it) => {
                    format!(
                        "another entry also names `{}`",
                        it.key().to_ascii_lowercase()
                    )
                }
            }
        } else {
            let all: Vec<_> = known
                .iter()
                .map(|(it, _)| format!("`{}`", it.to_ascii_lowercase()))
                .collect();
            format!(
                "the client has no variable `{}`: it has {}",
                choice.key,
                all.join(", ")
            )
        };
        diagnostics.push(unmet(source, choice, problem));
    }
    out
}

/// Returns the errors for configured names that other variables have as well, in the API of this module.
pub(crate) fn clashes(
    (api, names, environment): (&Api, &Names, &Environment),
    module: &str,
    source: &Source,
) -> Vec<Diagnostic> {
    let all = variables(api, names).into_iter();
    let usual = all.filter(|(end, _)| !environment.0.contains_key(*end));
    let usual = usual.map(|(end, _)| (environment.name(module, end), end.to_owned()));
    let mut taken: BTreeMap<String, String> = usual.collect();
    let mut out = Vec::new();
    let choices = source.overrides.environment.iter();
    let met = choices.filter(|it| environment.0.get(&end_of(it)) == Some(&it.value));
    for choice in met {
        let end = end_of(choice);
        match taken.get(&choice.value) {
            Some(other) if *other != end => {
                let (name, other) = (&choice.value, other.to_ascii_lowercase());
                let problem = format!("`{name}` is also the name of the variable `{other}`");
                let told = unmet(source, choice, problem);
                out.push(told.help("choose another name, or one for the other variable as well"));
            }
            _ => {
                taken.insert(choice.value.clone(), end);
            }
        }
    }
    out
}

/// Returns the end of the usual name of the variable that an entry names.
fn end_of(choice: &Override<String>) -> String {
    choice.key.to_ascii_uppercase()
}
