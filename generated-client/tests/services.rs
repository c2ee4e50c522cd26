//! A client that calls a server's router in the same process, and layers around a transport.

#![cfg(all(feature = "tower", feature = "testing"))]

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use axum::{
    Router,
    body::{Body as Served, to_bytes},
    extract::{Path, Request},
    http::StatusCode,
    response::Response,
    routing::{get, put},
};
use generated_client::{
    apify::{Client, types::EnvVarRequest},
    runtime::{
        Body, BoxFuture, Error, Transport, TransportError, TransportErrorKind, TransportService,
        testing::Recorder,
    },
};
use tower_service::Service;

const ROUTE: &str = "/v2/acts/{actor}/versions/{version}/env-vars/{name}";

fn json(status: StatusCode, body: String) -> Response {
    Response::builder()
        .status(status)
        .header("content-type", "application/json")
        .body(Served::from(body))
        .unwrap()
}

/// Creates a router whose responses contain the received requests.
fn router() -> Router {
    async fn read(Path((actor, version, name)): Path<(String, String, String)>) -> Response {
        let body = format!(r#"{{"data":{{"name":"{name}","value":"{actor} {version}"}}}}"#);
        json(StatusCode::OK, body)
    }
    async fn write(request: Request) -> Response {
        let headers = request.headers();
        let seen = ["host", "authorization"].map(|name| headers[name].to_str().unwrap().to_owned());
        let body = to_bytes(request.into_body(), usize::MAX).await.unwrap();
        let sent = String::from_utf8(body.to_vec()).unwrap().replace('"', "'");
        let name = format!("{} {} {sent}", seen[0], seen[1]);
        json(StatusCode::OK, format!(r#"{{"data":{{"name":"{name}"}}}}"#))
    }
    Router::new()
        .route(ROUTE, get(read))
        .route(ROUTE, put(write))
}

fn client() -> Client {
    Client::builder()
        .token("T")
        .service(router())
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_router_answers() {
    let found = client()
        .act_version_env_var_get("janedoe~my actor", "0.1", "N")
        .await
        .unwrap();
    assert_eq!(found.status(), 200);
    assert_eq!(found.data.name, "N");
    assert_eq!(found.data.value.as_deref(), Some("janedoe~my actor 0.1"));
}

#[tokio::test]
async fn it_sees_what_a_server_sees() {
    let body = EnvVarRequest::new("N", "v");
    let updated = client()
        .act_version_env_var_put("a", "0.1", "N", &body)
        .await
        .unwrap();
    assert_eq!(
        updated.data.name,
        "api.apify.com Bearer T {'name':'N','value':'v'}"
    );
    // The router has no such route.
    let error = client()
        .act_version_env_vars_get("a", "0.1")
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Status(error) if error.status() == 404));
}

/// A layer that counts requests and refuses a method.
#[derive(Clone)]
struct Layer<S>(S, Arc<AtomicUsize>);

impl<S> Service<http::Request<Body>> for Layer<S>
where
    S: Service<http::Request<Body>, Error = TransportError>,
    S::Future: Send + 'static,
    S::Response: 'static,
{
    type Response = S::Response;
    type Error = TransportError;
    type Future = BoxFuture<Result<S::Response, TransportError>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        self.1.fetch_add(1, Ordering::Relaxed);
        if request.method() == "DELETE" {
            let error = TransportError::new(TransportErrorKind::Connect, "the layer refuses");
            return Box::pin(async { Err(error) });
        }
        Box::pin(self.0.call(request))
    }
}

#[tokio::test]
async fn layers_stand_around_a_transport() {
    fn layered(transport: impl Transport, calls: &Arc<AtomicUsize>) -> Client {
        let service = Layer(TransportService::new(transport), Arc::clone(calls));
        let builder = Client::builder().token("T").service(service);
        builder.build().unwrap()
    }
    let calls = Arc::new(AtomicUsize::new(0));
    let recorder = Recorder::new();
    recorder.json(StatusCode::OK, r#"{"data":{"total":0,"items":[]}}"#);
    let client = layered(recorder.clone(), &calls);
    client.act_version_env_vars_get("a", "0.1").await.unwrap();
    assert_eq!(
        (calls.load(Ordering::Relaxed), recorder.requests().len()),
        (1, 1)
    );

    // The kind of the layer's error is kept.
    let failed = client.act_version_env_var_delete("a", "0.1", "N").await;
    assert!(failed.unwrap_err().is_connect());
    assert_eq!(recorder.requests().len(), 1);
}
