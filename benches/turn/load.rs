//! A closed loop of connections that each send the next request when the last is answered.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// One request after another, each with a number of its own.
pub(crate) type Requests = Arc<dyn Fn(usize, u64) -> Vec<u8> + Send + Sync>;

/// What one round came to.
pub(crate) struct Round {
    pub(crate) per_second: f64,
    pub(crate) cpu_us: f64,
}

/// Requests of `connections` at once for so long, each connection counting from `first`: how many a second at what CPU time, client and server together, and how far they came.
pub(crate) async fn round(address: SocketAddr, connections: usize, first: u64, length: Duration, requests: Requests) -> (Round, u64) {
    let (over, count) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let tasks: Vec<_> = (0..connections).map(|connection| tokio::spawn(one(address, (connection, first), Arc::clone(&over), Arc::clone(&count), Arc::clone(&requests)))).collect();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let (began, from, cpu) = (Instant::now(), count.load(Ordering::Relaxed), super::cpu_us());
    tokio::time::sleep(length).await;
    let (done, seconds, cpu) = (count.load(Ordering::Relaxed) - from, began.elapsed().as_secs_f64(), super::cpu_us() - cpu);
    over.store(true, Ordering::Relaxed);
    let mut reached = first;
    for task in tasks {
        reached = reached.max(task.await.unwrap());
    }
    (Round { per_second: done as f64 / seconds, cpu_us: cpu as f64 / done as f64 }, reached)
}

/// Sends until it is over; answers the number of the next request.
async fn one(address: SocketAddr, (connection, first): (usize, u64), over: Arc<AtomicBool>, count: Arc<AtomicU64>, requests: Requests) -> u64 {
    let mut socket = TcpStream::connect(address).await.unwrap();
    socket.set_nodelay(true).unwrap();
    let mut buffer = Vec::with_capacity(16 * 1024);
    let mut number = first;
    while !over.load(Ordering::Relaxed) {
        socket.write_all(&requests(connection, number)).await.unwrap();
        answer(&mut socket, &mut buffer).await;
        number += 1;
        count.fetch_add(1, Ordering::Relaxed);
    }
    number
}

/// Reads one answer with a known length; anything but a success ends the benchmark.
async fn answer(socket: &mut TcpStream, buffer: &mut Vec<u8>) {
    buffer.clear();
    loop {
        assert!(socket.read_buf(buffer).await.unwrap() > 0, "the server closed");
        let Some(head) = buffer.windows(4).position(|end| end == b"\r\n\r\n") else { continue };
        let text = String::from_utf8_lossy(&buffer[..head]).to_ascii_lowercase();
        assert!(text.starts_with("http/1.1 2"), "{text}\n{}", String::from_utf8_lossy(&buffer[head..]));
        let length: usize = text.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()).unwrap().trim().parse().unwrap();
        while buffer.len() < head + 4 + length {
            assert!(socket.read_buf(buffer).await.unwrap() > 0, "the server closed");
        }
        return;
    }
}
