//! The way to an IMAP server: a connection, and TLS over it.

use std::sync::Arc;

use rustls_platform_verifier::BuilderVerifierExt;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, ConfigBuilder, client::WantsClientCert, crypto::aws_lc_rs, pki_types::ServerName},
};

/// Whatever bytes go over.
pub(super) trait Way: AsyncRead + AsyncWrite + Send + Unpin {}

impl<W: AsyncRead + AsyncWrite + Send + Unpin> Way for W {}

pub(super) async fn connect(host: &str, port: u16) -> Result<TcpStream, String> {
    TcpStream::connect((host, port)).await.map_err(|error| format!("{host}:{port} cannot be reached: {error}"))
}

/// Puts TLS over a connection; the server's certificate must be one that this machine trusts.
pub(super) async fn guarded(stream: TcpStream, host: &str) -> Result<impl Way + use<>, String> {
    let name = ServerName::try_from(host.to_owned()).map_err(|_| format!("`{host}` is not the name of a server"))?;
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map(ConfigBuilder::<ClientConfig, WantsClientCert>::with_no_client_auth)
        .map_err(|error| format!("TLS: {error}"))?;
    TlsConnector::from(Arc::new(config)).connect(name, stream).await.map_err(|error| format!("TLS with {host}: {error}"))
}
