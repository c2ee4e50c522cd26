//! Servers.

use super::Lower;
use crate::{
    api::{Server, ServerVariable},
    diagnostic::{Code, Diagnostic},
    tree::{SpecName, SpecPath},
};
use openapiv3::OpenAPI;

impl Lower<'_> {
    /// Returns the servers, with variables replaced by their defaults. Reports the first one if it is not usable, since
    /// it would have been the default base URL.
    pub(super) fn servers(&mut self, openapi: &OpenAPI) -> Vec<Server> {
        let servers: Vec<Server> = openapi.servers.iter().map(server).collect();
        if let Some(first) = servers.first().filter(|server| !server.usable) {
            let at = SpecPath::root().child("servers").item(0).child("url");
            let message = format!(
                "`{}` is not an absolute http or https URL without a query",
                first.url
            );
            self.diagnostics.push(
                Diagnostic::note(Code::Server, self.place(&at), message)
                    .pointer(at.as_str())
                    .action("the client has no default base URL, so callers have to call `base_url(..)`"),
            );
        }
        servers
    }
}

impl Lower<'_> {
    /// Returns the servers of a path or an operation, with variables replaced by their defaults.
    pub(super) fn servers_at(
        &mut self,
        at: &SpecPath,
        servers: &[openapiv3::Server],
    ) -> Vec<Server> {
        let servers: Vec<Server> = servers.iter().map(server).collect();
        if let Some(first) = servers
            .first()
            .filter(|server| !server.usable && !server.relative && !server.open)
        {
            let message = format!(
                "`{}` is not an absolute http or https URL without a query",
                first.url
            );
            self.warning(
                Code::Server,
                &at.item(0).child("url"),
                &message,
                "requests go to the client's base URL; `.options(|o| o.base_url(..))` sends one elsewhere",
            );
        }
        if servers.first().is_some_and(|server| server.open) {
            self.note(
                Code::ServerVariable,
                &at.item(0).child("url"),
                "a variable of this URL is not declared",
                "it has no default; `server_variable(..)` on the builder sets its value",
            );
        }
        servers
    }
}

fn server(server: &openapiv3::Server) -> Server {
    // A lone `/` is the root of a host.
    let trimmed = |url: &str| match url.trim_end_matches('/') {
        "" if url.starts_with('/') => "/".to_owned(),
        trimmed => trimmed.to_owned(),
    };
    let mut url = server.url.clone();
    let mut variables = Vec::new();
    for (name, variable) in server.variables.iter().flatten() {
        let braced = format!("{{{name}}}");
        if url.contains(&braced) {
            url = url.replace(&braced, &variable.default);
            variables.push(ServerVariable {
                name: SpecName::new(name),
                default: Some(variable.default.clone()),
                values: variable.enumeration.clone(),
                description: variable.description.clone(),
            });
        }
    }
    let url = trimmed(&url);
    let undeclared: Vec<String> = braced(&url).map(str::to_owned).collect();
    let filled = undeclared.iter().fold(url.clone(), |url, name| {
        url.replace(&format!("{{{name}}}"), "x")
    });
    variables.extend(undeclared.iter().map(|name| ServerVariable {
        name: SpecName::new(name),
        default: None,
        values: Vec::new(),
        description: None,
    }));
    Server {
        open: !undeclared.is_empty() && is_base(&filled),
        usable: is_base(&url),
        relative: is_relative(&url),
        url,
        template: trimmed(&server.url),
        variables,
        description: server.description.clone(),
    }
}

/// Returns the names of the variables in a URL.
fn braced(url: &str) -> impl Iterator<Item = &str> {
    let pieces = url.split('{').skip(1);
    pieces.filter_map(|rest| Some(rest.split_once('}')?.0))
}

/// Returns whether a URL is a relative reference (RFC 3986, section 4.2) that cannot be mistaken for one with a scheme.
fn is_relative(url: &str) -> bool {
    let parsed = is_base(&format!("http://host/{}", url.trim_start_matches('/')));
    parsed && !url.is_empty() && !url.starts_with("//") && !url.contains(':')
}

/// Returns whether a URL can be the base URL of a client; the runtime applies the same rule.
fn is_base(url: &str) -> bool {
    let web = url.starts_with("https://") || url.starts_with("http://");
    let parsed = url
        .parse::<http::Uri>()
        .is_ok_and(|uri| uri.authority().is_some_and(|it| !it.as_str().contains('@')));
    web && parsed && !url.contains(['?', '#', '{'])
}
