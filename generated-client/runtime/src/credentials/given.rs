//! Credentials as the caller gives them, and the document's schemes that they are for.

use std::{fmt, sync::Arc};

use crate::runtime::{
    Api, AuthScheme, TokenSource, Variable, credentials::auth::Credentials,
    credentials::token::Tokens,
};

/// The content of a credential, which is never printed.
#[derive(Clone)]
pub(crate) enum Secret {
    Text(String),
    Source(Arc<Tokens>),
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// The schemes that a credential is for.
#[derive(Debug)]
enum Whose {
    Bearer,
    Basic,
    Named(String),
}

/// Credentials in the order in which they were given, or the reason why one is not valid.
#[derive(Default)]
pub(crate) struct GivenCredentials {
    all: Vec<(Whose, Result<Secret, &'static str>)>,
    /// The environment variables that are not set.
    unset: Vec<(Whose, &'static str)>,
    /// The environment variable that would have the base URL, and is not set.
    pub(crate) no_base_url: Option<&'static str>,
}

impl GivenCredentials {
    pub(crate) fn token(&mut self, token: String) {
        self.all.push((Whose::Bearer, Ok(Secret::Text(token))));
    }

    pub(crate) fn token_source(&mut self, source: impl TokenSource) {
        let source = Arc::new(Tokens::new(source));
        self.all.push((Whose::Bearer, Ok(Secret::Source(source))));
    }

    pub(crate) fn basic(&mut self, user: &str, password: &str) {
        // RFC 7617, section 2: the part after the colon would become part of the password.
        let pair = if user.contains(':') {
            Err("has a colon in its user name")
        } else {
            Ok(Secret::Text(format!("{user}:{password}")))
        };
        self.all.push((Whose::Basic, pair));
    }

    pub(crate) fn named(&mut self, scheme: String, credential: String) {
        let secret = Secret::Text(credential);
        self.all.push((Whose::Named(scheme), Ok(secret)));
    }

    pub(crate) fn named_source(&mut self, scheme: String, source: impl TokenSource) {
        self.named_tokens(scheme, Arc::new(Tokens::new(source)));
    }

    pub(crate) fn named_tokens(&mut self, scheme: String, tokens: Arc<Tokens>) {
        self.all
            .push((Whose::Named(scheme), Ok(Secret::Source(tokens))));
    }

    /// Notes that an environment variable is not set.
    pub(crate) fn unset(&mut self, variable: Variable, name: &'static str) {
        let whose = match variable {
            Variable::BaseUrl => {
                self.no_base_url = Some(name);
                return;
            }
            Variable::Password => return,
            Variable::Token => Whose::Bearer,
            Variable::Username => Whose::Basic,
            Variable::Key(scheme) => Whose::Named(scheme.to_owned()),
        };
        self.unset.push((whose, name));
    }

    /// Returns the credentials by the document's schemes, or what is wrong with them.
    pub(crate) fn for_api(&self, api: &'static Api) -> Result<Credentials, String> {
        let mut credentials = Credentials::default();
        for (whose, secret) in &self.all {
            let mut used = false;
            for &(name, scheme) in api.schemes {
                if whose.is(name, scheme) {
                    used = true;
                    let secret = secret.as_ref().map_err(|why| *why);
                    let added = secret.and_then(|it| credentials.add(name, scheme, it));
                    added.map_err(|why| format!("the credential of scheme `{name}` {why}"))?;
                }
            }
            if !used {
                return Err(whose.unknown(api));
            }
        }
        for &(name, scheme) in api.schemes {
            let unset = self.unset.iter().find(|(whose, _)| whose.is(name, scheme));
            let unset = unset.map(|(_, variable)| (name, *variable));
            credentials.unset.extend(unset);
        }
        Ok(credentials)
    }
}

impl fmt::Debug for GivenCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.all.iter().map(|(whose, _)| whose))
            .finish()
    }
}

impl Whose {
    fn is(&self, name: &str, scheme: AuthScheme) -> bool {
        match self {
            Self::Bearer => scheme == AuthScheme::Bearer,
            Self::Basic => scheme == AuthScheme::Basic,
            Self::Named(wanted) => wanted == name,
        }
    }

    fn unknown(&self, api: &Api) -> String {
        let wanted = match self {
            Self::Bearer => "bearer scheme".to_owned(),
            Self::Basic => "basic scheme".to_owned(),
            Self::Named(name) => format!("security scheme `{name}`"),
        };
        let known: Vec<_> = api.schemes.iter().map(|(name, _)| *name).collect();
        let known = if known.is_empty() {
            "none".to_owned()
        } else {
            known.join(", ")
        };
        let all_the_same = match self {
            Self::Bearer => {
                ": to send one all the same, set the header, `.header(\"authorization\", \"Bearer …\")`"
            }
            Self::Basic | Self::Named(_) => "",
        };
        let name = api.name;
        format!("the {name} document has no {wanted}; it has {known}{all_the_same}")
    }
}
