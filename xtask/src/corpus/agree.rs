//! The comparison of the interpreter of the model with the compiled code, which is the reference.

use super::{
    program::{Back, Outcome},
    verdict::Marked,
};
use crate::interpret::Interpreter;
use generator::{Stages, api::TypeRef};
use serde_json::Value;

/// Returns how the interpreter differs from the compiled code for a value, or `None` if they agree.
pub fn disagreement(
    stages: &Stages,
    ty: &TypeRef,
    value: &Value,
    compiled: &Outcome,
) -> Option<String> {
    let interpreted = Interpreter::new(stages).round_trip(ty, value);
    let interpreted = interpreted.map(Marked::of);
    // The program prints errors on one line.
    let interpreted = interpreted.map_err(|it| it.to_string().replace('\n', " "));
    let back = compiled.as_ref().map_err(|why| without_position(why));
    let back = back.and_then(|it| Back::value(it).map_err(|_| "no JSON"));
    let back = back.map(Marked::of).map_err(str::to_owned);
    (interpreted != back).then(|| {
        format!(
            "interpreted {}, compiled {}",
            shown(&interpreted),
            shown(&back)
        )
    })
}

fn shown(outcome: &Result<Marked, String>) -> String {
    match outcome {
        Ok(it) => it.to_string(),
        Err(why) => format!("refused: {why}"),
    }
}

/// Removes the line and column, since the interpreter reads a value and not a text.
fn without_position(why: &str) -> &str {
    why.rsplit_once(" (line ")
        .map_or(why, |(message, _)| message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use generator::{diagnostic::Diagnostics, source::load_bytes, stages};
    use serde_json::json;

    #[test]
    fn what_differs_is_told() {
        let document = json!({
            "openapi": "3.1.0",
            "info": { "title": "Pets", "version": "1" },
            "components": { "schemas": { "Pet": {
                "type": "object",
                "required": ["age"],
                "properties": { "age": { "type": "integer", "format": "int32" } },
            } } },
        });
        let source = load_bytes("pets.json", document.to_string().into_bytes()).expect("read");
        let stages = stages(&source, &mut Diagnostics::new()).expect("there are types");
        let ty = stages
            .api
            .schemas
            .values()
            .find(|it| matches!(it, TypeRef::Named(_)));
        let ty = ty.expect("a struct");
        let told = |value: &Value, compiled: Outcome| disagreement(&stages, ty, value, &compiled);
        let back = |json: &Value| {
            Ok(Back {
                json: json.to_string(),
                shown: String::new(),
            })
        };
        let pet = json!({ "age": 7 });
        assert_eq!(
            told(&pet, back(&json!({ "\0type pets::Pet": null, "age": 7 }))),
            None
        );
        assert!(told(&pet, back(&json!({ "\0type pets::Cat": null, "age": 7 }))).is_some());
        assert!(told(&pet, back(&json!({ "\0type pets::Pet": null, "age": 7.0 }))).is_some());
        assert!(told(&pet, Err("missing field `age`".to_owned())).is_some());
        let refused = "missing field `age` (line 1, column 2)";
        assert_eq!(told(&json!({}), Err(refused.to_owned())), None);
        let refused = "missing field `age` at `pet` (line 1, column 2)";
        assert!(told(&json!({}), Err(refused.to_owned())).is_some());
    }
}
