//! Literals in examples.

use crate::api::Prim;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

/// Emits a string literal: the example, if it is a scalar.
pub(super) fn text(example: Option<&Value>) -> TokenStream {
    let text = match example {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(flag)) => flag.to_string(),
        Some(Value::Null | Value::Array(_) | Value::Object(_)) | None => "string".to_owned(),
    };
    let literal = Literal::string(&text);
    quote!(#literal)
}

/// Emits a value of a primitive type: the example, if it fits.
pub(super) fn prim_value(prim: Prim, example: Option<&Value>) -> TokenStream {
    let integer = |low: i64, high: i64| {
        let given = example
            .and_then(Value::as_i64)
            .filter(|it| (low..=high).contains(it))
            .unwrap_or(1);
        let literal = Literal::i64_unsuffixed(given.abs());
        if given < 0 {
            quote!(-#literal)
        } else {
            quote!(#literal)
        }
    };
    match prim {
        Prim::String => {
            let text = text(example);
            quote!(#text.to_owned())
        }
        Prim::Bool => {
            let given = example.and_then(Value::as_bool).unwrap_or(true);
            quote!(#given)
        }
        Prim::I8 => integer(i64::from(i8::MIN), i64::from(i8::MAX)),
        Prim::I16 => integer(i64::from(i16::MIN), i64::from(i16::MAX)),
        Prim::I32 => integer(i64::from(i32::MIN) + 1, i64::from(i32::MAX)),
        Prim::I64 | Prim::I128 => integer(i64::MIN + 1, i64::MAX),
        Prim::U8 => integer(0, i64::from(u8::MAX)),
        Prim::U16 => integer(0, i64::from(u16::MAX)),
        Prim::U32 => integer(0, i64::from(u32::MAX)),
        Prim::U64 => integer(0, i64::MAX),
        Prim::Null => quote!(()),
        Prim::F64 => quote!(1.0),
        Prim::DateTime => quote!(jiff::Timestamp::UNIX_EPOCH),
        Prim::Date => quote!(jiff::civil::date(2024, 2, 29)),
        Prim::Uuid => quote!(uuid::Uuid::nil()),
        Prim::Ipv4 => quote!(std::net::Ipv4Addr::LOCALHOST),
        Prim::Ipv6 => quote!(std::net::Ipv6Addr::LOCALHOST),
    }
}
