//! One operation, as the generator emits it: for the size of the program.

#[allow(dead_code)] // what else there is
#[path = "../emitted.rs"]
mod emitted;
#[allow(dead_code, unused_imports, missing_docs, unreachable_pub)]
#[path = "../../../generated-client/src/runtime/mod.rs"]
mod runtime;

use std::{error::Error, future::IntoFuture as _};

use runtime::Field;

fn main() -> Result<(), Box<dyn Error>> {
    let [base, token, name, value] =
        std::array::from_fn(|index| std::env::args().nth(index + 1).unwrap_or_default());
    let client = emitted::Client::builder()
        .base_url(base)
        .token(token)
        .build()?;
    let is_secret = Field::Value(true);
    let note = emitted::Note {
        name,
        value,
        is_secret,
    };
    let request = client
        .put_run("jane doe", "run/1", &note)
        .limit(10)
        .desc(true);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let found = runtime.block_on(request.into_future())?;
    println!("{} of {}", found.items.len(), found.total);
    Ok(())
}
