//! TLS for servers that play other people's hosts.

use std::sync::Arc;

use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self, ServerConfig,
        pki_types::{CertificateDer, PrivatePkcs8KeyDer},
    },
};

/// A certificate for a name that no browser asks for: they are told not to mind.
pub fn acceptor() -> TlsAcceptor {
    let pair = rcgen::generate_simple_self_signed(vec!["tags.invalid".to_owned()]).unwrap();
    let chain = vec![CertificateDer::from(pair.cert.der().to_vec())];
    let key = PrivatePkcs8KeyDer::from(pair.signing_key.serialize_der()).into();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}
