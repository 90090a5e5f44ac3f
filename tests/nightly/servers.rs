//! Servers on loopback that a run talks to: a web hook, and a mail server with STARTTLS.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// One POST that came in.
#[derive(Debug, Clone)]
pub struct Post {
    pub path: String,
    pub head: String,
    pub body: serde_json::Value,
}

/// A web hook; its answers are taken from a list, then all are 200.
pub struct Hook {
    pub address: String,
    pub posts: Arc<Mutex<Vec<Post>>>,
    pub answers: Arc<Mutex<Vec<u16>>>,
}

impl Hook {
    pub async fn start() -> Hook {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let posts: Arc<Mutex<Vec<Post>>> = Arc::default();
        let answers: Arc<Mutex<Vec<u16>>> = Arc::default();
        let (seen, given) = (Arc::clone(&posts), Arc::clone(&answers));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let mut stream = BufReader::new(stream);
                let (mut head, mut length) = (String::new(), 0);
                loop {
                    let mut line = String::new();
                    if stream.read_line(&mut line).await.unwrap_or(0) == 0 || line == "\r\n" {
                        break;
                    }
                    let lower = line.to_ascii_lowercase();
                    if let Some(said) = lower.strip_prefix("content-length:") {
                        length = said.trim().parse().unwrap();
                    }
                    head.push_str(&line);
                }
                let mut body = vec![0; length];
                stream.read_exact(&mut body).await.unwrap();
                let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                let body = serde_json::from_slice(&body).unwrap_or(serde_json::Value::Null);
                seen.lock().unwrap().push(Post { path, head, body });
                let status = {
                    let mut given = given.lock().unwrap();
                    if given.is_empty() { 200 } else { given.remove(0) }
                };
                let answer =
                    format!("HTTP/1.1 {status} X\r\nContent-Length: 4\r\nConnection: close\r\n\r\nsaid");
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        Hook { address, posts, answers }
    }

    pub fn posts(&self) -> Vec<Post> {
        self.posts.lock().unwrap().clone()
    }
}

/// A mail server that wants STARTTLS and a password before it takes a letter.
pub struct MailServer {
    pub address: String,
    /// Who may trust it, PEM.
    pub authority: String,
    /// What was said in a session: commands, and letters whole. `tls` marks what came encrypted.
    pub heard: Arc<Mutex<Vec<String>>>,
}

impl MailServer {
    /// `secure`: STARTTLS and the password `open sesame` are wanted.
    pub async fn start(secure: bool) -> MailServer {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let authority = own.cert.pem();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(own.signing_key.serialize_der()));
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![own.cert.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let heard: Arc<Mutex<Vec<String>>> = Arc::default();
        let log = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, log) = (acceptor.clone(), Arc::clone(&log));
                tokio::spawn(async move { session(stream, acceptor, log, secure).await });
            }
        });
        MailServer { address: format!("localhost:{port}"), authority, heard }
    }

    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

async fn session(
    stream: TcpStream,
    acceptor: TlsAcceptor,
    log: Arc<Mutex<Vec<String>>>,
    secure: bool,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 localhost ESMTP\r\n").await?;
    if !secure {
        return talk(&mut stream, &log, "plain", false).await;
    }
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        log.lock().unwrap().push(format!("plain {}", line.trim_end()));
        match line.split_whitespace().next().unwrap_or_default() {
            "EHLO" => stream.write_all(b"250-localhost\r\n250 STARTTLS\r\n").await?,
            "STARTTLS" => {
                stream.write_all(b"220 go on\r\n").await?;
                let stream = acceptor.accept(stream.into_inner()).await?;
                return talk(&mut BufReader::new(stream), &log, "tls", true).await;
            }
            "QUIT" => return stream.write_all(b"221 bye\r\n").await,
            _ => stream.write_all(b"530 STARTTLS first\r\n").await?,
        }
    }
}

async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufReader<S>,
    log: &Arc<Mutex<Vec<String>>>,
    how: &str,
    login: bool,
) -> std::io::Result<()> {
    let mut known = !login;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        log.lock().unwrap().push(format!("{how} {}", line.trim_end()));
        let answer: &[u8] = match line.split_whitespace().next().unwrap_or_default() {
            "EHLO" if login => b"250-localhost\r\n250 AUTH PLAIN\r\n",
            "EHLO" => b"250 localhost\r\n",
            "AUTH" => {
                // The letters of "\0oit\0open sesame" in base64.
                known = line.trim_end().ends_with("AG9pdABvcGVuIHNlc2FtZQ==");
                if known { b"235 welcome\r\n" } else { b"535 5.7.8 wrong password\r\n" }
            }
            "MAIL" if !known => b"530 5.7.0 who are you\r\n",
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                let mut letter = String::new();
                loop {
                    let mut line = String::new();
                    if stream.read_line(&mut line).await? == 0 || line == ".\r\n" {
                        break;
                    }
                    letter.push_str(&line);
                }
                log.lock().unwrap().push(format!("letter {letter}"));
                b"250 taken\r\n"
            }
            "QUIT" => return stream.write_all(b"221 bye\r\n").await,
            _ => b"250 ok\r\n",
        };
        stream.write_all(answer).await?;
    }
}

/// The server at an address, in whose answers every file has a date.
pub async fn dated(behind: std::net::SocketAddr) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut stream = BufReader::new(stream);
                let mut head = String::new();
                stream.read_line(&mut head).await?;
                let mut line = String::new();
                while stream.read_line(&mut line).await? > 2 {
                    line.clear();
                }
                let mut answer = Vec::new();
                let mut site = TcpStream::connect(behind).await?;
                site.write_all(format!("{head}Connection: close\r\n\r\n").as_bytes()).await?;
                site.read_to_end(&mut answer).await?;
                let first = answer.windows(2).position(|end| end == b"\r\n").map_or(0, |at| at + 2);
                let date = b"Last-Modified: Thu, 01 Jul 2021 08:00:00 GMT\r\n";
                answer.splice(first..first, date.iter().copied());
                stream.get_mut().write_all(&answer).await?;
                stream.get_mut().shutdown().await
            });
        }
    });
    address
}
