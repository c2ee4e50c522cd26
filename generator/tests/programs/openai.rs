//! Asks a model about a file, lets it call a function of this program, and prints its answer as it arrives.
//!
//! ```text
//! OPENAI_API_KEY=… openai trip.pdf "What should I pack?"
//! ```

use openai::{Client, contents::CreateChatCompletionContent, runtime::File, types::*};
use serde_json::{Value, json};
use std::{
    env,
    error::Error,
    io::{self, Write},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [path, question] = &arguments[..] else {
        return Err("usage: openai FILE QUESTION".into());
    };
    let client = Client::from_env()?;
    let file = File::read(path)?;
    let file = client
        .create_file(file, &CreateFileRequestPurpose::UserData)
        .await?;
    println!("uploaded {} as {}", file.filename, file.id);

    let attached = ChatCompletionRequestMessageContentPartFileFile::default().file_id(&file.id);
    let parts: Vec<ChatCompletionRequestUserMessageContentPart> = vec![
        ChatCompletionRequestMessageContentPartText::new(question).into(),
        ChatCompletionRequestMessageContentPartFile::new(attached).into(),
    ];
    let parameters = json!({
        "type": "object",
        "properties": { "city": { "type": "string" } },
        "required": ["city"],
    });
    let function = FunctionObject::new("temperature")
        .description("Returns the temperature in a city, in degrees Celsius.")
        .parameters(serde_json::from_value(parameters)?);
    let messages = vec![ChatCompletionRequestUserMessage::new(parts).into()];
    let mut request = CreateChatCompletionRequest::new(messages, ModelIdsShared::Gpt5Mini)
        .tools(vec![ChatCompletionTool::new(function).into()])
        .stream(true);

    loop {
        let calls = answer(&client, &request).await?;
        if calls.is_empty() {
            return Ok(());
        }
        let made = calls.iter().cloned().map(Into::into).collect();
        let message = ChatCompletionRequestAssistantMessage::default().tool_calls(made);
        request.messages.push(message.into());
        for call in calls {
            let input: Value = serde_json::from_str(&call.function.arguments)?;
            let result = temperature(input["city"].as_str().unwrap_or_default());
            let message = ChatCompletionRequestToolMessage::new(result, call.id);
            request.messages.push(message.into());
        }
    }
}

/// Prints the model's text as it arrives, and returns the calls that it asks for.
async fn answer(
    client: &Client,
    request: &CreateChatCompletionRequest,
) -> Result<Vec<ChatCompletionMessageToolCall>, Box<dyn Error>> {
    let content = client.create_chat_completion(request).await?.into_inner();
    let CreateChatCompletionContent::EventStream(mut events) = content else {
        return Err("the answer is no stream".into());
    };
    let mut calls: Vec<ChatCompletionMessageToolCall> = Vec::new();
    while let Some(event) = events.next().await {
        for choice in event?.data.choices {
            print!("{}", choice.delta.content.as_deref().unwrap_or_default());
            io::stdout().flush()?;
            // A call arrives in pieces: its id and its name first, and then its arguments.
            for piece in choice.delta.tool_calls.unwrap_or_default() {
                let part = piece.function.unwrap_or_default();
                if let (Some(id), Some(name)) = (piece.id, part.name) {
                    let function = ChatCompletionMessageToolCallFunction::new(name, "");
                    calls.push(ChatCompletionMessageToolCall::new(id, function));
                }
                let call = calls.get_mut(usize::try_from(piece.index)?);
                let call = call.ok_or("a piece of no call")?;
                call.function.arguments += &part.arguments.unwrap_or_default();
            }
        }
    }
    if calls.is_empty() {
        println!();
    }
    Ok(calls)
}

fn temperature(city: &str) -> &'static str {
    if city == "Oslo" { "-4" } else { "unknown" }
}
