//! Lists the containers of a Docker engine, runs one more, prints its log as it arrives, and removes it.
//!
//! ```text
//! docker alpine echo hello
//! ```

use docker::{Client, types::*};
use std::{env, error::Error};
use tokio::io::AsyncBufReadExt;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let image = arguments.next().ok_or("usage: docker IMAGE COMMAND..")?;
    let socket = env::var("DOCKER_SOCKET").unwrap_or("/var/run/docker.sock".to_owned());
    let http = reqwest::Client::builder().unix_socket(socket).build()?;
    let builder = Client::builder().base_url("http://localhost/v1.56");
    let client = builder.reqwest(http).build()?;

    for it in client.container_list().all(true).await?.into_inner() {
        let names = it.names.unwrap_or_default().join(", ");
        println!("{names}: {}", it.status.unwrap_or_default());
    }
    // With a terminal, the log is the text alone.
    let body = ContainerCreateBody::default()
        .image(image)
        .cmd(arguments.collect())
        .tty(true);
    let id = client.container_create(&body).await?.into_inner().id;
    client.container_start(&id).await?;
    let log = client
        .container_logs(&id)
        .follow(true)
        .stdout(true)
        .stderr(true);
    let mut lines = log.streamed().await?.into_inner().into_reader().lines();
    while let Some(line) = lines.next_line().await? {
        println!("{line}");
    }
    let ended = client.container_wait(&id).await?;
    client.container_delete(&id).v(true).await?;
    println!("exit code {}", ended.status_code);
    Ok(())
}
