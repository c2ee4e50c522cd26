//! The environment variables that a client can be made from.

use super::{context::Context, doc};
use crate::{
    rust::environment::{self, Use},
    tree::SpecName,
};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// An environment variable.
struct Variable<'a> {
    name: String,
    used: Use<'a>,
}

/// Emits the entries of the variables in the description of the API.
pub(super) fn entries(cx: Context<'_>) -> Vec<TokenStream> {
    let entries = variables(cx).into_iter().map(|it| {
        let name = Literal::string(&it.name);
        let used = match it.used {
            Use::BaseUrl => quote!(BaseUrl),
            Use::Token(_) => quote!(Token),
            Use::Username(_) => quote!(Username),
            Use::Password => quote!(Password),
            Use::Key(scheme) => {
                let scheme = Literal::string(scheme.as_str());
                quote!(Key(#scheme))
            }
        };
        quote!((#name, Variable::#used))
    });
    entries.collect()
}

/// Emits the function that creates a client from them.
pub(super) fn function(cx: Context<'_>) -> TokenStream {
    let docs = doc::lines(docs(cx));
    quote! {
        #docs
        #[cfg(not(target_arch = "wasm32"))]
        pub fn from_env() -> Result<Self, crate::runtime::BuildError> {
            Self::builder().env().build()
        }
    }
}

fn docs(cx: Context<'_>) -> Vec<String> {
    let mut out = vec![
        "Creates a client with the credentials and the base URL of the environment:".to_owned(),
        String::new(),
    ];
    out.extend(list(cx));
    out.extend([
        String::new(),
        "A variable that is not set, or empty, sets nothing. `Client::builder().env()` allows for other settings."
            .to_owned(),
        String::new(),
        "# Errors".to_owned(),
        String::new(),
        "Returns an error that names the variable if a value is not valid, and the errors of `build()`.".to_owned(),
    ]);
    out
}

/// Returns one list item per variable: its name and its use.
pub(super) fn list(cx: Context<'_>) -> Vec<String> {
    let items = variables(cx).into_iter().map(|it| {
        let used = match it.used {
            Use::BaseUrl if cx.api.base_url().is_none() => "the base URL, required".to_owned(),
            Use::BaseUrl => "the base URL, instead of the document's".to_owned(),
            Use::Token(schemes) => format!("the token for {}", names(&schemes)),
            Use::Username(schemes) => format!("the user name for {}", names(&schemes)),
            Use::Password => "its password".to_owned(),
            Use::Key(scheme) => format!("the key for {}", doc::code(scheme.as_str())),
        };
        format!("- {}: {used}.", doc::code(&it.name))
    });
    items.collect()
}

fn names(schemes: &[&SpecName]) -> String {
    let names: Vec<String> = schemes.iter().map(|it| doc::code(it.as_str())).collect();
    doc::and(&names)
}

/// Returns the names of the variables for the credentials of an operation, those of its first alternative.
pub(super) fn needed(cx: Context<'_>, operation: usize) -> Vec<String> {
    let needs = cx.api.operations[operation].security.first();
    let is_needed =
        |name: &SpecName| needs.is_some_and(|it| it.iter().any(|it| it.scheme == *name));
    let has_part = |used: &Use<'_>| match used {
        Use::BaseUrl | Use::Password => false,
        Use::Token(schemes) | Use::Username(schemes) => schemes.iter().any(|it| is_needed(it)),
        Use::Key(scheme) => is_needed(scheme),
    };
    let all = variables(cx).into_iter().filter(|it| has_part(&it.used));
    all.map(|it| it.name).collect()
}

fn variables(cx: Context<'_>) -> Vec<Variable<'_>> {
    let variable = |(end, used)| Variable {
        name: cx.environment.name(cx.module, end),
        used,
    };
    let all = environment::variables(cx.api, cx.names);
    all.into_iter().map(variable).collect()
}
