//! The load: a fixed number of keep-alive connections, each sending its next request when the last is answered.

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How much load.
pub struct Load {
    /// For how long.
    pub seconds: u64,
    /// Over how many connections.
    pub connections: usize,
}

/// What came of it.
pub struct Outcome {
    /// Time from request to answer of each success, in microseconds, sorted.
    pub latencies: Vec<u32>,
    /// Answers that were not 200 or 201.
    pub refused: usize,
    /// One of them.
    pub refusal: Option<String>,
    /// How long the load lasted.
    pub elapsed: Duration,
}

/// No connection sends more than this, however long the run.
const MOST_REQUESTS: usize = 200_000;

/// Makes the requests of one connection.
pub type Requests = Box<dyn FnMut() -> String + Send>;

/// Drives the server on `port`; `requests` gives one source a connection.
pub fn drive(port: u16, load: &Load, requests: impl Fn() -> Result<Requests>) -> Result<Outcome> {
    let sources = (0..load.connections)
        .map(|_| requests())
        .collect::<Result<Vec<_>>>()?;
    let runtime = tokio::runtime::Runtime::new().context("could not start the runtime")?;
    runtime.block_on(async {
        let started = Instant::now();
        let end = started + Duration::from_secs(load.seconds);
        let tasks: Vec<_> = sources
            .into_iter()
            .map(|source| tokio::spawn(connection(port, end, source)))
            .collect();
        let mut outcome = Outcome {
            latencies: Vec::new(),
            refused: 0,
            refusal: None,
            elapsed: Duration::ZERO,
        };
        for task in tasks {
            let (latencies, refused, refusal) = task.await.context("a connection panicked")??;
            outcome.latencies.extend(latencies);
            outcome.refused += refused;
            outcome.refusal = outcome.refusal.or(refusal);
        }
        outcome.elapsed = started.elapsed();
        outcome.latencies.sort_unstable();
        Ok(outcome)
    })
}

async fn connection(
    port: u16,
    end: Instant,
    mut source: Requests,
) -> Result<(Vec<u32>, usize, Option<String>)> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))
        .await
        .context("could not connect")?;
    stream
        .set_nodelay(true)
        .context("could not set up the connection")?;
    let (mut latencies, mut refused, mut refusal) = (Vec::new(), 0, None);
    let mut buffer = Vec::with_capacity(8192);
    while Instant::now() < end && latencies.len() + refused < MOST_REQUESTS {
        let request = source();
        let sent = Instant::now();
        stream
            .write_all(request.as_bytes())
            .await
            .context("the server closed a connection")?;
        read_answer(&mut stream, &mut buffer).await?;
        if buffer.starts_with(b"HTTP/1.1 200") || buffer.starts_with(b"HTTP/1.1 201") {
            latencies.push(u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX));
        } else {
            refused += 1;
            refusal.get_or_insert_with(|| String::from_utf8_lossy(&buffer).into_owned());
        }
    }
    Ok((latencies, refused, refusal))
}

/// Reads one answer with a `Content-Length` into `buffer`.
async fn read_answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<()> {
    buffer.clear();
    loop {
        if let Some(length) = answer_length(buffer)?
            && buffer.len() >= length
        {
            return Ok(());
        }
        if stream
            .read_buf(buffer)
            .await
            .context("the server broke a connection")?
            == 0
        {
            bail!("the server closed a connection in the middle of an answer");
        }
    }
}

/// Bytes of head and body together, once the head is there.
fn answer_length(bytes: &[u8]) -> Result<Option<usize>> {
    let Some(head) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
    let length = text.lines().find_map(|line| {
        line.strip_prefix("content-length:")?
            .trim()
            .parse::<usize>()
            .ok()
    });
    Ok(Some(
        head + 4 + length.context("the server sent an answer without its length")?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_as_long_as_its_head_says() {
        assert_eq!(answer_length(b"HTTP/1.1 200 OK\r\nConte").unwrap(), None);
        let answer = b"HTTP/1.1 201 Created\r\nContent-Length: 3\r\n\r\nabc";
        assert_eq!(answer_length(answer).unwrap(), Some(answer.len()));
        assert!(answer_length(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }
}
