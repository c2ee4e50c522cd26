//! The names of security schemes: the constant that describes a login, and the end of an environment variable.

use super::{case, scope::Scope};
use crate::api::{Api, SchemeKind, SecurityScheme};
use proc_macro2::{Ident, Span};

/// The ends of the variables that do not depend on the name of a scheme, in lower case.
const FIXED: &[&str] = &["token", "username", "password", "base_url"];

/// The constants that every client has, in lower case.
const CONSTANTS: &[&str] = &["base_url"];

/// The identifiers of a security scheme.
#[derive(Debug, Default)]
pub struct SchemeNames {
    /// The constant that describes the login, if the scheme has one.
    pub constant: Option<Ident>,
    /// The end of the environment variable, if the scheme is an API key.
    pub variable: Option<String>,
}

/// Names the security schemes of an API.
pub(super) fn name(api: &Api) -> Vec<SchemeNames> {
    let constants = upper(api, CONSTANTS, "oauth", SecurityScheme::has_login);
    let is_key = |it: &SecurityScheme| match it.kind {
        SchemeKind::Header(_) | SchemeKind::Query(_) | SchemeKind::Cookie(_) => true,
        SchemeKind::Bearer | SchemeKind::Basic => false,
    };
    let variables = upper(api, FIXED, "key", is_key);
    let both = constants.into_iter().zip(variables);
    let names = both.map(|(constant, variable)| SchemeNames {
        constant: constant.map(|it| Ident::new(&it, Span::call_site())),
        variable,
    });
    names.collect()
}

/// Returns distinct names in upper case for the schemes that `has_one` selects, regardless of their order in the
/// document. A name that is `taken`, or that does not begin with a letter, has the word `more` in it.
fn upper(
    api: &Api,
    taken: &[&str],
    more: &str,
    has_one: fn(&SecurityScheme) -> bool,
) -> Vec<Option<String>> {
    let wanted = |it: &SecurityScheme| {
        let text = case::ascii_snake(it.name.as_str());
        if text.starts_with('_') {
            format!("{more}{text}")
        } else if taken.contains(&text.as_str()) {
            format!("{text}_{more}")
        } else {
            text
        }
    };
    let all = api.schemes.iter().enumerate().filter(|(_, it)| has_one(it));
    let mut all: Vec<_> = all
        .map(|(index, it)| (wanted(it), it.name.as_str(), index))
        .collect();
    // A name that equals the text in the document comes first.
    all.sort_by_key(|(text, name, _)| (text != name, *name));
    let mut scope = Scope::default();
    let mut out = vec![None; api.schemes.len()];
    for (text, _, index) in all {
        let name = scope.exact(&text).to_string();
        out[index] = Some(name.trim_start_matches("r#").to_ascii_uppercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::name;
    use crate::{
        api::{Api, SchemeKind, SecurityScheme},
        tree::{SpecName, SpecPath},
    };

    fn scheme(name: &str, kind: SchemeKind, discovery: Option<&str>) -> SecurityScheme {
        SecurityScheme {
            at: SpecPath::root(),
            name: SpecName::new(name),
            kind,
            flows: Vec::new(),
            discovery: discovery.map(str::to_owned),
            description: None,
        }
    }

    #[test]
    fn names_are_upper_case_ascii_and_distinct() {
        let key = |name| scheme(name, SchemeKind::Header(SpecName::new("X-Key")), None);
        let login = |name| scheme(name, SchemeKind::Bearer, Some("https://x.example"));
        let schemes = [
            key("apiKey"),
            key("api_key"),
            key("token"),
            key("密"),
            login("OAuth2"),
            login("base-url"),
            login("type"),
            login("2legged"),
            scheme("plain", SchemeKind::Bearer, None),
        ];
        let api = Api {
            schemes: schemes.to_vec(),
            ..Api::default()
        };
        let names = name(&api).into_iter().map(|it| {
            let constant = it.constant.map(|it| it.to_string());
            constant.or(it.variable).unwrap_or_default()
        });
        let expected = [
            "API_KEY_2",
            "API_KEY",
            "TOKEN_KEY",
            "U5BC6",
            "OAUTH2",
            "BASE_URL_OAUTH",
            "TYPE",
            "OAUTH_2LEGGED",
            "",
        ];
        assert_eq!(names.collect::<Vec<_>>(), expected);
    }
}
