//! A GitHub on loopback that knows what will be asked and refuses the rest.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// The token that every request must bring.
pub(crate) const TOKEN: &str = "ghs_testtoken";

/// A request that is expected, and what it gets.
pub(crate) struct Expected {
    pub(crate) request: String,
    pub(crate) answer: Answer,
}

/// What a request gets.
pub(crate) enum Answer {
    /// A status, further header lines and a body.
    Http(u16, String, String),
    /// The connection is closed without a word.
    Reset,
    /// The connection is closed in the middle of the body.
    Cut(u16, String),
    /// Nothing at all, and the connection stays open.
    Silence,
}

/// A request as it came.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) line: String,
    pub(crate) headers: Vec<String>,
    pub(crate) body: String,
}

/// The server; it ends with its script.
pub(crate) struct Mock {
    pub(crate) url: String,
    requests: Receiver<Request>,
}

impl Mock {
    /// Serve the script, each request in its turn, below a path such as `/api/v3`.
    pub(crate) fn serve(prefix: &str, script: Vec<Expected>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let url = format!(
            "http://{}{prefix}",
            listener.local_addr().expect("it is bound")
        );
        let base = url.clone();
        let (send, requests) = channel();
        thread::spawn(move || {
            let mut script = script.into_iter();
            let mut silent = Vec::new();
            for stream in listener.incoming() {
                let Ok(stream) = stream else { continue };
                let Some(request) = read(&stream) else {
                    continue;
                };
                let answer = match script.next() {
                    Some(expected) if expected.request == request.line => expected.answer,
                    _ => Answer::Http(418, String::new(), r#"{"message":"unexpected"}"#.to_owned()),
                };
                let _ = send.send(request);
                match answer {
                    Answer::Silence => silent.push(stream),
                    answer => reply(stream, answer, &base),
                }
            }
        });
        Self { url, requests }
    }

    /// The requests that came.
    pub(crate) fn requests(&self) -> Vec<Request> {
        let mut all = Vec::new();
        while let Ok(request) = self.requests.recv_timeout(Duration::from_millis(50)) {
            all.push(request);
        }
        all
    }
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if line.trim().is_empty() {
            break;
        }
        lines.push(line.trim().to_owned());
    }
    let line = lines.first()?.trim_end_matches(" HTTP/1.1").to_owned();
    let mut request = Request {
        line,
        headers: lines.split_off(1),
        body: String::new(),
    };
    let length = request
        .header("content-length")
        .and_then(|text| text.parse().ok())
        .unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    request.body = String::from_utf8(body).ok()?;
    Some(request)
}

fn reply(mut stream: TcpStream, answer: Answer, base: &str) {
    let (status, headers, body, missing) = match answer {
        Answer::Http(status, headers, body) => (status, headers, body, 0),
        Answer::Cut(status, body) => (status, String::new(), body, 10),
        Answer::Reset | Answer::Silence => return,
    };
    let headers = headers.replace("{base}", base);
    let _ = write!(
        stream,
        "HTTP/1.1 {status} X\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len() + missing
    );
}
