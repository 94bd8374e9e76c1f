//! A layer over a fake that fails at random: before it did what was asked, after it, or with an answer that breaks off. The same seed fails alike.

use std::sync::{Arc, Mutex};

use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};

/// How often each of the three ways to fail is taken, of a hundred calls.
pub(crate) struct Faulty {
    percent: u64,
    state: Mutex<u64>,
}

impl Faulty {
    pub(crate) fn new(percent: u64, seed: u64) -> Arc<Self> {
        Arc::new(Self { percent, state: Mutex::new(seed) })
    }

    /// From 0 to 99 (`SplitMix64`).
    fn roll(&self) -> u64 {
        let mut state = self.state.lock().unwrap();
        *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = *state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % 100
    }
}

pub(crate) async fn at_random(State(faulty): State<Arc<Faulty>>, request: Request, next: Next) -> Response {
    let rolled = faulty.roll();
    if rolled >= 3 * faulty.percent {
        return next.run(request).await;
    }
    if rolled < faulty.percent {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    next.run(request).await;
    if rolled < 2 * faulty.percent {
        return StatusCode::GATEWAY_TIMEOUT.into_response();
    }
    let breaks = futures_util::stream::once(async { Err::<Bytes, _>(std::io::Error::other("the line is cut")) });
    (StatusCode::OK, Body::from_stream(breaks)).into_response()
}
