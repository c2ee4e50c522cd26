//! A file that is taken when it is sent again, and a conversation with two calls of a function, whose arguments arrive
//! in pieces.

use super::{Received, Reply};
use serde_json::{Value, json};

/// The size of the pieces of a stream, which end anywhere: within a line, and within a character.
const PIECE: usize = 50;

pub(crate) fn answer(received: &[Received]) -> Reply {
    let request = received.last().expect("a request");
    match (request.line().as_str(), received.len()) {
        ("POST /files", 1) => Reply::busy(),
        ("POST /files", _) => Reply::json(200, &file()),
        ("POST /chat/completions", 3) => stream(&calls()),
        ("POST /chat/completions", _) => stream(&text()),
        _ => Reply::new(404),
    }
}

fn file() -> Value {
    json!({
        "id": "file-abc123", "object": "file", "bytes": 8, "created_at": 1_677_610_602, "filename": "trip.pdf",
        "purpose": "user_data", "status": "processed",
    })
}

/// Returns the deltas of two calls, which alternate.
fn calls() -> Vec<Value> {
    let start = |index: u32, id: &str| {
        let function = json!({ "name": "temperature", "arguments": "" });
        json!({ "tool_calls": [{ "index": index, "id": id, "type": "function", "function": function }] })
    };
    let more = |index: u32, arguments: &str| {
        let function = json!({ "arguments": arguments });
        json!({ "tool_calls": [{ "index": index, "function": function }] })
    };
    vec![
        json!({ "role": "assistant", "content": null }),
        start(0, "call_1"),
        more(0, "{\"ci"),
        start(1, "call_2"),
        more(1, "{\"city\":"),
        more(0, "ty\":\"Oslo\"}"),
        more(1, "\"Bergen\"}"),
        json!({}),
    ]
}

fn text() -> Vec<Value> {
    let words = ["Pack a ", "warm coat: ", "−4 °C", " in Oslo."];
    let deltas = words.map(|it| json!({ "content": it }));
    deltas.into()
}

/// Returns the events of some deltas.
fn stream(deltas: &[Value]) -> Reply {
    let chunk = |choices: Value| {
        json!({
            "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_694_268_190, "model": "gpt-5-mini",
            "system_fingerprint": "fp_1", "choices": choices,
        })
    };
    let choice = |delta: &Value| {
        let choices =
            json!([{ "index": 0, "delta": delta, "logprobs": null, "finish_reason": null }]);
        format!("data: {}\n\n", chunk(choices))
    };
    let mut text: String = deltas.iter().map(choice).collect();
    // The last chunk has no choice.
    text += &format!(
        ": comment\n\ndata: {}\n\ndata: [DONE]\n\n",
        chunk(json!([]))
    );
    let pieces = text.as_bytes().chunks(PIECE).map(<[u8]>::to_vec);
    let reply = Reply::new(200).header("content-type", "text/event-stream; charset=utf-8");
    reply.pieces(pieces)
}
