//! Security schemes and requirements.

use super::Lower;
use crate::{
    diagnostic::{Code, Diagnostic},
    load::Node,
    model::{SchemeKind, SecurityScheme, SpecName, SpecPath},
};
use openapiv3::{APIKeyLocation, OpenAPI, Operation, ReferenceOr, SecurityScheme as Typed};

impl Lower<'_> {
    /// The schemes that a client can have credentials for.
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
            if let Some(kind) = kind(scheme) {
                let description = description(scheme).cloned();
                out.push(SecurityScheme {
                    at,
                    name: SpecName::new(name),
                    kind,
                    description,
                });
            } else {
                self.diagnostics.push(
                    Diagnostic::lossy(
                        Code("unsupported-scheme"),
                        self.place(&at),
                        format!("the HTTP authentication scheme of `{name}` is not supported"),
                    )
                    .pointer(at.as_str())
                    .done("alternatives with it are left out; the header can be given with `.options(..)`"),
                );
            }
        }
        out
    }

    /// The alternatives of an operation; its own replace those of the document. A requirement
    /// without schemes stays: it says that nothing is needed.
    pub(super) fn requirements(
        &mut self,
        openapi: &OpenAPI,
        operation: &Operation,
        at: &SpecPath,
    ) -> Vec<Vec<SpecName>> {
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
            // An alternative of which a part cannot be sent is none.
            let sent = |name: &&String| supports(openapi, name);
            if requirement
                .keys()
                .all(|name| sent(&name) || self.is_certificate(name))
            {
                out.push(requirement.keys().filter(sent).map(SpecName::new).collect());
            }
        }
        out
    }

    /// Whether a scheme is a client certificate, which the transport presents and no request carries.
    fn is_certificate(&self, name: &str) -> bool {
        let schemes = SpecPath::root()
            .child("components")
            .child("securitySchemes");
        let kind = self.node(&schemes.child(name).child("type"));
        kind.and_then(Node::as_str) == Some("mutualTLS")
    }

    fn undeclared_scheme(&mut self, name: &str, at: &SpecPath) {
        self.diagnostics.push(
            Diagnostic::lossy(
                Code("undeclared-scheme"),
                self.place(at),
                format!("no security scheme is called `{name}`"),
            )
            .pointer(at.as_str())
            .done("this alternative is left out")
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

/// Whether a client can have a credential for the scheme. That it cannot has been reported.
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
        Typed::APIKey { location, name, .. } => Some(match location {
            APIKeyLocation::Query => SchemeKind::Query(SpecName::new(name)),
            APIKeyLocation::Header => SchemeKind::Header(SpecName::new(name)),
            APIKeyLocation::Cookie => SchemeKind::Cookie(SpecName::new(name)),
        }),
    }
}

fn description(scheme: &Typed) -> Option<&String> {
    match scheme {
        Typed::HTTP { description, .. }
        | Typed::OAuth2 { description, .. }
        | Typed::OpenIDConnect { description, .. }
        | Typed::APIKey { description, .. } => description.as_ref(),
    }
}
