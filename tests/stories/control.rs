//! The control of the experiment: without the gate the same pages do what the stories forbid. If
//! this fails, the other stories prove nothing.

use demo_site::Head;
use product_tests::{Setup, World};

use crate::TRACES;

#[tokio::test]
async fn without_the_gate_every_stand_in_loads_stores_and_reports_at_once() {
    let setup = Setup {
        head: Some(Head::Nothing),
        ..Setup::default()
    };
    let Some(world) = World::with(setup).await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.sees("standInOrder.length === 3").await;
    visitor.quiet().await;
    for host in ["stats.localhost", "ads.localhost", "video.localhost"] {
        assert!(world.hits().host(host) >= 3, "{host}: {:?}", world.hits());
    }
    let stored = visitor.stored().await;
    for trace in TRACES {
        assert!(stored.names().contains(trace), "{trace} in {stored:?}");
    }
    let hosts: Vec<_> = visitor
        .requests()
        .await
        .into_iter()
        .map(|request| request.host)
        .collect();
    assert!(
        hosts.iter().any(|host| host == "ads.localhost"),
        "the network log sees them too: {hosts:?}"
    );
}
