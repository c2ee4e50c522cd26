//! Makes the client.

fn main() -> Result<(), generator::BuildError> {
    generator::Builder::new("api/pets.yaml").generate()
}
