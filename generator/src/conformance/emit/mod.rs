//! The tests of [`conformance`](crate::conformance) as code: one file per tag, and the items that they share.

mod given;

use crate::{
    api::{Part, essence},
    conformance::{Answer, AnswerKind, Form, PartValue, Piece, Places, Sent, Test},
    rust::{
        emit::{Context, called, errors::marker, own, type_ref::Uses},
        format::{Item, OutFile},
        names,
        plan::{Body, Decode},
    },
};
use given::{Inputs, inputs, raw};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use std::collections::BTreeSet;

/// Emits the test files, with paths below the folder of the API's tests.
pub(crate) fn emit(cx: Context<'_>, tests: &[Test]) -> Vec<OutFile> {
    let mut out = vec![root(cx, tests)];
    let named: Vec<(&Ident, String)> = tests.iter().map(|test| words(cx, test)).collect();
    let idents = names::tests(&named);
    let mut by_file = vec![Vec::new(); cx.names.operation_files.len()];
    for (test, ident) in tests.iter().zip(&idents) {
        let items: &mut Vec<_> = &mut by_file[cx.names.operations[test.operation].file];
        items.push(self::test(cx, test, ident));
    }
    for ((module, _), tests) in cx.names.operation_files.iter().zip(by_file) {
        if !tests.is_empty() {
            out.push(file(module, tests.into_iter().map(Item::Rust).collect()));
        }
    }
    out
}

/// Returns the operation's function, and the words that distinguish this test from its other tests.
fn words<'a>(cx: Context<'a>, test: &Test) -> (&'a Ident, String) {
    let words = match test.form {
        Form::Full => String::new(),
        Form::Required => "with what is required".to_owned(),
        Form::Other(index) => {
            let body = cx.other_bodies(test.operation).nth(index);
            format!("as {}", body.map_or_else(String::new, |it| it.words()))
        }
    };
    (&cx.names.operations[test.operation].function, words)
}

