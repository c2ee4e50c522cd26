//! Neither tokens nor values of variables are ever printed. The test needs no sockets, so that it also runs without
//! `reqwest`.

use std::fmt::{Debug, Write as _};

use generated_client::{
    apify::{
        Client,
        types::{EnvVar, EnvVarRequest, EnvVarResponse, ErrorResponse},
    },
    runtime::{
        Body, Error, Field, RequestErrorKind, TransportError, TransportErrorKind, testing::Recorder,
    },
};
use http::StatusCode;

const TOKEN: &str = "apify_api_hush";
const VALUE: &str = "value-hush";

/// Everything that is printed in a test.
#[derive(Default)]
struct Printed(String);

impl Printed {
    fn debug(&mut self, value: &impl Debug) {
        write!(self.0, "{value:?}\n{value:#?}\n").unwrap();
    }

    fn error(&mut self, error: &(impl std::error::Error + 'static)) {
        self.debug(error);
        let mut next: Option<&dyn std::error::Error> = Some(error);
        while let Some(error) = next {
            writeln!(self.0, "{error}\n{error:?}").unwrap();
            next = error.source();
        }
    }

    #[track_caller]
    fn check(&self) {
        assert!(!self.0.contains("hush"), "{}", self.0);
    }
}

fn request() -> EnvVarRequest {
    EnvVarRequest {
        is_secret: Field::Value(true),
        ..EnvVarRequest::new("N", VALUE)
    }
}

fn client(recorder: &Recorder) -> Client {
    Client::builder()
        .token(TOKEN)
        .transport(recorder.clone())
        .build()
        .unwrap()
}

async fn put(recorder: &Recorder) -> Result<EnvVarResponse, Error<ErrorResponse>> {
    let sent = client(recorder)
        .act_version_env_var_put("a", "0.1", "N", &request())
        .await;
    sent.map(generated_client::runtime::Response::into_inner)
}

#[test]
fn what_is_configured() {
    let mut printed = Printed::default();
    let builder = Client::builder().token(TOKEN).base_url("http://h");
    printed.debug(&builder);
    let builder = builder.transport(Recorder::new());
    printed.debug(&builder);
    printed.debug(&builder.build().unwrap());
    // An invalid URL or token is refused without being repeated.
    for url in ["https://me:hush@h", "https://h?token=hush", "hush"] {
        let builder = Client::builder().base_url(url).transport(Recorder::new());
        printed.debug(&builder);
        printed.error(&builder.build().unwrap_err());
    }
    printed.error(
        &Client::builder()
            .token("hush\n")
            .transport(Recorder::new())
            .build()
            .unwrap_err(),
    );
    printed.check();
    assert!(printed.0.contains("httpBearer"), "{}", printed.0);
}

#[tokio::test]
async fn what_is_sent_and_received() {
    let mut printed = Printed::default();
    printed.debug(&request());
    printed.debug(&Body::from(VALUE));
    let recorder = Recorder::new();
    let body = format!(r#"{{"data":{{"name":"N","value":"{VALUE}"}}}}"#);
    let mut response = http::Response::new(Body::from(body));
    response
        .headers_mut()
        .insert("set-cookie", http::HeaderValue::from_static("sid=hush"));
    recorder.respond(response);

    let call = client(&recorder)
        .act_version_env_var_put("a", "0.1", "N", &request())
        .options(|o| {
            let o = o.header("x-key", "hush").query("key", "hush");
            printed.debug(&o);
            o
        });
    printed.debug(&call);
    let sending = call.send();
    printed.debug(&sending);
    let response = sending.await.unwrap();
    assert_eq!(response.data.value.as_deref(), Some(VALUE));
    printed.debug(&response);
    printed.debug(&*response);
    printed.debug(&EnvVar {
        name: "N".to_owned(),
        value: Some(VALUE.to_owned()),
        is_secret: Field::Absent,
    });

    // The recorder gives access to the requests, but does not print their secrets either.
    let sent = recorder.requests();
    assert_eq!(sent[0].headers["authorization"], format!("Bearer {TOKEN}"));
    assert!(
        sent[0]
            .body
            .windows(VALUE.len())
            .any(|window| window == VALUE.as_bytes())
    );
    printed.debug(&sent[0].headers);
    printed.debug(&recorder);
    printed.check();
    for expected in [
        "PUT /v2/acts/{actorId}/versions/",
        "value: [redacted]",
        "/v2/acts/a/",
    ] {
        assert!(printed.0.contains(expected), "{}", printed.0);
    }
}

#[tokio::test]
async fn what_goes_wrong() {
    let mut printed = Printed::default();
    let recorder = Recorder::new();

    let error = r#"{"error":{"type":"t","message":"m","debug":"hush"}}"#;
    recorder.json(StatusCode::BAD_REQUEST, error);
    recorder.json(StatusCode::UNAUTHORIZED, r#"{"token":"hush"}"#);
    recorder.json(StatusCode::OK, r#"{"data":"value-hush"}"#);
    recorder.json(StatusCode::OK, r#"{"data":{"name":{"secret":"hush"}}}"#);
    recorder.json(
        StatusCode::OK,
        r#"{"data":{"name":"N","isSecret":"hush, expected hush"}}"#,
    );
    recorder.json(StatusCode::OK, r#"{"data":{"name":"N","value":"hush"#);
    recorder.json(StatusCode::BAD_REQUEST, r#"{"error":{"value":"hush"}}"#);
    recorder.fail(TransportError::new(TransportErrorKind::Connect, "refused"));
    let mut kinds = String::new();
    for _ in 0..8 {
        let error = put(&recorder).await.unwrap_err();
        kinds.push(match &error {
            Error::Api(error) => {
                printed.error(&**error);
                'a'
            }
            Error::Status(error) => {
                printed.error(&**error);
                's'
            }
            Error::Decode(error) => {
                printed.error(&**error);
                'd'
            }
            Error::Transport(error) => {
                printed.error(&**error);
                't'
            }
            _ => '?',
        });
        printed.error(&error);
    }
    assert_eq!(kinds, "asdddddt");

    let error = client(&recorder)
        .act_version_env_var_put("a", "0.1", "N", &request())
        .options(|o| o.header("x-key", "hu\0sh hush"))
        .await
        .unwrap_err();
    printed.error(&error);
    printed.check();
}

#[tokio::test]
async fn a_missing_credential_is_named_before_anything_is_sent() {
    let recorder = Recorder::new();
    let client = Client::builder()
        .transport(recorder.clone())
        .build()
        .unwrap();
    let error = client
        .act_version_env_vars_get("a", "0.1")
        .await
        .unwrap_err();
    assert!(
        matches!(&error, Error::Request(error) if error.kind() == RequestErrorKind::Credential)
    );
    assert_eq!(
        error.to_string(),
        "GET /v2/acts/{actorId}/versions/{versionNumber}/env-vars: \
         the client has no credential for httpBearer"
    );
    assert!(recorder.requests().is_empty());
}

/// Checks that the errors of the HTTP stack do not contain the URL, which may include a key.
#[cfg(feature = "reqwest")]
#[tokio::test]
async fn causes_do_not_name_the_url() {
    let mut printed = Printed::default();
    let client = Client::builder()
        .base_url("http://127.0.0.1:1")
        .token(TOKEN)
        .build()
        .unwrap();
    let request = client.act_version_env_var_get("a", "0.1", "N");
    let error = request
        .options(|o| o.query("key", "hush"))
        .await
        .unwrap_err();
    assert!(error.is_connect());
    printed.error(&error);
    printed.check();
    let error = Client::builder()
        .base_url("http://h")
        .token(TOKEN)
        .build()
        .unwrap();
    printed.debug(&error);
    printed.check();
}

#[cfg(not(feature = "reqwest"))]
#[test]
fn without_a_transport_there_is_no_client() {
    let error = Client::builder().token(TOKEN).build().unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no transport: set one, or enable the feature `reqwest`"
    );
}
