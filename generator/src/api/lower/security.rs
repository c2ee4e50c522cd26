//! Security schemes and requirements.

use super::Lower;
use crate::{
    api::{Flow, FlowKind, Need, SchemeKind, SecurityScheme},
    diagnostic::{Code, Diagnostic},
    tree::{Key, Node, Object, SpecName, SpecPath},
};
use openapiv3::{APIKeyLocation, OpenAPI, Operation, ReferenceOr, SecurityScheme as Typed};

impl Lower<'_> {
    /// Returns the schemes for which a client can have credentials.
    pub(super) fn schemes(&mut self, openapi: &OpenAPI) -> Vec<SecurityScheme> {
        let at = SpecPath::root()
            .child("components")
            .child("securitySchemes");
        let schemes = openapi
            .components
            .iter()
            .flat_map(|it| &it.security_schemes);
        let mut out = Vec::new();
        for (name, scheme) in schemes {
            let ReferenceOr::Item(scheme) = scheme else {
                continue;
            };
            let at = at.child(name);
            let Some(kind) = kind(scheme) else {
                self.unsupported_scheme(name, scheme, &at);
                continue;
            };
            if let Some(name) = bearer_name(scheme) {
                let message = format!("the header name `{name}` includes the start of the value");
                let at = at.child("name");
                self.note(
                    Code::ApiKeyName,
                    &at,
                    &message,
                    "it is read as `type: http`, `scheme: bearer`",
                );
            }
            out.push(SecurityScheme {
                name: SpecName::new(name),
                kind,
                flows: self.flows(&at.child("flows")),
                discovery: self.discovery(&at),
                description: description(scheme).cloned(),
                at,
            });
        }
        out
    }

    fn unsupported_scheme(&mut self, name: &str, scheme: &Typed, at: &SpecPath) {
        let message = match scheme {
            Typed::APIKey { location, name, .. } => {
                let place = match location {
                    APIKeyLocation::Query => "parameter",
                    APIKeyLocation::Header => "header",
                    APIKeyLocation::Cookie => "cookie",
                };
                let name = name.escape_debug();
                format!("an API key in a {place} cannot have the name `{name}`")
            }
            _ => format!("the HTTP authentication scheme of `{name}` is not supported"),
        };
        let action = "alternatives with it are left out; the header can be set with `.options(..)`";
        self.warning(Code::UnsupportedScheme, at, &message, action);
    }

    /// Returns the security requirements of an operation; its own override those of the document. A requirement without
    /// schemes is kept: it makes authentication optional.
    pub(super) fn requirements(
        &mut self,
        openapi: &OpenAPI,
        operation: &Operation,
        at: &SpecPath,
    ) -> Vec<Vec<Need>> {
        let own = operation
            .security
            .as_ref()
            .map(|it| (at.child("security"), it));
        let all = openapi
            .security
            .as_ref()
            .map(|it| (SpecPath::root().child("security"), it));
        let Some((at, requirements)) = own.or(all) else {
            return Vec::new();
        };
        let mut out = Vec::new();
        for (index, requirement) in requirements.iter().enumerate() {
            let known = |name: &str| scheme(openapi, name).is_some() || self.is_certificate(name);
            let undeclared: Vec<&String> = requirement.keys().filter(|name| !known(name)).collect();
            for name in undeclared {
                self.undeclared_scheme(name, &at.item(index));
            }
            // An alternative is dropped if any part of it cannot be sent.
            let sent = |name: &str| supports(openapi, name);
            if requirement
                .keys()
                .all(|name| sent(name) || self.is_certificate(name))
            {
                let sent = requirement.iter().filter(|(name, _)| sent(name));
                let needs = sent.map(|(name, scopes)| Need {
                    scheme: SpecName::new(name),
                    scopes: scopes.clone(),
                });
                out.push(needs.collect());
            }
        }
        out
    }

    /// Returns the OAuth 2.0 flows of an OAuth Flows Object (OpenAPI 3.0.4, section 4.7.28).
    fn flows(&self, at: &SpecPath) -> Vec<Flow> {
        let flows = self.node(at).and_then(Node::as_object);
        let kinds = flows.into_iter().flat_map(Object::keys);
        let flow = |key: &Key| {
            let at = at.child(&key.text);
            let scopes = self.node(&at.child("scopes")).and_then(Node::as_object);
            let scopes = scopes.into_iter().flat_map(Object::iter);
            let text = |node: &Node| node.as_str().unwrap_or_default().to_owned();
            Some(Flow {
                kind: FlowKind::of(&key.text)?,
                authorization_url: self.text_at(&at.child("authorizationUrl")),
                device_url: self.text_at(&at.child("deviceAuthorizationUrl")),
                token_url: self.text_at(&at.child("tokenUrl")),
                refresh_url: self.text_at(&at.child("refreshUrl")),
                scopes: scopes
                    .map(|(key, it)| (key.text.to_string(), text(it)))
                    .collect(),
            })
        };
        kinds.filter_map(flow).collect()
    }

    /// Returns the URL of the provider's metadata, which `OpenID` Connect and OAuth 2.0 (RFC 8414) have in one format.
    fn discovery(&self, at: &SpecPath) -> Option<String> {
        let urls = ["openIdConnectUrl", "oauth2MetadataUrl"];
        urls.iter().find_map(|it| self.text_at(&at.child(it)))
    }

    /// Returns a text that is not empty.
    fn text_at(&self, at: &SpecPath) -> Option<String> {
        let text = self.node(at).and_then(Node::as_str);
        text.filter(|it| !it.is_empty()).map(str::to_owned)
    }

    /// Returns whether a scheme is a client certificate, which the transport presents and no request carries.
    fn is_certificate(&self, name: &str) -> bool {
        let schemes = SpecPath::root()
            .child("components")
            .child("securitySchemes");
        let kind = self.node(&schemes.child(name).child("type"));
        kind.and_then(Node::as_str) == Some("mutualTLS")
    }

    fn undeclared_scheme(&mut self, name: &str, at: &SpecPath) {
        self.diagnostics.push(
            Diagnostic::warning(
                Code::UndeclaredScheme,
                self.place(at),
                format!("the security scheme `{name}` is not declared"),
            )
            .pointer(at.as_str())
            .action("this alternative is left out")
            .help("declare it in `components.securitySchemes`"),
        );
    }
}