fn root(cx: Context<'_>, tests: &[Test]) -> OutFile {
    let files = tests
        .iter()
        .map(|it| cx.names.operations[it.operation].file);
    let files: BTreeSet<usize> = files.collect();
    let mut modules: Vec<&Ident> = files
        .into_iter()
        .map(|it| &cx.names.operation_files[it].0)
        .collect();
    modules.sort();
    let mut items: Vec<Item> = modules
        .iter()
        .map(|it| Item::Line(quote!(mod #it;)))
        .collect();
    let krate = path(cx);
    items.extend([
        Item::Gap,
        Item::Line(quote!(
            use crate::{
                library::runtime::{
                    Binary, EventStream, Json, JsonLines, Plain, Stream, Text, TextEvents,
                },
                wire::shown,
            };
        )),
    ]);
    if !cx.api.operations.is_empty() {
        let credentials = cx.api.schemes.iter().map(|scheme| {
            let name = Literal::string(scheme.name.as_str());
            quote!(.credential(#name, crate::wire::SECRET))
        });
        items.push(Item::Rust(quote! {
            /// Builds a client with every credential, which sends each request once.
            fn client(url: &str) -> #krate::Client {
                #krate::Client::builder().base_url(url).retry(crate::library::runtime::Retry::never()) #(#credentials)* .build().expect("a client")
            }
        }));
    }
    items.push(Item::Gap);
    items.extend(sets(cx));
    OutFile {
        path: "mod.rs".to_owned(),
        docs: vec![format!("The requests and responses of {}.", called(cx))],
        items,
    }
}

/// Emits the path of the API's module in the tests.
fn path(cx: Context<'_>) -> TokenStream {
    cx.path.parse().unwrap_or_default()
}

/// Emits the macro calls that let the harness name the variants of bodies that differ by status or content type.
fn sets(cx: Context<'_>) -> Vec<Item> {
    let krate = path(cx);
    let sets = cx.plan.sets.iter().zip(&cx.names.sets);
    let sets = sets.map(|(set, names)| {
        // The names that all operations have for a set stand for the same type.
        let own = &cx.names.own[set.operations[0]];
        let path = if set.success {
            let ident = &own.success;
            quote!(#krate::responses::#ident)
        } else {
            let ident = &own.failure;
            quote!(#krate::errors::#ident)
        };
        let cases = set.cases.iter().zip(&names.variants);
        let entries =
            cases.map(|((key, decode), variant)| entry(cx, &key.to_string(), variant, decode));
        (path, entries.collect())
    });
    let contents = cx.plan.contents.iter().zip(&cx.names.contents);
    let contents = contents.map(|(set, names)| {
        let path = content(cx, &set.cases);
        let cases = set.cases.iter().zip(&names.variants);
        let entries = cases.filter_map(|((medias, decode), variant)| {
            Some(entry(cx, medias.first()?, variant, decode))
        });
        (quote!(#krate::#path), entries.collect())
    });
    let all = sets.chain(contents);
    let item = |(head, entries): (TokenStream, Vec<TokenStream>)| Item::Entries {
        name: quote!(shown),
        head,
        entries,
    };
    all.map(item).collect()
}

/// Emits the path of the enum for bodies by content type. The names that operations have for it are equivalent.
fn content(cx: Context<'_>, cases: &[(Vec<String>, Decode)]) -> TokenStream {
    let set = cx.plan.content(cases).map(|index| &cx.plan.contents[index]);
    set.map(|set| own::content(cx, set.operations[0], cases))
        .unwrap_or_default()
}

fn entry(cx: Context<'_>, key: &str, variant: &Ident, decode: &Decode) -> TokenStream {
    let krate = path(cx);
    let key = Literal::string(key);
    let marker = match decode {
        Decode::ByContent(cases) => {
            let path = content(cx, cases);
            Some(quote!((#krate::#path)))
        }
        _ => marker(cx, decode, &mut Uses::default()).map(|marker| quote!((#marker))),
    };
    quote!(#key => #variant #marker)
}

fn file(module: &Ident, mut items: Vec<Item>) -> OutFile {
    items.splice(
        0..0,
        [
            Item::Line(quote!(
                use super::client;
            )),
            Item::Line(quote!(
                use crate::{
                    library::runtime::{Body, File, Multipart},
                    wire::*,
                };
            )),
        ],
    );
    OutFile {
        path: format!("{module}.rs"),
        docs: Vec::new(),
        items,
    }
}

fn test(cx: Context<'_>, test: &Test, ident: &Ident) -> TokenStream {
    let at = Literal::string(&test.at.to_string());
    let (method, target) = (Literal::string(&test.method), Literal::string(&test.target));
    let refused = test.refused.then(|| quote!(.refused()));
    let expected = test.headers.iter().filter(|_| !test.refused);
    let headers = expected.map(|(name, value)| {
        let (name, value) = (Literal::string(name), Literal::string(value));
        quote!(.header(#name, #value))
    });
    let key = made_key(cx, test);
    let whole = sent_body(cx, test);
    let body = test.body.as_ref().map(|it| body(whole, it));
    let answers = test.answers.iter().map(answer);
    let Inputs {
        function,
        arguments,
        setters,
        closure,
    } = inputs(cx, test);
    quote! {
        #[test]
        fn #ident() {
            case(#at, #method, #target)
                #refused
                #(#headers)*
                #key
                #body
                #(#answers)*
                .run(client, |client, #closure| client.#function(#(#arguments),*) #(#setters)* .send());
        }
    }
}

/// Emits the expectation of an idempotency key that the client makes, because the call gives none.
fn made_key(cx: Context<'_>, test: &Test) -> Option<TokenStream> {
    let header = &cx.repeats.keys.get(&test.operation)?.header;
    let mut given = test.headers.iter();
    let is_given = given.any(|(name, _)| name.eq_ignore_ascii_case(header));
    let header = Literal::string(header);
    (!is_given && !test.refused).then(|| quote!(.key(#header)))
}

/// Emits the expected body.
fn body(whole: Option<Body<'_>>, sent: &Sent) -> TokenStream {
    match sent {
        Sent::Json { media, value } => {
            let text = raw(&value.to_string());
            if media == "application/json" {
                quote!(.json(#text))
            } else {
                let media = Literal::string(media);
                quote!(.json_as(#media, #text))
            }
        }
        Sent::Form { text, .. } => {
            let text = Literal::string(text);
            quote!(.text("application/x-www-form-urlencoded", #text))
        }
        Sent::Lines { media, value } => {
            let lines = value.as_array().into_iter().flatten();
            let text: Vec<String> = lines.map(ToString::to_string).collect();
            let (media, text) = (Literal::string(media), raw(&text.join("\n")));
            quote!(.lines(#media, #text))
        }
        Sent::Plain { media, text, .. } | Sent::Raw { media, text, .. } => {
            let (media, text) = (Literal::string(media), Literal::string(text));
            quote!(.text(#media, #text))
        }
        Sent::AnyParts => {
            let part = quote!(vec![part("name", None, "value")]);
            in_parts(whole, "text/plain", &part)
        }
        Sent::Parts(values) => {
            let declared = whole.map_or(&[][..], |it| it.encoding.parts());
            let values = values
                .iter()
                .filter_map(|(index, value)| Some((declared.get(*index)?, value)));
            let values: Vec<_> = values.collect();
            let first = values.iter().find_map(|(_, value)| value.pieces.first());
            let root = first.map_or("", |it| it.media.as_deref().unwrap_or("text/plain"));
            let parts = values
                .iter()
                .flat_map(|(part, value)| part_tokens(part, value));
            in_parts(whole, root, &quote!(vec![#(#parts),*]))
        }
    }
}

/// Emits the expected parts with the media type of the body. That of related parts includes the type of the first one
/// (RFC 2387, section 3.1).
fn in_parts(whole: Option<Body<'_>>, root: &str, parts: &TokenStream) -> TokenStream {
    let media = whole.map(|it| essence(it.media));
    let media = match media.as_deref() {
        None | Some("multipart/form-data" | "multipart/*") => return quote!(.parts(#parts)),
        Some("multipart/related") if !root.is_empty() => {
            format!("multipart/related; type=\"{}\"", essence(root))
        }
        Some(media) => media.to_owned(),
    };
    let media = Literal::string(&media);
    quote!(.parts_as(#media, #parts))
}

/// Returns the form of the body that is sent.
fn sent_body<'a>(cx: Context<'a>, test: &Test) -> Option<Body<'a>> {
    match test.form {
        Form::Full | Form::Required => cx.body(test.operation),
        Form::Other(index) => cx.other_bodies(test.operation).nth(index),
    }
}

fn part_tokens(part: &Part, value: &PartValue) -> Vec<TokenStream> {
    let each = |piece: &Piece| {
        let name = Literal::string(&piece.name);
        let text = raw(&piece.text);
        let media = piece.media.as_deref().map(Literal::string);
        match (value.file, media) {
            (true, media) => quote!(file(#name, "file.bin", #media, #text)),
            (false, Some(media)) => quote!(part(#name, Some(#media), #text)),
            (false, None) => quote!(part(#name, None, #text)),
        }
    };
    let headers = part.headers.iter().map(|(header, value)| {
        let (header, value) = (Literal::string(header.as_str()), Literal::string(value));
        quote!(.with(#header, #value))
    });
    let headers: Vec<_> = headers.collect();
    let parts = value.pieces.iter().map(each);
    parts.map(|part| quote!(#part #(#headers)*)).collect()
}

fn answer(answer: &Answer) -> TokenStream {
    let status = Literal::u16_unsuffixed(answer.status);
    let (media, body) = (Literal::string(&answer.media), raw(&answer.body));
    let made = match answer.kind {
        AnswerKind::Success => quote!(success(#status, #media, #body)),
        AnswerKind::Failure => quote!(failure(#status, #media, #body)),
        AnswerKind::Bare => quote!(bare(#status)),
    };
    let case = Some(&answer.case).filter(|it| !it.is_empty()).map(|case| {
        let case = Literal::string(case);
        quote!(.case(#case))
    });
    let Places {
        optional,
        nullable,
        enums,
        objects,
    } = &answer.places;
    let lists = [
        (quote!(optional), optional),
        (quote!(nullable), nullable),
        (quote!(enums), enums),
        (quote!(objects), objects),
    ];
    let lists = lists
        .iter()
        .filter(|(_, it)| !it.is_empty())
        .map(|(name, places)| {
            let places = places.iter().map(|it| Literal::string(it));
            quote!(.#name(&[#(#places),*]))
        });
    quote!(.answer(#made #case #(#lists)*))
}
