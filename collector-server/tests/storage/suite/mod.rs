//! What every store promises, said once. A database becomes a store of this product by passing it:
//! [`behaviours!`] makes a test of each promise for one way of opening a store.

pub mod choices;
pub mod newsletters;
pub mod people;
pub mod retention;
pub mod rights;
pub mod search;
pub mod staff;

use std::{any::Any, sync::Arc};

use collector_server::storage::{
    ClauseStore, LogStore, ReceiptStore, RetentionStore, RightsStore, StaffStore,
};

/// Every face of a store.
pub trait Store:
    ReceiptStore + ClauseStore + StaffStore + LogStore + RightsStore + RetentionStore
{
}
impl<S: ReceiptStore + ClauseStore + StaffStore + LogStore + RightsStore + RetentionStore> Store
    for S
{
}

/// An empty store, and what keeps its files alive.
pub struct Opened {
    pub store: Arc<dyn Store>,
    pub guard: Box<dyn Any + Send>,
}

/// Makes a test of every promise for the stores that `$open` opens.
#[macro_export]
macro_rules! behaviours {
    ($open:path: $($module:ident { $($name:ident,)+ })+) => {
        $(mod $module {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                $crate::suite::$module::$name(&$open).await;
            })+
        })+
    };
}