fn scheme<'a>(openapi: &'a OpenAPI, name: &str) -> Option<&'a Typed> {
    openapi
        .components
        .as_ref()?
        .security_schemes
        .get(name)?
        .as_item()
}

/// Returns whether a client can have a credential for the scheme. An unsupported one has already been reported.
fn supports(openapi: &OpenAPI, name: &str) -> bool {
    scheme(openapi, name).is_some_and(|scheme| kind(scheme).is_some())
}

fn kind(scheme: &Typed) -> Option<SchemeKind> {
    match scheme {
        Typed::HTTP { scheme, .. } if scheme.eq_ignore_ascii_case("bearer") => {
            Some(SchemeKind::Bearer)
        }
        Typed::HTTP { scheme, .. } if scheme.eq_ignore_ascii_case("basic") => {
            Some(SchemeKind::Basic)
        }
        Typed::HTTP { .. } => None,
        Typed::OAuth2 { .. } | Typed::OpenIDConnect { .. } => Some(SchemeKind::Bearer),
        Typed::APIKey { .. } if bearer_name(scheme).is_some() => Some(SchemeKind::Bearer),
        Typed::APIKey { location, name, .. } => match location {
            APIKeyLocation::Query => Some(SchemeKind::Query(SpecName::new(name))),
            APIKeyLocation::Header if is_token(name) => {
                Some(SchemeKind::Header(SpecName::new(name)))
            }
            APIKeyLocation::Cookie if is_token(name) => {
                Some(SchemeKind::Cookie(SpecName::new(name)))
            }
            APIKeyLocation::Header | APIKeyLocation::Cookie => None,
        },
    }
}

/// Returns the name of an API key that includes the start of the value, as in `Authorization: Bearer`.
fn bearer_name(scheme: &Typed) -> Option<&str> {
    let Typed::APIKey {
        location: APIKeyLocation::Header,
        name,
        ..
    } = scheme
    else {
        return None;
    };
    let (header, value) = name.split_once(':')?;
    let is = |text: &str, word: &str| text.trim().eq_ignore_ascii_case(word);
    (is(header, "authorization") && is(value, "bearer")).then_some(name.as_str())
}

/// Returns whether a header or a cookie can have this name (RFC 9110, section 5.6.2; RFC 6265, section 4.1.1).
fn is_token(name: &str) -> bool {
    http::HeaderName::from_bytes(name.as_bytes()).is_ok()
}

fn description(scheme: &Typed) -> Option<&String> {
    match scheme {
        Typed::HTTP { description, .. }
        | Typed::OAuth2 { description, .. }
        | Typed::OpenIDConnect { description, .. }
        | Typed::APIKey { description, .. } => description.as_ref(),
    }
}
