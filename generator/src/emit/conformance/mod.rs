//! The tests of [`conformance`](crate::conformance) as code: a file a tag, and what they share.

mod given;

use super::{Context, Item, OutFile, errors::marker, own, type_ref::Uses};
use crate::{
    conformance::{Answer, AnswerKind, Form, PartValue, Places, Sent, Test},
    model::{Decode, Encoding, Operation, Part},
    name,
};
use given::{Inputs, inputs, raw};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

/// The files, below the folder of the API's tests.
pub(crate) fn emit(cx: Context<'_>, tests: &[Test]) -> Vec<OutFile> {
    let mut out = vec![root(cx, tests)];
    let named: Vec<(&Ident, String)> = tests.iter().map(|test| words(cx, test)).collect();
    let idents = name::tests(&named);
    for (index, (module, _)) in cx.names.operation_files.iter().enumerate() {
        let here = |test: &Test| cx.names.operations[test.operation].file == index;
        let tests = tests.iter().zip(&idents).filter(|(test, _)| here(test));
        let items: Vec<Item> = tests
            .map(|(test, ident)| Item::Rust(self::test(cx, test, ident)))
            .collect();
        if !items.is_empty() {
            out.push(file(module, items));
        }
    }
    out
}

/// What a test is called: the operation's function, and what makes it another one.
fn words<'a>(cx: Context<'a>, test: &Test) -> (&'a Ident, String) {
    let operation = &cx.api.operations[test.operation];
    let words = match test.form {
        Form::Full => String::new(),
        Form::Required => "with what is required".to_owned(),
        Form::Other(index) => {
            let body = operation.other_bodies.get(index);
            format!("as {}", body.map_or("", |it| &it.words))
        }
    };
    (&cx.names.operations[test.operation].function, words)
}

fn root(cx: Context<'_>, tests: &[Test]) -> OutFile {
    let used = |index: usize| {
        tests
            .iter()
            .any(|it| cx.names.operations[it.operation].file == index)
    };
    let files = cx.names.operation_files.iter().enumerate();
    let mut modules: Vec<&Ident> = files
        .filter(|(index, _)| used(*index))
        .map(|(_, (it, _))| it)
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
                    Binary, EventStream, Json, JsonLines, Stream, Text, TextEvents,
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
            /// A client with every credential, which sends each request once.
            fn client(url: &str) -> #krate::Client {
                #krate::Client::builder().base_url(url).retry(crate::library::runtime::Retry::never()) #(#credentials)* .build().expect("a client")
            }
        }));
    }
    items.push(Item::Gap);
    items.extend(sets(cx));
    OutFile {
        path: "mod.rs".to_owned(),
        docs: vec![format!("What {} sends and reads.", super::called(cx))],
        items,
    }
}

/// The API's module as the tests reach it: a path of identifiers.
fn path(cx: Context<'_>) -> TokenStream {
    cx.path.parse().unwrap_or_default()
}

/// Bodies of several kinds, each as the harness tells them apart.
fn sets(cx: Context<'_>) -> Vec<Item> {
    let krate = path(cx);
    let sets = cx.facts.sets.iter().zip(&cx.names.sets);
    let sets = sets.map(|(set, names)| {
        // One name is as good as another.
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
    let contents = cx.facts.contents.iter().zip(&cx.names.contents);
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

/// A name for bodies by content type: one is as good as another.
fn content(cx: Context<'_>, cases: &[(Vec<String>, Decode)]) -> TokenStream {
    let set = cx
        .facts
        .content(cases)
        .map(|index| &cx.facts.contents[index]);
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
                    library::runtime::{File, Multipart},
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
    let operation = &cx.api.operations[test.operation];
    let body = test.body.as_ref().map(|it| body(operation, test.form, it));
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
                #body
                #(#answers)*
                .run(client, |client, #closure| client.#function(#(#arguments),*) #(#setters)* .send());
        }
    }
}

/// The body that is expected.
fn body(operation: &Operation, form: Form, sent: &Sent) -> TokenStream {
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
        Sent::Raw { media, text } => {
            let (media, text) = (Literal::string(media), Literal::string(text));
            quote!(.text(#media, #text))
        }
        Sent::AnyParts => quote!(.parts(vec![part("name", None, "value")])),
        Sent::Parts(values) => {
            let declared = parts(operation, form);
            let values = values
                .iter()
                .filter_map(|(index, value)| Some((declared.get(*index)?, value)));
            let parts = values.flat_map(|(part, value)| part_tokens(part, value));
            quote!(.parts(vec![#(#parts),*]))
        }
    }
}

/// The parts that the document declares.
fn parts(operation: &Operation, form: Form) -> &[Part] {
    let body = match form {
        Form::Full | Form::Required => operation.body.as_ref(),
        Form::Other(index) => operation.other_bodies.get(index),
    };
    match body.map(|it| &it.encoding) {
        Some(Encoding::Multipart(parts)) => parts,
        Some(
            Encoding::Json { .. }
            | Encoding::Form { .. }
            | Encoding::Lines { .. }
            | Encoding::Raw { .. },
        )
        | None => &[],
    }
}

fn part_tokens(part: &Part, value: &PartValue) -> Vec<TokenStream> {
    let name = Literal::string(part.wire.as_str());
    let each = |text: &String| {
        let text = raw(text);
        let media = value.media.as_deref().map(Literal::string);
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
    let parts = value.texts.iter().map(each);
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
