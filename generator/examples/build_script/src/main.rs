//! Calls an API whose client the build script made.

/// The client of `api/pets.yaml`.
mod pets {
    include!(concat!(env!("OUT_DIR"), "/pets.rs"));
}

use pets::{
    Client,
    types::{Pet, PetKind},
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder()
        .base_url("http://localhost:8080")
        .build()?;
    let pet = Pet {
        kind: Some(PetKind::Cat),
        ..Pet::new("Tom")
    };
    // A request is sent when it is awaited; this one is only described.
    let request = client.add_pet(&pet);
    drop(request);
    println!("{}", serde_json::to_string(&pet)?);
    Ok(())
}
