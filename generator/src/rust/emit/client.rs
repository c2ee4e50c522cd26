//! `client.rs`: the client type, and the description of the API that the runtime needs.

use super::{context::Context, doc, env, login};
use crate::api::{SchemeKind, SecurityScheme, Server, ServerVariable};
use crate::rust::format::{Item, OutFile};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use std::{cmp::Reverse, collections::BTreeSet};

pub(super) fn emit(cx: Context<'_>) -> OutFile {
    let title = format!("A client of {}.", super::called(cx));
    let docs = doc::lines([
        title,
        String::new(),
        "Cheap to clone: clones share the configuration and the connections.".to_owned(),
        String::new(),
        "Errors that the document describes are `Error::Api`, with a typed body.".to_owned(),
    ]);
    let base_url = cx.api.base_url().map(|url| {
        let url = Literal::string(url);
        quote! {
            /// The base URL of the document's first server, which clients use by default.
            pub const BASE_URL: &'static str = #url;
        }
    });
    let builder = doc::lines(builder_docs(cx));
    let templates = cx.api.server_templates();
    let servers = (!templates.is_empty()).then(|| quote!(.servers(SERVERS)));
    let from_env = env::function(cx);
    let logins = login::constants(cx);
    let request = request(cx);
    let mut items = vec![
        imports(cx, servers.is_some()),
        Item::Rust(quote! {
            #docs
            #[derive(Clone, Debug)]
            pub struct Client {
                pub(super) core: ClientCore,
            }
        }),
        Item::Rust(quote! {
            impl Client {
                #base_url

                #(#logins)*

                #builder
                pub fn builder() -> ClientBuilder<Self> {
                    ClientBuilder::new(&API) #servers
                }

                #from_env
                #request
            }
        }),
        Item::Rust(quote! {
            impl From<ClientCore> for Client {
                fn from(core: ClientCore) -> Self {
                    Self { core }
                }
            }
        }),
        Item::Rust(api(cx)),
    ];
    if servers.is_some() {
        items.push(Item::Rust(self::servers(&templates)));
    }
    OutFile {
        path: "client.rs".to_owned(),
        docs: Vec::new(),
        items,
    }
}

