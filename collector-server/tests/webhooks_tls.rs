//! Webhooks over TLS: a server whose certificate the system does not trust is told nothing, one that it trusts is.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;

use std::{
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use collector::{Setup, read};
use collector_server::staff::Role;
use office::{Browser, audit, page, token};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    sync::mpsc,
    time::timeout,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self, ServerConfig,
        pki_types::{CertificateDer, PrivatePkcs8KeyDer},
    },
};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// A busy machine takes its time.
const LIMIT: Duration = Duration::from_secs(120);

/// A server with TLS that takes every message; its certificate as PEM, its port, and what it gets.
async fn receiver(name: &str) -> (String, u16, mpsc::UnboundedReceiver<String>) {
    let pair = rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap();
    let der = pair.cert.der().to_vec();
    let pem = format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        STANDARD.encode(&der)
    );
    let key = PrivatePkcs8KeyDer::from(pair.signing_key.serialize_der()).into();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from(der)], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (sender, got) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // Whoever does not trust us ends the handshake.
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let mut request = Vec::new();
            let mut piece = [0; 4096];
            while !is_whole(&request) {
                match stream.read(&mut piece).await {
                    Ok(read) if read > 0 => request.extend_from_slice(&piece[..read]),
                    _ => break,
                }
            }
            let answer = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
            let _ = stream.write_all(answer).await;
            let _ = stream.shutdown().await;
            let _ = sender.send(String::from_utf8(request).unwrap());
        }
    });
    (pem, port, got)
}

/// Head and as many bytes as it says.
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.parse().ok())?
    });
    body.len() >= length.unwrap_or(0)
}

/// A start whose site is told over TLS.
fn with_webhook(port: u16) -> Setup {
    let mut setup = Setup::default();
    std::fs::write(setup.folder.path().join("webhook.key"), SECRET).unwrap();
    setup.site.push_str(&format!(
        "\n[[webhooks]]\nurl = \"https://shop.localhost:{port}/hook\"\nsecret_file = \"webhook.key\"\n"
    ));
    setup
}

/// Ends when it is dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn command(folder: &Path, trusted: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_collector-server"));
    command
        .args(arguments)
        .current_dir(folder)
        // Where the system's certificates are read from instead.
        .env("SSL_CERT_FILE", trusted)
        .env_remove("SSL_CERT_DIR")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

// ACCEPTANCE 40 (partly: over TLS)
#[tokio::test(flavor = "multi_thread")]
async fn a_message_goes_over_tls_to_a_server_that_the_system_trusts_and_to_no_other() {
    let (pem, port, mut got) = receiver("shop.localhost").await;
    let collector = with_webhook(port).start().await;
    let (_, answer) = collector.record(&collector.choice()).await;
    // This process trusts what the system does, and that is not the receiver.
    let (webhooks, metrics) = (&collector.state.webhooks, &collector.state.metrics);
    assert_eq!(webhooks.deliver_due(metrics).await.unwrap(), 0);
    let failed = webhooks.troubled(9).await.unwrap();
    assert_eq!(failed[0].last_error.as_deref(), Some("no connection"));
    assert!(
        got.try_recv().is_err(),
        "nothing was said before the handshake"
    );

    // Who looks after the machine sees it and may have it tried again, and that is noted.
    let path = "/v1/staff/webhooks";
    for (role, status) in [
        (Role::Dpo, 200),
        (Role::Admin, 200),
        (Role::Support, 403),
        (Role::Auditor, 403),
    ] {
        let token = token(&collector, role).await;
        let list = collector.get(path).bearer_auth(&token);
        let (got, list) = read(list.send().await.unwrap()).await;
        assert_eq!(got, status, "{role}");
        if status == 200 {
            let item = &list["items"][0];
            assert_eq!(item["receipt_id"], answer["receipt_id"]);
            assert_eq!(item["error"], "no connection");
            assert_eq!(list["is_bounded"], false);
        }
        let retry = collector.request(reqwest::Method::POST, &format!("{path}/retry"));
        let retry = retry.bearer_auth(&token).send().await.unwrap();
        assert_eq!(retry.status(), status, "{role}");
    }
    let mut browser = Browser::signed_in(&collector, Role::Admin).await;
    browser.language = "sv";
    let shown = browser
        .get(&collector, "/console/webhooks")
        .send()
        .await
        .unwrap();
    let (status, html) = page(shown).await;
    assert_eq!(status, 200);
    assert!(
        html.contains("ingen förbindelse") && html.contains("Försök igen med alla"),
        "{html}"
    );
    let form_token = browser.form_token();
    let fields = [("form_token", form_token.as_str())];
    let again = browser.form(&collector, "/console/webhooks/retry", &fields);
    assert_eq!(again.send().await.unwrap().status(), 303);
    let unsigned = browser.form(&collector, "/console/webhooks/retry", &[]);
    assert_eq!(unsigned.send().await.unwrap().status(), 403);
    let retries = audit(&collector).await;
    let retries = retries.iter().filter(|row| row.action == "webhooks-retry");
    assert_eq!(retries.count(), 3);
    let support = Browser::signed_in(&collector, Role::Support).await;
    let (status, html) = page(
        support
            .get(&collector, "/console/webhooks")
            .send()
            .await
            .unwrap(),
    )
    .await;
    assert!(
        status == 403 && !html.contains("href=\"/console/webhooks\""),
        "{html}"
    );

    // A collector that trusts it.
    let folder = collector.stop().await;
    let folder = folder.path();
    let trusted = folder.join("trusted.pem");
    std::fs::write(&trusted, pem).unwrap();
    let retried = command(folder, &trusted, &["webhooks", "retry"]).status();
    assert!(retried.unwrap().success());
    let _running = Running(command(folder, &trusted, &["serve"]).spawn().unwrap());
    let request = timeout(LIMIT, got.recv()).await.unwrap().unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /hook HTTP/1.1"), "{head}");
    assert!(head.contains("webhook-signature: v1,"), "{head}");
    let message: Value = serde_json::from_str(body).unwrap();
    assert_eq!(message["data"]["receipt_id"], answer["receipt_id"]);
    assert_eq!(message["type"], json!("consent.changed"));
}

// ACCEPTANCE 40 (partly: over TLS)
#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_for_another_name_is_refused() {
    let (pem, port, mut got) = receiver("other.localhost").await;
    let collector = with_webhook(port).start().await;
    collector.record(&collector.choice()).await;
    let (webhooks, metrics) = (&collector.state.webhooks, &collector.state.metrics);
    assert_eq!(webhooks.deliver_due(metrics).await.unwrap(), 0);
    let before = webhooks.troubled(9).await.unwrap()[0].attempts;
    let folder = collector.stop().await;
    let folder = folder.path();
    let trusted = folder.join("trusted.pem");
    std::fs::write(&trusted, pem).unwrap();
    let retried = command(folder, &trusted, &["webhooks", "retry"]).status();
    assert!(retried.unwrap().success());
    let _running = Running(command(folder, &trusted, &["serve"]).spawn().unwrap());
    // Until it has tried: the list then tells of one attempt more.
    let mut tried = false;
    for _ in 0..LIMIT.as_secs() {
        let mut list = command(folder, &trusted, &["webhooks", "list"]);
        let list = list.stdout(Stdio::piped()).output().unwrap();
        let list = String::from_utf8(list.stdout).unwrap();
        tried = (before + 1..before + 9)
            .any(|more| list.contains(&format!(" attempts {more} (no connection)")));
        if tried {
            break;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    assert!(tried);
    assert!(
        got.try_recv().is_err(),
        "nothing was said before the handshake"
    );
}
