//! The formats of texts, checked by the parsers that the emitted types use.

use generator::api::Prim;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Returns whether a text is in the format of its type.
pub(super) fn is_in_format(prim: Prim, text: &str) -> bool {
    match prim {
        Prim::DateTime => text.parse::<jiff::Timestamp>().is_ok(),
        Prim::Date => text.parse::<jiff::civil::Date>().is_ok(),
        Prim::Uuid => text.parse::<uuid::Uuid>().is_ok(),
        Prim::Ipv4 => text.parse::<Ipv4Addr>().is_ok(),
        Prim::Ipv6 => text.parse::<Ipv6Addr>().is_ok(),
        Prim::String
        | Prim::Bool
        | Prim::I8
        | Prim::I16
        | Prim::I32
        | Prim::I64
        | Prim::U8
        | Prim::U16
        | Prim::U32
        | Prim::U64
        | Prim::I128
        | Prim::Null
        | Prim::F64 => true,
    }
}
