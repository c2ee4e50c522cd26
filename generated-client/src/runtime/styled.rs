//! Parameters in styles other than those that their places have by default.

use http::{HeaderValue, header::COOKIE};

use super::{
    Call, Param, ParamValue, RequestErrorKind, Style,
    auth::header,
    draft::Draft,
    style::{Target, expand},
    url,
};

impl<T, E> Call<T, E> {
    /// The value of a `{name}` in the template, in a style. `.` and `..` are refused, and so is nothing.
    pub fn path_styled(mut self, name: &'static str, style: Style, value: impl Param) -> Self {
        self.draft.path_styled(name, style, &value.param());
        self
    }

    /// A query parameter in a style.
    pub fn query_styled(mut self, name: &str, style: Style, value: impl Param) -> Self {
        let value = value.param();
        self.draft.query_styled(name, style, &value, url::encode);
        self
    }

    /// A query parameter whose value may hold reserved characters such as `/` as they are
    /// (`allowReserved`). `&`, `#`, `+` and `%` are encoded all the same.
    pub fn query_reserved(mut self, name: &str, style: Style, value: impl Param) -> Self {
        let value = value.param();
        let encode = url::encode_reserved;
        self.draft.query_styled(name, style, &value, encode);
        self
    }

    /// A header parameter in a style.
    pub fn header_styled(mut self, name: &str, style: Style, value: impl Param) -> Self {
        self.draft.header_styled(name, style, &value.param());
        self
    }

    /// A cookie parameter in a style. What is a pair of its own is a cookie of its own.
    pub fn cookie_styled(mut self, name: &str, style: Style, value: impl Param) -> Self {
        self.draft.cookie_styled(name, style, &value.param());
        self
    }
}

impl Draft {
    fn path_styled(&mut self, name: &'static str, style: Style, value: &ParamValue<'_>) {
        let target = Target {
            encode: url::encode,
            separator: None,
            raw: false,
            named: false,
        };
        match expand(style, name, value, target) {
            Ok(encoded) => match url::check_value(self.target.template, name, &encoded) {
                Ok(()) => self.path.push((name, encoded)),
                Err(problem) => self.note(problem),
            },
            Err(why) => self.refuse(RequestErrorKind::Path, "path parameter", name, why),
        }
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
            raw: false,
            named: true,
        };
        match expand(style, name, value, target) {
            Ok(pairs) if pairs.is_empty() => {}
            Ok(pairs) => {
                let query = &mut self.query;
                query.push_str(if query.is_empty() { "" } else { "&" });
                query.push_str(&pairs);
            }
            Err(why) => self.refuse(RequestErrorKind::Query, "query parameter", name, why),
        }
    }

    fn header_styled(&mut self, name: &str, style: Style, value: &ParamValue<'_>) {
        let target = Target {
            encode: |text, out| out.push_str(text),
            separator: None,
            raw: true,
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

    fn cookie_styled(&mut self, name: &str, style: Style, value: &ParamValue<'_>) {
        let target = Target {
            encode: url::encode,
            separator: Some("; "),
            raw: false,
            named: true,
        };
        if value.is_absent() {
            return;
        }
        let text = expand(style, name, value, target);
        let header = text.and_then(|text| {
            let present = self.headers.get(COOKIE).map(HeaderValue::to_str);
            match present {
                Some(Ok(present)) => header(&format!("{present}; {text}")),
                _ => header(&text),
            }
        });
        match header {
            Ok(value) => {
                self.headers.insert(COOKIE, value);
            }
            Err(why) => self.refuse(RequestErrorKind::Header, "cookie", name, why),
        }
    }
}
