//! Response bodies that may have no end: server-sent events and JSON lines.

pub(crate) mod events;
pub(crate) mod idle;
pub(crate) mod json_lines;
pub(crate) mod lines;
pub(crate) mod reconnect;
pub(crate) mod sse;
