//! `entente link reconcile`: a reconciliation service.

use std::net::{Ipv4Addr, SocketAddr};

use super::{super::tell, Failure, Outcome};
use crate::{
    cli,
    link::{
        Index,
        classes::Classes,
        reconcile::{Service, bind},
    },
    pipeline,
};

pub(super) fn run(args: &cli::LinkReconcile, global: &cli::Global) -> Result<Outcome, Failure> {
    let classes = Classes::load(&pipeline::assets(global.ontology.as_deref())?)?;
    let index = Index::open(&args.index)?;
    let service = Service::new(index, classes).map_err(Failure::new)?;
    let address = args.bind.unwrap_or(Ipv4Addr::LOCALHOST.into());
    let bound = bind(address, args.port)
        .map_err(|error| Failure::new(format!("cannot listen at {}: {error}", SocketAddr::new(address, args.port))))?;
    if !address.is_loopback() {
        tell(&format!("warning: whoever reaches {address} can ask this service"));
    }
    if !global.quiet {
        tell(&format!("serving {} at http://{}/ until Ctrl-C", args.index.display(), bound.address()));
        tell("in OpenRefine: a column's menu, Reconcile, Start reconciling, Add standard service, and this address");
    }
    let stop = async {
        // Where the signal cannot be waited for it ends the program by itself.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    bound.serve(service, stop)?;
    Ok(Outcome::Done)
}
