//! A server on loopback that speaks as a script tells it, byte by byte.
#![allow(dead_code, reason = "each test uses its part of the server")]

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// One step of an answer.
#[derive(Debug, Clone)]
pub enum Step {
    Send(Vec<u8>),
    /// The bytes so many times, with a pause after each.
    Again(Vec<u8>, usize, Duration),
    /// Silence, with the connection open.
    Stall,
    /// The connection is torn down, not closed.
    Reset,
}

/// What is said to a request, by its path (with query) and how often it came before.
pub type Script = dyn Fn(&str, usize) -> Vec<Step> + Send + Sync;

pub struct Server {
    pub address: SocketAddr,
    pub log: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub async fn start(script: impl Fn(&str, usize) -> Vec<Step> + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let log: Arc<Mutex<Vec<String>>> = Arc::default();
        let (script, kept): (Arc<Script>, _) = (Arc::new(script), Arc::clone(&log));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, Arc::clone(&script), Arc::clone(&kept)));
            }
        });
        Server { address, log }
    }

    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    pub fn asked(&self, path: &str) -> usize {
        self.log.lock().unwrap().iter().filter(|p| *p == path).count()
    }

    pub fn requests(&self) -> usize {
        self.log.lock().unwrap().len()
    }
}

async fn talk(mut stream: TcpStream, script: Arc<Script>, log: Arc<Mutex<Vec<String>>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or("/").to_owned();
    let nth = {
        let mut log = log.lock().unwrap();
        log.push(path.clone());
        log.iter().filter(|p| **p == path).count() - 1
    };
    for step in script(&path, nth) {
        match step {
            Step::Send(bytes) => {
                if stream.write_all(&bytes).await.is_err() {
                    return;
                }
            }
            Step::Again(bytes, times, pause) => {
                for _ in 0..times {
                    if stream.write_all(&bytes).await.is_err() {
                        return;
                    }
                    tokio::time::sleep(pause).await;
                }
            }
            Step::Stall => tokio::time::sleep(Duration::from_secs(60)).await,
            Step::Reset => {
                let _ = stream.set_zero_linger();
                return;
            }
        }
    }
    let _ = stream.shutdown().await;
}

/// A whole answer.
pub fn reply(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head =
        format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n", body.len());
    [head.as_bytes(), body].concat()
}

pub fn html(body: &str) -> Vec<u8> {
    reply("200 OK", "Content-Type: text/html; charset=utf-8\r\n", body.as_bytes())
}
