//! The accept loop: a timer for slow heads, a cap on connections, a graceful end.
//!
//! hyper's head timeout does nothing without a timer, which `axum::serve` does not install; hence a loop of our own.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt as _;

use crate::config::Config;

/// The other end of a connection.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// Bytes a request's head may have.
const MOST_HEAD_BYTES: usize = 16 * 1024;
/// How long to wait when the system has no more sockets to give.
const NO_SOCKETS: Duration = Duration::from_millis(50);

/// Serves until told to stop, then gives the requests under way their time.
pub async fn serve(listener: TcpListener, router: Router, config: &Config, stopping: CancellationToken) {
    let places = Arc::new(Semaphore::new(config.max_connections));
    let open = TaskTracker::new();
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { break };
        let accepted = tokio::select! {
            () = stopping.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let (router, header_timeout, stopping) = (router.clone(), config.header_timeout, stopping.clone());
                open.spawn(async move {
                    connection(stream, Peer(peer), router, header_timeout, stopping).await;
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(NO_SOCKETS).await;
            }
        }
    }
    drop(listener);
    open.close();
    if tokio::time::timeout(config.stop_timeout, open.wait()).await.is_err() {
        tracing::warn!(connections = open.len(), "stopped with connections open");
    }
}

async fn connection(stream: TcpStream, peer: Peer, router: Router, header_timeout: Duration, stopping: CancellationToken) {
    // A small answer must not wait for more to send; a socket that refuses still works.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(peer);
        router.clone().oneshot(request)
    });
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(header_timeout).max_buf_size(MOST_HEAD_BYTES).half_close(false);
    let connection = server.serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopping.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::trace!(%error, "a connection ended early");
    }
}
