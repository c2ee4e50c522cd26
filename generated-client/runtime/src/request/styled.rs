//! Parameters in styles other than the default ones of their locations.

use http::header::COOKIE;

use serde::Serialize;

use crate::runtime::{
    Call, FormStyles, Param, ParamValue, RequestErrorKind, Style,
    credentials::auth::header,
    request::builder::RequestBuilder,
    request::expand::{Raw, Target, expand},
    request::form,
    request::url,
};

impl<T, E> Call<T, E> {
    /// Sets the value of a `{name}` in the template, in this style. An empty value, `.` and `..` are
    /// rejected.
    pub fn path_styled(mut self, name: &'static str, style: Style, value: impl Param) -> Self {
        let value = value.param();
        self.builder.path_styled(name, style, &value, url::encode);
        self
    }

    /// Sets a path parameter whose value may contain reserved characters such as `:` and `@` unescaped
    /// (`allowReserved`). `/`, `?`, `#` and `%` are still encoded.
    pub fn path_reserved(mut self, name: &'static str, style: Style, value: impl Param) -> Self {
        let value = value.param();
        let encode = url::encode_in_segment;
        self.builder.path_styled(name, style, &value, encode);
        self
    }

    /// Adds a query parameter in this style.
    pub fn query_styled(mut self, name: &str, style: Style, value: impl Param) -> Self {
        let value = value.param();
        self.builder.query_styled(name, style, &value, url::encode);
        self
    }

    /// Adds a query parameter whose value may contain reserved characters such as `/` unescaped
    /// (`allowReserved`). `&`, `#`, `+` and `%` are still encoded.
    pub fn query_reserved(mut self, name: &str, style: Style, value: impl Param) -> Self {
        let value = value.param();
        let encode = url::encode_reserved;
        self.builder.query_styled(name, style, &value, encode);
        self
    }

    /// Sets a header parameter in this style.
    pub fn header_styled(mut self, name: &str, style: Style, value: impl Param) -> Self {
        self.builder.header_styled(name, style, &value.param());
        self
    }

    /// Adds a cookie parameter in this style. Each pair becomes a cookie of its own.
    pub fn cookie_styled(mut self, name: &str, style: Style, value: impl Param) -> Self {
        let value = value.param();
        self.builder.cookie_styled(name, style, &value, url::encode);
        self
    }

    /// Adds a cookie parameter whose value may contain reserved characters unescaped (`allowReserved`),
    /// except those that end a cookie or an item.
    pub fn cookie_reserved(mut self, name: &str, style: Style, value: impl Param) -> Self {
        let value = value.param();
        let encode = url::encode_in_cookie;
        self.builder.cookie_styled(name, style, &value, encode);
        self
    }

    /// Adds a value that is the whole query (`OpenAPI` 3.2.0, `in: querystring`): its text, or one JSON
    /// text with [`Style::Json`], percent-encoded.
    pub fn query_string(mut self, style: Style, value: impl Param) -> Self {
        self.builder.query_string(style, &value.param());
        self
    }

    /// Adds a whole query in the form of `application/x-www-form-urlencoded`, from the JSON of an object.
    /// `styles` lists the properties that are not written in the default style.
    pub fn query_form<B: Serialize + ?Sized>(mut self, value: &B, styles: FormStyles) -> Self {
        self.builder.query_form(serde_json::to_vec(value), styles);
        self
    }
}

impl RequestBuilder {
    fn path_styled(
        &mut self,
        name: &'static str,
        style: Style,
        value: &ParamValue<'_>,
        encode: fn(&str, &mut String),
    ) {
        let target = Target {
            encode,
            separator: None,
            raw: None,
            named: false,
        };
        let encoded = expand(style, name, value, target);
        let written = encoded.map(|encoded| self.path.next().push_str(&encoded));
        self.path_value(name, written);
    }

    fn query_styled(
        &mut self,
        name: &str,
        style: Style,
        value: &ParamValue<'_>,
        encode: fn(&str, &mut String),
    ) {
        let target = Target {
            encode,
            separator: None,
            raw: None,
            named: true,
        };
        match expand(style, name, value, target) {
            Ok(pairs) => self.push_query(&pairs),
            Err(why) => self.refuse(RequestErrorKind::Query, "query parameter", name, why),
        }
    }

    fn query_string(&mut self, style: Style, value: &ParamValue<'_>) {
        let json = style == Style::Json;
        match value {
            ParamValue::Invalid(why) => {
                let message = format!("the query string {why}");
                self.refuse_body(RequestErrorKind::Query, &message);
            }
            ParamValue::Text(text) if !json => self.push_encoded(text),
            value => self.push_encoded(&value.tree().json()),
        }
    }

    fn push_encoded(&mut self, text: &str) {
        let mut encoded = String::new();
        url::encode(text, &mut encoded);
        self.push_query(&encoded);
    }

    fn query_form(&mut self, encoded: Result<Vec<u8>, serde_json::Error>, styles: FormStyles) {
        match form::encoded(encoded, styles) {
            Ok(pairs) => self.push_query(&pairs),
            Err(why) => {
                let message = format!("the query string {why}");
                self.refuse_body(RequestErrorKind::Query, &message);
            }
        }
    }

    fn push_query(&mut self, pairs: &str) {
        if !pairs.is_empty() {
            let query = &mut self.query;
            query.push_str(if query.is_empty() { "" } else { "&" });
            query.push_str(pairs);
        }
    }

    fn header_styled(&mut self, name: &str, style: Style, value: &ParamValue<'_>) {
        let target = Target {
            encode: |text, out| out.push_str(text),
            separator: None,
            raw: Some(Raw::Header),
            named: false,
        };
        if value.is_absent() {
            return;
        }
        match expand(style, name, value, target).and_then(|text| header(&text)) {
            Ok(value) => self.set_header(name, value),
            Err(why) => self.refuse(RequestErrorKind::Header, "header", name, why),
        }
    }

    fn cookie_styled(
        &mut self,
        name: &str,
        style: Style,
        value: &ParamValue<'_>,
        encode: fn(&str, &mut String),
    ) {
        let raw = matches!(style, Style::Cookie | Style::CookieExplode);
        let target = Target {
            encode,
            separator: Some("; "),
            raw: raw.then_some(Raw::Cookie),
            named: true,
        };
        if value.is_absent() {
            return;
        }
        let text = expand(style, name, value, target);
        let header = text.and_then(|text| match self.headers.get(COOKIE) {
            Some(present) => {
                let present = String::from_utf8_lossy(present.as_bytes());
                header(&format!("{present}; {text}"))
            }
            None => header(&text),
        });
        match header {
            Ok(value) => {
                self.headers.insert(COOKIE, value);
            }
            Err(why) => self.refuse(RequestErrorKind::Header, "cookie", name, why),
        }
    }
}
