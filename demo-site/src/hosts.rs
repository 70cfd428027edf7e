//! Tells the four host names of the one port apart, and counts what reaches the stand-ins.

use std::io;

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header::HOST},
    response::{IntoResponse, Response},
};
use tower::ServiceExt;

use crate::{Config, Hits, SHOP_HOST, shop, standin};

#[derive(Clone)]
struct Hosts {
    hits: Hits,
    shop: Router,
    standins: [(&'static str, Router); 3],
}

/// The whole server for one port.
pub(crate) fn router(config: &Config, port: u16, hits: &Hits) -> io::Result<Router> {
    let shop = shop::router(config, port, hits)?;
    let hosts = Hosts {
        hits: hits.clone(),
        shop: match &config.around {
            Some(around) => around(shop),
            None => shop,
        },
        standins: [
            (standin::STATISTICS_HOST, standin::statistics::router()),
            (standin::ADVERTISING_HOST, standin::advertising::router()),
            (standin::VIDEO_HOST, standin::video::router()),
        ],
    };
    Ok(Router::new().fallback(dispatch).with_state(hosts))
}

async fn dispatch(State(hosts): State<Hosts>, request: Request) -> Response {
    let host = host_name(request.headers()).to_owned();
    let router = if host == SHOP_HOST {
        hosts.shop
    } else if let Some((_, router)) = hosts.standins.into_iter().find(|(name, _)| *name == host) {
        hosts.hits.record(&host, request.uri().path());
        router
    } else {
        let hint = format!("no such host here: open http://{SHOP_HOST} on this port\n");
        return (StatusCode::MISDIRECTED_REQUEST, hint).into_response();
    };
    match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

fn host_name(headers: &HeaderMap) -> &str {
    let host = headers
        .get(HOST)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    host.rsplit_once(':').map_or(host, |(name, _port)| name)
}
