//! Sets an environment variable of an Actor version.
//!
//! ```text
//! APIFY_TOKEN=… cargo run -p generated-client --example update_env_var -- \
//!     --actor janedoe~my-actor --version 0.1 --name MY_ENV_VAR --value my-value
//! ```

use std::{error::Error as _, process::ExitCode};

use clap::Parser;
use generated_client::{
    apify::{Client, types::EnvVarRequest},
    runtime::{Error, Field},
};

/// Sets an environment variable of an Actor version. Reads the API token from `APIFY_TOKEN`.
#[derive(Parser)]
#[command(disable_version_flag = true)]
struct Arguments {
    /// The Actor: its id, or its owner's name, a tilde and its name.
    #[arg(long)]
    actor: String,
    /// The version of the Actor.
    #[arg(long)]
    version: String,
    /// The variable's name.
    #[arg(long)]
    name: String,
    /// The variable's new value.
    #[arg(long, allow_hyphen_values = true)]
    value: String,
    /// Keep the value encrypted. Without it this stays as it is.
    #[arg(long)]
    secret: bool,
    /// Another server than Apify's.
    #[arg(long, default_value = Client::BASE_URL)]
    base_url: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), String> {
    let token = std::env::var("APIFY_TOKEN").unwrap_or_default();
    if token.is_empty() {
        return Err("APIFY_TOKEN is not set: put your API token into it".to_owned());
    }
    let builder = Client::builder().base_url(arguments.base_url).token(token);
    let client = builder.build().map_err(|error| error.to_string())?;

    let body = EnvVarRequest {
        is_secret: if arguments.secret {
            Field::Value(true)
        } else {
            Field::Absent
        },
        ..EnvVarRequest::new(&arguments.name, arguments.value)
    };
    let request = client.act_version_env_var_put(
        &arguments.actor,
        &arguments.version,
        &arguments.name,
        &body,
    );
    match request.await {
        Ok(updated) => {
            let variable = &updated.data;
            let value = variable.value.as_deref().unwrap_or("(kept secret)");
            println!("{}={value}", variable.name);
            Ok(())
        }
        Err(Error::Api(refused)) => Err(format!(
            "{}: {}",
            refused.error.r#type, refused.error.message
        )),
        Err(other) => {
            // The error names the operation; why it failed is in what caused it.
            let mut message = other.to_string();
            let mut cause = other.source();
            while let Some(error) = cause {
                message.push_str("\n  because: ");
                message.push_str(&error.to_string());
                cause = error.source();
            }
            Err(message)
        }
    }
}
