//! The schema of a body, as its operation describes it.

use generator::{
    api::{essence, is_json},
    conformance::witness::Witness,
    tree::{Node, SpecPath},
};

/// The media type of server-sent events.
const EVENTS: &str = "text/event-stream";

/// The fields of an event besides its data.
const FIELDS: &[&str] = &["event", "id", "retry", "comment"];

/// A body of an operation.
#[derive(Clone, Copy)]
pub(super) enum Body<'a> {
    Request,
    /// The response with this status and content type.
    Response(u16, &'a str),
    /// The data of an event in the response with this status and content type.
    Event(u16, &'a str),
}

/// Returns the schema of a body, or the reason why there is none.
pub(super) fn schema(
    witness: &Witness<'_>,
    operation: &SpecPath,
    body: Body<'_>,
) -> Result<SpecPath, String> {
    let finder = Finder { witness, operation };
    match body {
        Body::Request => finder.request(),
        Body::Response(status, media) => finder.response(status, media),
        Body::Event(status, media) => finder.event(status, media),
    }
}

struct Finder<'a> {
    witness: &'a Witness<'a>,
    operation: &'a SpecPath,
}

impl Finder<'_> {
    fn request(&self) -> Result<SpecPath, String> {
        let body = self.witness.behind(&self.operation.child("requestBody"));
        if self.has(&body) {
            return self.content(&body, "application/json", "the request");
        }
        self.swagger_body()
            .ok_or_else(|| "the document has no body for the request".to_owned())
    }

    /// Returns the schema of the body parameter of a Swagger 2.0 operation or its path.
    fn swagger_body(&self) -> Option<SpecPath> {
        let lists = [self.operation.clone(), self.operation.parent()];
        let params = lists.into_iter().flat_map(|at| {
            let at = at.child("parameters");
            let list = self.witness.node(&at).and_then(Node::as_array);
            (0..list.map_or(0, <[Node]>::len)).map(move |index| at.item(index))
        });
        let mut params = params.map(|at| self.witness.behind(&at));
        let body = params.find(|at| {
            let place = self.witness.node(at).and_then(|it| it.get("in")?.as_str());
            place == Some("body")
        })?;
        Some(body.child("schema")).filter(|it| self.has(it))
    }

    fn response(&self, status: u16, media: &str) -> Result<SpecPath, String> {
        let response = self.documented(status)?;
        // Swagger 2.0 has one schema for all media types.
        let own = response.child("schema");
        if self.has(&own) {
            return Ok(own);
        }
        self.content(&response, media, &format!("the status {status}"))
    }

    fn event(&self, status: u16, media: &str) -> Result<SpecPath, String> {
        let response = self.documented(status)?;
        let media = if essence(media) == EVENTS {
            media
        } else {
            EVENTS
        };
        let content = self.media(&response, media);
        let content =
            content.ok_or_else(|| format!("the document has no events for the status {status}"))?;
        let item = content.child("itemSchema");
        if self.has(&item) {
            return Ok(self.data(&item));
        }
        let schema = content.child("schema");
        if !self.has(&schema) {
            return Err("the document has no schema for the events".to_owned());
        }
        let list = self.witness.behind(&schema).child("items");
        let item = if self.has(&list) { list } else { schema };
        Ok(self.data(&item))
    }

    /// Returns the schema of an event's data, if the given schema describes the event as an object.
    fn data(&self, item: &SpecPath) -> SpecPath {
        let behind = self.witness.behind(item);
        let node = self.witness.node(&behind);
        let properties = node
            .and_then(|it| it.get("properties"))
            .and_then(Node::as_object);
        let Some(properties) = properties.filter(|it| it.get("data").is_some()) else {
            return item.clone();
        };
        let field = |key: &str| key == "data" || FIELDS.contains(&key);
        if !properties.iter().all(|(key, _)| field(&key.text)) {
            return item.clone();
        }
        let data = behind.child("properties").child("data");
        let content = self.witness.behind(&data).child("contentSchema");
        if self.has(&content) { content } else { data }
    }

    /// Returns the Response Object for the status.
    fn documented(&self, status: u16) -> Result<SpecPath, String> {
        let at = self.operation.child("responses");
        let range = |letter: &str| format!("{}{letter}{letter}", status / 100);
        let keys = [
            status.to_string(),
            range("X"),
            range("x"),
            "default".to_owned(),
        ];
        let mut places = keys.iter().map(|key| at.child(key));
        let found = places.find(|it| self.has(it));
        let found = found.ok_or_else(|| format!("the document has no response for {status}"))?;
        Ok(self.witness.behind(&found))
    }

    fn content(&self, at: &SpecPath, media: &str, of: &str) -> Result<SpecPath, String> {
        let found = self.media(at, media);
        let found = found.ok_or_else(|| format!("the document has no `{media}` for {of}"))?;
        let schema = found.child("schema");
        if self.has(&schema) {
            Ok(schema)
        } else {
            Err(format!("the document has no schema for {of}"))
        }
    }

    /// Returns the Media Type Object for a content type: the same type, a JSON type for JSON, or a range.
    fn media(&self, at: &SpecPath, media: &str) -> Option<SpecPath> {
        let at = at.child("content");
        let content = self.witness.node(&at).and_then(Node::as_object)?;
        let wanted = essence(media);
        let same = |key: &str| essence(key) == wanted;
        let json = |key: &str| is_json(&essence(key)) && is_json(&wanted);
        let ranged = |key: &str| {
            let range = essence(key);
            range
                .strip_suffix('*')
                .is_some_and(|it| it == "*/" || wanted.starts_with(it))
        };
        let find = |fits: &dyn Fn(&str) -> bool| {
            let mut keys = content.iter().map(|(key, _)| key.text.as_ref());
            keys.find(|key| fits(key)).map(|key| at.child(key))
        };
        let found = find(&same)
            .or_else(|| find(&json))
            .or_else(|| find(&ranged))?;
        Some(self.witness.behind(&found))
    }

    fn has(&self, at: &SpecPath) -> bool {
        self.witness.node(at).is_some()
    }
}