fn imports(cx: Context<'_>, servers: bool) -> Item {
    let schemes = (!cx.api.schemes.is_empty()).then(|| quote!(AuthScheme,));
    let servers = servers.then(|| quote!(, ServerTemplate));
    let logins = login::has_any(cx).then(|| quote!(, OAuth));
    let flows = login::has_flows(cx).then(|| quote!(, OAuthFlow));
    Item::Line(quote!(
        use crate::runtime::{Api, #schemes ClientBuilder, ClientCore #logins #flows #servers, Undocumented, Variable};
    ))
}

/// Emits the function that makes a request which the document does not describe.
fn request(cx: Context<'_>) -> TokenStream {
    let alternatives = credentials(cx)
        .into_iter()
        .map(|names| quote!(&[#(#names),*]));
    quote! {
        /// Creates a request that the document does not describe, to a path below the base URL.
        pub fn request(&self, method: impl AsRef<str>, path: impl AsRef<str>) -> Undocumented {
            Undocumented::new(&self.core, method.as_ref(), path.as_ref(), &[#(#alternatives),*])
        }
    }
}

/// Returns the credentials that a request of the caller's own may have: those that operations require, the most schemes
/// first, each scheme by itself, and none.
fn credentials(cx: Context<'_>) -> Vec<Vec<&str>> {
    let required = cx.api.operations.iter().flat_map(|it| &it.security);
    let required = required.map(|needs| needs.iter().map(|it| it.scheme.as_str()).collect());
    let each = cx.api.schemes.iter().map(|it| vec![it.name.as_str()]);
    let mut known = BTreeSet::new();
    let all = required.chain(each).filter(|it: &Vec<&str>| !it.is_empty());
    let mut out: Vec<_> = all.filter(|it| known.insert(it.clone())).collect();
    out.sort_by_key(|it| Reverse(it.len()));
    if !out.is_empty() {
        out.push(Vec::new());
    }
    out
}

/// Emits the servers whose variables the builder takes.
fn servers(templates: &[&Server]) -> TokenStream {
    let templates = templates.iter().map(|server| {
        let url = Literal::string(&server.template);
        let variables = server.variables.iter().map(|it| {
            let name = it.name.as_str();
            let default = match &it.default {
                Some(default) => quote!(Some(#default)),
                None => quote!(None),
            };
            let values = &it.values;
            quote!((#name, #default, &[#(#values),*]))
        });
        quote!(ServerTemplate { url: #url, variables: &[#(#variables),*] })
    });
    quote! {
        /// The servers of the document that have variables.
        static SERVERS: &[ServerTemplate] = &[#(#templates),*];
    }
}

fn api(cx: Context<'_>) -> TokenStream {
    let name = cx.module;
    let base_url = if cx.api.base_url().is_some() {
        quote!(Some(Client::BASE_URL))
    } else {
        quote!(None)
    };
    let schemes = cx.api.schemes.iter().map(scheme);
    let variables = env::entries(cx);
    quote! {
        /// The description of the API for the runtime.
        static API: Api = Api {
            name: #name,
            base_url: #base_url,
            user_agent: concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")),
            schemes: &[#(#schemes),*],
            variables: &[#(#variables),*],
        };
    }
}

fn scheme(scheme: &SecurityScheme) -> TokenStream {
    let name = Literal::string(scheme.name.as_str());
    let kind = match &scheme.kind {
        SchemeKind::Bearer => quote!(AuthScheme::Bearer),
        SchemeKind::Basic => quote!(AuthScheme::Basic),
        SchemeKind::Header(name) => named(&quote!(ApiKeyHeader), name.as_str()),
        SchemeKind::Query(name) => named(&quote!(ApiKeyQuery), name.as_str()),
        SchemeKind::Cookie(name) => named(&quote!(ApiKeyCookie), name.as_str()),
    };
    quote!((#name, #kind))
}

fn named(variant: &TokenStream, name: &str) -> TokenStream {
    let name = Literal::string(name);
    quote!(AuthScheme::#variant(#name))
}

/// Returns the documentation of `builder()`: the document's servers, variables and credentials.
fn builder_docs(cx: Context<'_>) -> Vec<String> {
    let mut out = vec!["Creates a builder for a client.".to_owned()];
    if cx.api.base_url().is_none() {
        out.extend([
            String::new(),
            "The document declares no server that is usable as it is, so a base URL is required."
                .to_owned(),
        ]);
    }
    let default = usize::from(cx.api.base_url().is_some());
    let servers = cx
        .api
        .servers
        .iter()
        .skip(default)
        .map(|server| entry(&server.url, server.description.as_deref(), None));
    list(&mut out, "Servers, for `base_url(..)`:", servers.collect());
    list(
        &mut out,
        "Server variables, for `server_variable(..)`:",
        variables(cx),
    );
    list(
        &mut out,
        "Credentials:",
        cx.api.schemes.iter().map(scheme_docs).collect(),
    );
    out
}

/// Returns one list item per variable of the servers in use, without duplicates.
fn variables(cx: Context<'_>) -> Vec<String> {
    let mut known = Vec::new();
    let templates = cx.api.server_templates();
    for variable in templates.iter().flat_map(|server| &server.variables) {
        if known
            .iter()
            .all(|it: &&ServerVariable| it.name != variable.name)
        {
            known.push(variable);
        }
    }
    let told = |it: &&ServerVariable| {
        let mut how = match &it.default {
            Some(default) => format!("{} by default", doc::code(default)),
            None => "required".to_owned(),
        };
        if !it.values.is_empty() {
            let values: Vec<String> = it.values.iter().map(|value| doc::code(value)).collect();
            how.push_str(&format!("; one of {}", values.join(", ")));
        }
        entry(it.name.as_str(), it.description.as_deref(), Some(how))
    };
    known.iter().map(told).collect()
}

fn list(out: &mut Vec<String>, title: &str, entries: Vec<String>) {
    if !entries.is_empty() {
        out.extend([String::new(), title.to_owned(), String::new()]);
        out.extend(entries);
    }
}

/// Returns a list item: a name as code, how it is used, and the document's description.
fn entry(name: &str, description: Option<&str>, how: Option<String>) -> String {
    let told = description.map(doc::inline).filter(|text| !text.is_empty());
    let words: Vec<String> = how.into_iter().chain(told).collect();
    if words.is_empty() {
        return format!("- {}", doc::code(name));
    }
    format!("- {}: {}", doc::code(name), words.join(". "))
}

/// Returns the list item for a security scheme: its name, and how its credential is sent and set.
pub(super) fn scheme_docs(scheme: &SecurityScheme) -> String {
    let (place, call) = (sent_as(&scheme.kind), doc::code(&set_by(scheme)));
    let login = if scheme.has_login() {
        ", or by `login(..)` with the feature `oauth`"
    } else {
        ""
    };
    entry(
        scheme.name.as_str(),
        scheme.description.as_deref(),
        Some(format!("{place}, set by {call}{login}")),
    )
}

/// Returns the place of a credential in a request, in words.
pub(crate) fn sent_as(kind: &SchemeKind) -> String {
    match kind {
        SchemeKind::Bearer => doc::code("Authorization: Bearer"),
        SchemeKind::Basic => doc::code("Authorization: Basic"),
        SchemeKind::Header(name) => format!("the header {}", doc::code(name.as_str())),
        SchemeKind::Query(name) => format!("the query parameter {}", doc::code(name.as_str())),
        SchemeKind::Cookie(name) => format!("the cookie {}", doc::code(name.as_str())),
    }
}

/// Returns the builder's call that sets a credential.
pub(crate) fn set_by(scheme: &SecurityScheme) -> String {
    match &scheme.kind {
        SchemeKind::Bearer => "token(..)".to_owned(),
        SchemeKind::Basic => "basic(..)".to_owned(),
        SchemeKind::Header(_) | SchemeKind::Query(_) | SchemeKind::Cookie(_) => {
            format!("credential({:?}, ..)", scheme.name.as_str())
        }
    }
}
