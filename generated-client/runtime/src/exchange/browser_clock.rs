//! The clock of a browser: its date and its timers.

use std::time::{Duration, SystemTime};

use js_sys::{Date, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::runtime::{BoxFuture, Clock};

/// A clock on `Date` and `setTimeout`, which windows, workers and servers have.
pub(crate) struct BrowserClock;

impl Clock for BrowserClock {
    fn now(&self) -> Duration {
        // The user may set the clock back: then there is more time for retries, and no harm.
        Duration::try_from_secs_f64(Date::now() / 1000.0).unwrap_or_default()
    }

    fn date(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + self.now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        Box::pin(async move {
            let mut timer = Timer(JsValue::UNDEFINED);
            let done = Promise::new(&mut |resolve, _| timer.0 = set_timeout(&resolve, duration));
            // A timer cannot fail.
            let _ = JsFuture::from(done).await;
        })
    }
}

/// A timer, which is cleared when nothing waits for it any more.
struct Timer(JsValue);

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(clear) = function("clearTimeout") {
            let _ = clear.call1(&JsValue::UNDEFINED, &self.0);
        }
    }
}

fn set_timeout(then: &Function, duration: Duration) -> JsValue {
    // A browser fires a timer of more than 24 days, the longest it can count, at once.
    let millis = i32::try_from(duration.as_millis()).unwrap_or(i32::MAX);
    let timer = function("setTimeout")
        .and_then(|set| set.call2(&JsValue::UNDEFINED, then, &millis.into()).ok());
    timer.unwrap_or_default()
}

fn function(name: &str) -> Option<Function> {
    let function = Reflect::get(&js_sys::global(), &name.into()).ok()?;
    function.dyn_into().ok()
}
