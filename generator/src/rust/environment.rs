//! The environment variables that a client can be made from, and their names.

use super::{entries::unmet, names::Names};
use crate::{
    api::{Api, SchemeKind},
    diagnostic::Diagnostics,
    source::Source,
    tree::SpecName,
};
use std::collections::BTreeMap;

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

/// Returns the configured names. Reports those of variables that the client does not have, and those that two variables
/// would have.
pub(crate) fn chosen(
    api: &Api,
    names: &Names,
    source: &Source,
    diagnostics: &mut Diagnostics,
) -> Environment {
    let known = variables(api, names);
    let mut out = Environment::default();
    for choice in &source.overrides.environment {
        let end = choice.key.to_ascii_uppercase();
        if !known.iter().any(|(it, _)| *it == end) {
            let all: Vec<_> = known
                .iter()
                .map(|(it, _)| format!("`{}`", it.to_ascii_lowercase()))
                .collect();
            let problem = format!(
                "the client has no variable `{}`: it has {}",
                choice.key,
                all.join(", ")
            );
            diagnostics.push(unmet(source, choice, problem));
        } else if out.0.values().any(|it| *it == choice.value) {
            let problem = format!("another variable is called `{}`", choice.value);
            diagnostics.push(unmet(source, choice, problem));
        } else {
            out.0.insert(end, choice.value.clone());
        }
    }
    out
}
