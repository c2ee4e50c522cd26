//! Settings from environment variables.

// A browser has no environment.
#![cfg_attr(target_arch = "wasm32", allow(dead_code))]

use std::ffi::OsString;

use crate::runtime::{Api, AuthScheme, credentials::given::GivenCredentials, request::url};

/// The use that a client makes of an environment variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Variable {
    /// The base URL.
    BaseUrl,
    /// The token for every scheme that is sent as `Authorization: Bearer`.
    Token,
    /// The user name for every `Basic` scheme.
    Username,
    /// The password for every `Basic` scheme.
    Password,
    /// The API key for the scheme with this name.
    Key(&'static str),
}

/// The variables as a program has them.
type Get<'g> = &'g dyn Fn(&str) -> Option<OsString>;

/// Adds the credentials that the variables of an API hold, and returns the base URL, if there is one. An empty
/// variable counts as one that is not set.
///
/// # Errors
///
/// Names the variable whose value is not valid. The message does not repeat the value.
pub(crate) fn read(
    api: &'static Api,
    get: Get<'_>,
    given: &mut GivenCredentials,
) -> Result<Option<String>, String> {
    let mut base_url = None;
    for &(name, variable) in api.variables {
        let Some(text) = text(name, get)? else {
            given.unset(variable, name);
            continue;
        };
        let invalid = |why| format!("the environment variable `{name}` {why}");
        match variable {
            Variable::BaseUrl => base_url = Some(url::base(&text).map_err(invalid)?),
            Variable::Token => {
                AuthScheme::Bearer.check(&text).map_err(invalid)?;
                given.token(text);
            }
            Variable::Username => {
                if text.contains(':') {
                    return Err(invalid("has a colon, which a user name cannot have"));
                }
                given.basic(&text, &password(api, get)?.unwrap_or_default());
            }
            Variable::Password => {
                if username(api, get)?.is_none() {
                    return Err(invalid("is set, but the one with the user name is not"));
                }
            }
            Variable::Key(scheme) => {
                let known = api.schemes.iter().find(|(name, _)| *name == scheme);
                known
                    .map_or(Ok(()), |(_, it)| it.check(&text))
                    .map_err(invalid)?;
                given.named(scheme.to_owned(), text);
            }
        }
    }
    Ok(base_url)
}

fn username(api: &'static Api, get: Get<'_>) -> Result<Option<String>, String> {
    one(api, Variable::Username, get)
}

fn password(api: &'static Api, get: Get<'_>) -> Result<Option<String>, String> {
    one(api, Variable::Password, get)
}

fn one(api: &'static Api, wanted: Variable, get: Get<'_>) -> Result<Option<String>, String> {
    let found = api.variables.iter().find(|(_, it)| *it == wanted);
    found.map_or(Ok(None), |(name, _)| text(name, get))
}

fn text(name: &str, get: Get<'_>) -> Result<Option<String>, String> {
    match get(name).map(OsString::into_string) {
        None => Ok(None),
        Some(Ok(text)) => Ok(Some(text).filter(|it| !it.is_empty())),
        Some(Err(_)) => Err(format!("the environment variable `{name}` is not UTF-8")),
    }
}
