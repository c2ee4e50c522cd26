//! The target of requests: the document's servers, their variables, and what the caller sets instead.

use std::borrow::Cow;

use crate::runtime::{
    BuildError, ClientBuilder, RequestError, RequestErrorKind, request::builder::RequestBuilder,
    request::url,
};

/// A server of the document with variables (`OpenAPI` 3.0.4, "Server Variable Object").
#[derive(Debug)]
pub struct ServerTemplate {
    /// The URL, with variables in braces.
    pub url: &'static str,
    /// The variables.
    pub variables: &'static [Variable],
}

/// A variable: its name, its default value, and the values that it can have (empty for any).
type Variable = (&'static str, Option<&'static str>, &'static [&'static str]);

/// The servers with variables, and the values that the caller has set.
#[derive(Default)]
pub(crate) struct Servers {
    templates: &'static [ServerTemplate],
    given: Vec<(String, String)>,
}

impl<C> ClientBuilder<C> {
    /// Sets the servers with variables. For generated code.
    #[doc(hidden)]
    pub fn servers(mut self, templates: &'static [ServerTemplate]) -> Self {
        self.settings.servers.templates = templates;
        self
    }

    /// Sets the value of a variable of the document's servers, such as a region, instead of its default. It
    /// applies to all servers with that variable, but not where [`base_url`](Self::base_url) is set.
    pub fn server_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings
            .servers
            .given
            .push((name.into(), value.into()));
        self
    }
}

impl Servers {
    /// Returns the templates with their filled-in URLs, after checking the variables. A template with a
    /// variable that has no value is left out.
    pub(crate) fn filled(&self, api: &str) -> Result<Vec<(&'static str, String)>, BuildError> {
        for (name, value) in &self.given {
            self.check(api, name, value)?;
        }
        let filled = self
            .templates
            .iter()
            .filter_map(|server| Some((server, server.fill(|name| self.value(name))?)));
        let filled = filled.map(|(server, filled)| {
            let checked = url::base(&filled).map_err(|why| {
                BuildError::new(format!(
                    "the server `{}` with these variables {why}",
                    server.url
                ))
            })?;
            Ok((server.url, checked))
        });
        filled.collect()
    }

    /// Returns the server whose URL is `base_url` as long as no variable is set: the document's first one.
    pub(crate) fn base(&self, base_url: &str) -> Option<&'static str> {
        let usual = |server: &&ServerTemplate| server.fill(|_| None).as_deref() == Some(base_url);
        Some(self.templates.iter().find(usual)?.url)
    }

    /// Returns the last value that was set.
    fn value(&self, name: &str) -> Option<&str> {
        let given = self.given.iter().rev().find(|(known, _)| known == name)?;
        Some(&given.1)
    }

    fn check(&self, api: &str, name: &str, value: &str) -> Result<(), BuildError> {
        let all = self.templates.iter().flat_map(|server| server.variables);
        let mut known = all.filter(|(known, ..)| *known == name).peekable();
        if known.peek().is_none() {
            return Err(BuildError::new(format!(
                "the {api} document has no server variable `{name}`"
            )));
        }
        if let Some((.., values)) =
            known.find(|(.., values)| !values.is_empty() && !values.contains(&value))
        {
            let values = values.join(", ");
            let message = format!("the server variable `{name}` is one of {values}");
            return Err(BuildError::new(message));
        }
        // A value such as a tenant's name may come from somebody else, and credentials are sent to the
        // host.
        let within = |server: &ServerTemplate| is_within_host(server.url, name);
        if value.contains(['/', '?', '#', '@', '\\']) && self.templates.iter().any(within) {
            return Err(BuildError::new(format!(
                "the server variable `{name}` has a character that ends a host name"
            )));
        }
        Ok(())
    }
}

/// Returns whether any part of a URL's host follows a variable.
fn is_within_host(url: &str, name: &str) -> bool {
    let scheme = url.find("://").map_or(0, |at| at + 3);
    let (_, rest) = url.split_at(scheme);
    let end = scheme + url::before(rest, b"/").len();
    let braced = format!("{{{name}}}");
    let place = url.find(&braced);
    place.is_some_and(|at| at + braced.len() < end)
}

impl ServerTemplate {
    fn fill<'v>(&self, value: impl Fn(&str) -> Option<&'v str>) -> Option<String> {
        let mut out = self.url.to_owned();
        for (name, default, _) in self.variables {
            out = out.replace(&format!("{{{name}}}"), value(name).or(*default)?);
        }
        Some(out.trim_end_matches('/').to_owned())
    }
}

impl RequestBuilder {
    /// Returns the base URL of the request: the one that the caller set, or else the operation's, or else
    /// the document's.
    pub(crate) fn base_url(&self) -> Result<Cow<'_, str>, RequestError> {
        let core = &self.core;
        Ok(match (&self.options.base_url, self.server) {
            (Some(given), _) => given.into(),
            // A relative server is a path on the client's host, whichever that is.
            (None, Some(server)) if is_relative(server) => join(core.base_url(), server).into(),
            (None, Some(server)) if !core.has_own_base_url() => {
                let filled = core.server(server);
                if filled.contains('{') {
                    let message = format!(
                        "a variable of the server `{filled}` has no value: give it to the client's builder with `server_variable`"
                    );
                    return Err(RequestError::new(RequestErrorKind::Url, message));
                }
                filled.into()
            }
            (None, _) => core.base_url().into(),
        })
    }
}

/// Returns whether a server is a path on the client's host. A server that starts with a variable, such as
/// `{origin}`, is not: the value of the variable includes the host.
fn is_relative(server: &str) -> bool {
    !server.contains("://") && !server.starts_with('{')
}

/// Returns `base` with a relative reference in the place of its path (RFC 3986, section 5.2).
pub(crate) fn join(base: &str, reference: &str) -> String {
    let (scheme, rest) = base.split_once("://").unwrap_or(("https", base));
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (path, reference) = match reference.strip_prefix('/') {
        Some(absolute) => ("", absolute),
        None => (path, reference),
    };
    // The reference replaces the last segment of the base.
    let mut segments: Vec<&str> = path.split('/').collect();
    segments.pop();
    for segment in reference.split('/') {
        match segment {
            "." | "" => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    let mut out = format!("{scheme}://{authority}");
    for segment in segments {
        out.push('/');
        out.push_str(segment);
    }
    out
}
