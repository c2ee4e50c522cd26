//! The logins of the document's security schemes, as constants of the client.

use super::{context::Context, doc};
use crate::{
    api::{Flow, FlowKind, Operation, SchemeKind, SecurityScheme},
    tree::SpecName,
};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use std::collections::{BTreeMap, BTreeSet};

/// Returns whether any scheme has a login.
pub(super) fn has_any(cx: Context<'_>) -> bool {
    cx.api.schemes.iter().any(SecurityScheme::has_login)
}

/// Returns whether any login has a flow.
pub(super) fn has_flows(cx: Context<'_>) -> bool {
    let mut logins = cx.api.schemes.iter().filter(|it| it.has_login());
    logins.any(|it| it.flows.iter().any(|it| flow(it).is_some()))
}

/// Emits one constant per login.
pub(super) fn constants(cx: Context<'_>) -> Vec<TokenStream> {
    let mut scopes: BTreeMap<&SpecName, BTreeSet<&str>> = BTreeMap::new();
    let operations = cx.api.operations.iter();
    for need in operations.flat_map(|it| it.security.iter().flatten()) {
        let known = scopes.entry(&need.scheme).or_default();
        known.extend(need.scopes.iter().map(String::as_str));
    }
    let both = cx.api.schemes.iter().zip(&cx.names.schemes);
    let all = both.filter_map(|(scheme, names)| {
        let name = names.constant.as_ref()?;
        let scopes = scopes.remove(&scheme.name).unwrap_or_default();
        Some(constant(scheme, name, &scopes))
    });
    all.collect()
}

fn constant(scheme: &SecurityScheme, name: &Ident, scopes: &BTreeSet<&str>) -> TokenStream {
    let docs = doc::lines(docs(scheme));
    let scopes = scopes.iter();
    let flows = scheme.flows.iter().filter_map(flow);
    let metadata = match &scheme.discovery {
        Some(url) => quote!(Some(#url)),
        None => quote!(None),
    };
    let called = Literal::string(scheme.name.as_str());
    quote! {
        #docs
        pub const #name: OAuth = OAuth {
            scheme: #called,
            scopes: &[#(#scopes),*],
            flows: &[#(#flows),*],
            metadata_url: #metadata,
        };
    }
}

/// Emits a flow, if it has the URL without which it is useless.
fn flow(flow: &Flow) -> Option<TokenStream> {
    let url = |url: &Option<String>| url.as_deref().map(Literal::string);
    let token = url(&flow.token_url);
    let start = match flow.kind {
        FlowKind::AuthorizationCode => {
            let authorization = url(&flow.authorization_url)?;
            let token = token?;
            quote!(authorization_code(#authorization, #token))
        }
        FlowKind::ClientCredentials => {
            let token = token?;
            quote!(client_credentials(#token))
        }
        FlowKind::DeviceAuthorization => {
            let (device, token) = (url(&flow.device_url)?, token?);
            quote!(device(#device, #token))
        }
        FlowKind::Implicit => {
            let authorization = url(&flow.authorization_url)?;
            quote!(implicit(#authorization))
        }
        FlowKind::Password => {
            let token = token?;
            quote!(password(#token))
        }
    };
    let refresh = url(&flow.refresh_url).map(|it| quote!(.refresh_url(#it)));
    Some(quote!(OAuthFlow::#start #refresh))
}

/// Emits the call that sets the scopes of the operation, for sources of tokens. A scheme that one of the alternatives
/// needs without scopes is left out.
pub(super) fn required(cx: Context<'_>, operation: &Operation) -> Option<TokenStream> {
    let bearer = |name: &SpecName| {
        let mut schemes = cx.api.schemes.iter();
        schemes.any(|it| it.name == *name && it.kind == SchemeKind::Bearer)
    };
    let all = || operation.security.iter().flatten();
    let free = |name: &SpecName| all().any(|it| it.scheme == *name && it.scopes.is_empty());
    let limited = all().filter(|it| bearer(&it.scheme) && !free(&it.scheme));
    let entries: Vec<TokenStream> = limited
        .map(|it| {
            let (scheme, scopes) = (it.scheme.as_str(), &it.scopes);
            quote!((#scheme, &[#(#scopes),*]))
        })
        .collect();
    (!entries.is_empty()).then(|| quote!(.scopes(&[#(#entries),*])))
}

/// Returns one line per scheme of which the operation needs scopes. One of several schemes may suffice.
pub(super) fn scopes(operation: &Operation) -> Vec<String> {
    let mut all: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for need in operation.security.iter().flatten() {
        let known = all.entry(need.scheme.as_str()).or_default();
        known.extend(need.scopes.iter().map(String::as_str));
    }
    let all = all.into_iter().filter(|(_, scopes)| !scopes.is_empty());
    let line = |(scheme, scopes): (&str, BTreeSet<&str>)| {
        let scopes: Vec<String> = scopes.into_iter().map(doc::code).collect();
        format!("- {}: {}", doc::code(scheme), scopes.join(", "))
    };
    all.map(line).collect()
}

fn docs(scheme: &SecurityScheme) -> Vec<String> {
    let mut out = vec![format!(
        "The login of the scheme {}, for the feature `oauth`.",
        doc::code(scheme.name.as_str())
    )];
    let scopes: BTreeMap<&String, &String> = scheme
        .flows
        .iter()
        .flat_map(|it| it.scopes.iter().map(|(name, text)| (name, text)))
        .collect();
    if !scopes.is_empty() {
        out.extend([String::new(), "Scopes:".to_owned(), String::new()]);
    }
    out.extend(scopes.into_iter().map(|(name, text)| {
        let text = doc::inline(text);
        let name = doc::code(name);
        if text.is_empty() {
            format!("- {name}")
        } else {
            format!("- {name}: {text}")
        }
    }));
    out
}
