//! One operation as the generator emits it, to measure the size of the program.

#[allow(dead_code)] // the other operations are unused
#[path = "../emitted.rs"]
mod emitted;

use std::{error::Error, future::IntoFuture as _};

use clientwright_runtime as runtime;
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
