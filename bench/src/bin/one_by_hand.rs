//! The same operation as one would write it by hand, to measure the size of the program.

#[allow(dead_code)] // the other operations are unused
#[path = "../by_hand.rs"]
mod by_hand;

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let [base, token, name, value] =
        std::array::from_fn(|index| std::env::args().nth(index + 1).unwrap_or_default());
    let http = reqwest::Client::new();
    let sender = http.clone();
    let client = by_hand::Client {
        http,
        base: base.parse()?,
        token,
        transport: Box::new(move |request| {
            let sender = sender.clone();
            Box::pin(async move { sender.execute(request).await })
        }),
    };
    let is_secret = Some(true);
    let note = by_hand::Note {
        name,
        value,
        is_secret,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let found = runtime.block_on(client.put_run(("jane doe", "run/1"), &note, 10, true))?;
    println!("{} of {}", found.items.len(), found.total);
    Ok(())
}
